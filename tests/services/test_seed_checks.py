"""What a count is worth after some of those who claim to seed were asked for a piece."""

from __future__ import annotations

import asyncio
import ipaddress
import random
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.index.index import Index
from p2psocial.protocol.bloom import EMPTY, BloomFilter
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.seed_proof import Verdict
from p2psocial.services.clocks import Clocks
from p2psocial.services.evidence import Evidence
from p2psocial.services.ports import Order, Period, Ranking, SeedsCounted
from p2psocial.services.seed_checks import CheckOptions, SeedChecks
from tests.index.items_factory import NOW, post
from tests.services.test_measuring import Seconds

POST = post("checked")
HOUR = 3_600


class Swarm:
    """Everybody who claims to have the post, and what each does when asked."""

    def __init__(self) -> None:
        self.peers: dict[Address, Verdict] = {}
        self.asked: list[Address] = []

    def join(self, verdict: Verdict, count: int = 1, host: str = "") -> None:
        for _ in range(count):
            number = len(self.peers) + 1
            self.peers[Address(host or f"5.6.{number}.1", 7_000 + number)] = verdict

    async def claimed(self, _: bytes) -> list[Address]:
        return list(self.peers)

    async def check(self, _: Item, peer: Address) -> Verdict:
        self.asked.append(peer)
        return self.peers.get(peer, Verdict.UNREACHABLE)

    def count(self, *, peers: float = 0) -> SeedsCounted:
        """What the DHT says when all of them are listed as seeds, or as peers."""
        listed = BloomFilter.of(packed(self.peers))
        number = len({peer.host for peer in self.peers})
        if peers:
            return SeedsCounted(POST.infohash, 0, 0, 0, 8, EMPTY, peers, listed)
        return SeedsCounted(POST.infohash, number, number, number, 8, listed)


def packed(peers: Iterable[Address]) -> list[bytes]:
    return [ipaddress.ip_address(peer.host).packed for peer in peers]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with closing(Index.open(tmp_path / "index.db")) as opened:
        opened.add(POST.item, POST.text, NOW)
        yield opened


@pytest.fixture
def swarm() -> Swarm:
    return Swarm()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def made(index: Index, swarm: Swarm, seconds: Seconds, per_minute: int = 60) -> SeedChecks:
    evidence = Evidence(index, lambda: NOW, private=False)
    clocks = Clocks(lambda: NOW, seconds)
    options = CheckOptions(per_minute, random.Random(1))
    return SeedChecks(index, swarm, evidence, clocks, options)


@pytest.fixture
def checks(index: Index, swarm: Swarm, seconds: Seconds) -> SeedChecks:
    return made(index, swarm, seconds)


def look(checks: SeedChecks, count: SeedsCounted, times: int = 1) -> int:
    """Let it look at a count; returns how often it said that something has changed."""
    told: list[None] = []

    async def run() -> None:
        for _ in range(times):
            checks.look(count, lambda: told.append(None), watched=True)
            await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    asyncio.run(run())
    return len(told)


def seeds_of(index: Index) -> tuple[int, str]:
    entry = index.entry(POST.infohash)
    assert entry is not None
    return entry.seeds, entry.seeds_source.value


def test_who_sends_a_piece_is_a_seed_that_was_seen(
    checks: SeedChecks, swarm: Swarm, index: Index
) -> None:
    swarm.join(Verdict.PROVED, 3)
    assert look(checks, swarm.count()) == 1
    assert seeds_of(index) == (3, "swarm")
    judged = checks.judged(swarm.count())
    assert (judged.estimate, judged.claimed, judged.proved, judged.denied) == (3, None, 3, 0)


def test_when_most_who_answer_have_nothing_only_a_share_is_counted(
    checks: SeedChecks, swarm: Swarm
) -> None:
    swarm.join(Verdict.PROVED, 2)
    swarm.join(Verdict.DENIED, 6)
    look(checks, swarm.count(), times=3)
    judged = checks.judged(swarm.count())
    assert (judged.proved, judged.denied) == (2, 6)
    assert (judged.estimate, judged.claimed) == (2, 8)


def test_a_lie_of_hundreds_comes_to_nothing(
    checks: SeedChecks, swarm: Swarm, seconds: Seconds
) -> None:
    swarm.join(Verdict.DENIED, 250)
    for _ in range(3):
        look(checks, swarm.count())
        seconds.now += 2.5
    assert checks.judged(swarm.count()).estimate == 0
    assert 3 <= len(swarm.asked) <= 12


def test_who_cannot_be_reached_is_counted(checks: SeedChecks, swarm: Swarm) -> None:
    swarm.join(Verdict.UNREACHABLE, 20)
    swarm.join(Verdict.BUSY, 5)
    look(checks, swarm.count(), times=4)
    judged = checks.judged(swarm.count())
    assert (judged.estimate, judged.claimed) == (25, None)


def test_two_are_not_enough_to_doubt(checks: SeedChecks, swarm: Swarm) -> None:
    swarm.join(Verdict.DENIED, 2)
    look(checks, swarm.count())
    assert checks.judged(swarm.count()).estimate == 2


def test_who_says_so_when_a_text_is_read_is_a_seed_once_it_sends_a_piece(
    checks: SeedChecks, swarm: Swarm, index: Index
) -> None:
    for verdict in (Verdict.PROVED, Verdict.DENIED, Verdict.BUSY, Verdict.UNREACHABLE):
        swarm.join(verdict)
    claims = dict(swarm.peers)
    swarm.peers.clear()
    nobody = swarm.count()
    swarm.peers.update(claims)

    async def none(_: bytes) -> list[Address]:
        return []

    swarm.claimed = none  # type: ignore[method-assign]  # the DHT names nobody
    checks.suspect(POST.infohash, list(claims))
    assert seeds_of(index)[0] == 0
    assert look(checks, nobody) == 1
    assert sorted(swarm.asked) == sorted(claims)
    assert seeds_of(index) == (1, "swarm")


def test_who_was_asked_already_is_not_looked_for_again_when_a_text_is_read_anew(
    checks: SeedChecks, swarm: Swarm, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    swarm.join(Verdict.PROVED)
    look(checks, swarm.count())
    looked_for: list[bytes] = []

    async def claimed(infohash: bytes) -> list[Address]:
        looked_for.append(infohash)
        return []

    monkeypatch.setattr(swarm, "claimed", claimed)
    checks.suspect(POST.infohash, list(swarm.peers))
    seconds.now += 2.5
    look(checks, swarm.count(), times=3)
    assert not looked_for


def test_seeds_that_the_dht_lists_as_peers_are_counted_until_they_are_gone(
    checks: SeedChecks, swarm: Swarm, index: Index, seconds: Seconds
) -> None:
    swarm.join(Verdict.PROVED)
    count = swarm.count(peers=1)
    assert look(checks, count) == 1
    judged = checks.judged(count)
    assert (judged.estimate, judged.claimed) == (1, 0)
    assert seeds_of(index) == (1, "swarm")

    [peer] = swarm.peers
    swarm.peers[peer] = Verdict.UNREACHABLE
    seconds.now += 31
    assert look(checks, count) == 1
    assert checks.judged(count).estimate == 0
    assert seeds_of(index) == (0, "none")


def test_who_was_still_fetching_it_is_asked_again_soon(
    checks: SeedChecks, swarm: Swarm, seconds: Seconds
) -> None:
    swarm.join(Verdict.DENIED)
    count = swarm.count(peers=1)
    look(checks, count)
    assert checks.judged(count).estimate == 0
    [peer] = swarm.peers
    swarm.peers[peer] = Verdict.PROVED
    seconds.now += 4
    look(checks, count)
    assert checks.judged(count).estimate == 1


def test_who_was_proved_and_has_no_time_now_stays_proved(
    checks: SeedChecks, swarm: Swarm, seconds: Seconds
) -> None:
    swarm.join(Verdict.PROVED)
    count = swarm.count(peers=1)
    look(checks, count)
    [peer] = swarm.peers
    swarm.peers[peer] = Verdict.BUSY
    seconds.now += 31
    look(checks, count)
    assert len(swarm.asked) == 2
    assert checks.judged(count).estimate == 1


def test_many_ports_of_one_address_are_one_seed(
    checks: SeedChecks, swarm: Swarm, index: Index
) -> None:
    swarm.join(Verdict.PROVED, 40, host="5.6.7.8")
    look(checks, swarm.count(peers=40), times=3)
    assert checks.judged(swarm.count(peers=40)).estimate == 1
    assert seeds_of(index) == (1, "swarm")
    assert len(swarm.asked) == 1


def test_addresses_that_the_filters_do_not_have_are_not_asked(
    checks: SeedChecks, swarm: Swarm
) -> None:
    count = SeedsCounted(POST.infohash, 3, 3, 3, 8, BloomFilter.of([b"\x01\x02\x03\x04"]))
    swarm.join(Verdict.PROVED, 3)
    look(checks, count)
    assert swarm.asked == []


def test_checks_stay_within_their_budget(index: Index, swarm: Swarm, seconds: Seconds) -> None:
    checks = made(index, swarm, seconds, per_minute=6)
    swarm.join(Verdict.UNREACHABLE, 100)
    look(checks, swarm.count(), times=20)
    assert len(swarm.asked) == 6
    seconds.now += 30.1
    look(checks, swarm.count(), times=20)
    assert len(swarm.asked) == 9

    none = made(index, Swarm(), seconds, per_minute=0)
    look(none, swarm.count())
    assert len(swarm.asked) == 9


def test_what_is_neither_on_screen_nor_high_is_not_checked(
    checks: SeedChecks, swarm: Swarm, index: Index
) -> None:
    for number in range(120):
        other = post(f"higher {number}")
        index.add(other.item, other.text, NOW)
        index.record_swarm(other.infohash, ["1.2.3.4", "1.2.3.5"], NOW)
    swarm.join(Verdict.PROVED, 2)

    async def run() -> None:
        checks.look(swarm.count(), lambda: None, watched=False)
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert swarm.asked == []


def test_why_tells_what_was_claimed_and_what_was_proved(
    checks: SeedChecks, swarm: Swarm, index: Index
) -> None:
    swarm.join(Verdict.DENIED, 4)
    look(checks, swarm.count())
    index.record_count(POST.infohash, checks.judged(swarm.count()), NOW, NOW + HOUR)
    why = index.why(POST.infohash, Ranking(Period.ALL, Order.TOP, NOW, 1))
    assert why is not None
    [dht] = why.evidence
    assert (dht.seeds, dht.claimed, dht.proved, dht.denied) == (0, 4, 0, 4)
