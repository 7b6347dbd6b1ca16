"""Whom to remember, whom to let go and whom to keep out: the rules without sockets."""

from __future__ import annotations

import json
import random
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from p2psocial.network.gossip import eviction
from p2psocial.network.gossip.address_book import DIRECTORY, AddressBook
from p2psocial.network.gossip.allowance import Allowance
from p2psocial.network.gossip.bans import Bans
from p2psocial.network.gossip.eviction import Occupant
from p2psocial.network.gossip.subnets import household, is_worth_dialling, region, subnet
from p2psocial.network.saved_peers import SavedPeer, SavedPeers, read, write
from p2psocial.protocol.magnet import Address

FIRST, SECOND = Address("1.2.3.4", 7000), Address("2001:db8::1", 7001)


class Time:
    """Clocks that stand still until a test moves them."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def book(clock: Time | None = None, *, private: bool = True) -> AddressBook:
    clock = clock or Time()
    chance = random.Random(5)
    return AddressBook(clock, clock, chance, (2, 100), private=private)


def everybody(_address: Address) -> bool:
    return True


def spread(count: int) -> list[Address]:
    """Return public addresses, each in a region of its own."""
    return [Address(f"{20 + n // 200}.{n % 200}.1.1", 7000) for n in range(count)]


# -- addresses -------------------------------------------------------------------------------


def test_what_addresses_share() -> None:
    assert household("1.2.3.4") != household("1.2.3.5")
    assert subnet("1.2.3.4") == subnet("1.2.3.5") != subnet("1.2.4.4")
    assert region("1.2.3.4") == region("1.2.4.4") != region("1.3.3.4")
    assert (
        household("2001:db8:1:2::1")
        == household("2001:db8:1:2:3::")
        == household("2001:db8:1:2::%eth0")
    )
    assert household("2001:db8:1:2::") != household("2001:db8:1:3::")
    assert subnet("2001:db8:1:2::") == subnet("2001:db8:1:3::") != subnet("2001:db8:2::")
    assert region("2001:db8:1::") == region("2001:db8:2::") != region("2001:db9::")


@pytest.mark.parametrize(
    ("text", "public", "private"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1", True, True),
        ("127.0.0.1", False, True),
        ("192.168.1.1", False, True),
        ("10.0.0.1", False, True),
        ("169.254.1.1", False, True),
        ("fe80::1", False, True),
        ("::1", False, True),
        ("100.64.0.1", False, True),
        ("0.0.0.0", False, False),  # noqa: S104 -- not bound
        ("239.192.152.143", False, False),
        ("ff02::1", False, False),
        ("example.org", False, False),
    ],
)
def test_only_public_addresses_are_taken_from_strangers(
    text: str, *, public: bool, private: bool
) -> None:
    assert is_worth_dialling(Address(text, 7000), private=False) is public
    assert is_worth_dialling(Address(text, 7000), private=True) is private


def test_ports_of_system_services_are_not_taken_from_strangers() -> None:
    assert not is_worth_dialling(Address("8.8.8.8", 25), private=False)
    assert not is_worth_dialling(Address("8.8.8.8", 0), private=True)


# -- the address book ------------------------------------------------------------------------


def test_an_address_is_found_for_its_boards_and_any_for_the_directory() -> None:
    known = book()
    known.add("a", [FIRST])
    known.add("b", [FIRST])
    assert known.pick("a", everybody) == known.pick("b", everybody) == FIRST
    assert known.pick(DIRECTORY, everybody) == FIRST
    assert known.pick("c", everybody) is None
    assert known.pick("a", lambda _: False) is None
    assert known.known("a", 9) == ()
    known.meet(FIRST, ["c"])
    assert known.known("a", 9) == known.known("c", 9) == (FIRST,)
    assert known.boards_of(FIRST) == {"a", "b", "c"}


def test_the_latest_met_comes_first() -> None:
    clock = Time()
    known = book(clock)
    for address in spread(5):
        clock.now += 1
        known.meet(address, ["a"])
    assert known.known("a", 3) == tuple(reversed(spread(5)))[:3]
    known.meet(spread(1)[0], [])
    clock.now += 1
    known.meet(spread(1)[0], [])
    assert known.known("a", 1) == (spread(1)[0],)


def test_failures_make_the_wait_longer_until_hearsay_is_forgotten() -> None:
    clock = Time()
    known = book(clock, private=False)
    known.add("a", spread(1))
    (address,) = spread(1)
    for wait in (2, 4):
        assert known.pick("a", everybody) == address
        known.fail(address)
        clock.now += wait * 0.7
        assert known.pick("a", everybody) is None
        clock.now += wait * 0.6
    known.fail(address)
    clock.now += 10_000
    assert known.pick("a", everybody) is None
    assert known.boards_of(address) == frozenset()


def test_who_was_met_is_given_more_patience_and_a_limit_of_waiting() -> None:
    clock = Time()
    known = book(clock)
    known.meet(FIRST, ["a"])
    for _ in range(12):
        assert known.pick("a", everybody) == FIRST
        known.fail(FIRST)
        clock.now += 126
    known.fail(FIRST)
    assert known.known("a", 9) == ()


def test_hearsay_of_a_private_network_may_fail_for_days() -> None:
    clock = Time()
    known = book(clock)
    known.add("a", [FIRST])
    for _ in range(2_000):
        known.fail(FIRST)
        clock.now += 126
    assert known.pick("a", everybody) == FIRST


def test_resting_ends_a_row_of_failures() -> None:
    clock = Time()
    known = book(clock)
    known.meet(FIRST, ["a"])
    for _ in range(20):
        known.fail(FIRST)
        known.rest(FIRST, 2)
        assert known.pick("a", everybody) is None
        clock.now += 3
        assert known.pick("a", everybody) == FIRST


def test_a_longer_rest_is_not_cut_short() -> None:
    clock = Time()
    known = book(clock)
    known.meet(FIRST, ["a"])
    known.rest(FIRST, 600)
    known.rest(FIRST, 2)
    known.fail(FIRST)
    clock.now += 400
    assert known.pick("a", everybody) is None
    clock.now += 400
    assert known.pick("a", everybody) == FIRST


def test_who_was_of_no_use_is_left_alone_for_twice_as_long_each_time_up_to_a_day() -> None:
    clock = Time()
    known = book(clock, private=False)
    known.meet(FIRST, ["a"])
    for _ in range(2_000):
        known.avoid(FIRST, 600)
        clock.now += 86_400 * 1.3
    known.meet(FIRST, ["a"])
    assert known.pick("a", everybody) == FIRST
    known.meet(SECOND, ["b"])
    for wait in (600, 1_200, 2_400):
        known.avoid(SECOND, 600)
        clock.now += wait * 0.7
        assert known.pick("b", everybody) is None
        clock.now += wait * 0.6
        assert known.pick("b", everybody) == SECOND


def test_others_are_not_told_of_who_was_of_no_use() -> None:
    known = book(private=False)
    known.meet(FIRST, ["a"])
    known.avoid(FIRST, 600)
    assert known.known("a", 9) == ()
    assert known.boards_of(FIRST) == {"a"}


def test_on_a_private_network_it_is_not_left_alone_for_longer_than_after_a_failure() -> None:
    clock = Time()
    known = book(clock)
    known.meet(FIRST, ["a"])
    known.avoid(FIRST, 600)
    clock.now += 126
    assert known.pick("a", everybody) == FIRST


def test_hearsay_of_one_region_and_in_all_is_bounded() -> None:
    known = book(private=False)
    known.add("a", [Address(f"8.8.{n // 200}.{n % 200 + 1}", 7000) for n in range(500)])
    crowd = _picked(known)
    assert len(crowd) <= 32
    known.add("a", spread(3_000))
    assert len(known._hearsay) == 1_000  # noqa: SLF001 -- the bound is not to be seen otherwise
    assert sum(known._regions.values()) == 1_000  # noqa: SLF001 -- (same)


def _picked(known: AddressBook) -> set[Address]:
    found: set[Address] = set()
    while (address := known.pick("a", lambda each: each not in found)) is not None:
        found.add(address)
    return found


def test_hearsay_cannot_push_out_those_that_were_met() -> None:
    known = book()
    known.meet(FIRST, ["a"])
    known.add("a", spread(3_000))
    assert known.known("a", 9) == (FIRST,)
    picked = [known.pick("a", everybody) for _ in range(200)]
    assert picked.count(FIRST) > 100
    assert len({*picked}) > 20


def test_those_met_longest_ago_are_forgotten_first() -> None:
    clock = Time()
    known = book(clock)
    for address in spread(1_010):
        clock.now += 1
        known.meet(address, ["a"])
    assert len(known.known("a", 5_000)) == 1_000
    assert spread(1)[0] not in known.known("a", 5_000)


def test_our_own_address_is_never_taken() -> None:
    known = book()
    known.meet(FIRST, ["a"])
    known.is_ours(FIRST)
    known.add("a", [FIRST])
    known.meet(FIRST, ["a"])
    assert known.pick("a", everybody) is None
    assert known.known("a", 9) == ()


def test_one_address_is_not_believed_to_be_of_countless_boards() -> None:
    known = book()
    for number in range(500):
        known.add(f"board-{number}", [FIRST])
    known.meet(FIRST, [f"more-{number}" for number in range(500)])
    assert len(known.boards_of(FIRST)) == 64


# -- who has to go ---------------------------------------------------------------------------


def occupants(count: int, of: str = "9.9") -> list[Occupant]:
    return [Occupant(n, f"{of}.{n}.1", float(n)) for n in range(count)]


def test_an_attacker_of_one_network_displaces_nobody() -> None:
    honest = [Occupant(n, f"{n}.1.1.1", float(n)) for n in range(1, 65)]
    attacker = Occupant(100, "1.1.2.2", 100.0)
    assert eviction.choose(honest, attacker) == attacker
    from_elsewhere = Occupant(100, "200.1.1.1", 100.0)
    assert eviction.choose(honest, from_elsewhere) == from_elsewhere


def test_the_youngest_of_the_most_crowded_region_makes_room() -> None:
    crowd = [Occupant(100 + n, f"9.9.{n}.1", 100.0 + n) for n in range(30)]
    others = [Occupant(n, f"{n + 20}.1.1.1", float(n) + 200) for n in range(34)]
    gone = eviction.choose([*others, *crowd], Occupant(999, "7.7.7.7", 999.0))
    assert gone in crowd
    assert gone not in sorted(crowd, key=lambda each: each.since)[:16]
    same_region = Occupant(999, "9.9.200.1", 999.0)
    assert eviction.choose([*others, *crowd], same_region) == same_region


def test_those_that_are_there_for_longest_stay_whatever_comes() -> None:
    old = occupants(16)
    for number in range(100):
        newcomer = Occupant(1_000 + number, f"{number + 20}.1.1.1", 1_000.0)
        assert eviction.choose(old, newcomer) == newcomer


def test_whoever_is_alone_in_its_region_is_never_displaced() -> None:
    alone = [Occupant(n, f"{n + 20}.1.1.1", float(n)) for n in range(40, 64)]
    pairs = [Occupant(n, f"9.{n // 2}.1.{n}", float(n)) for n in range(40)]
    for newcomer in (Occupant(99, "7.7.7.7", 99.0), Occupant(99, "9.9.7.7", 99.0)):
        assert eviction.choose([*alone, *pairs], newcomer) not in alone


# -- bans and allowances ---------------------------------------------------------------------


def test_three_strikes_within_the_time_are_a_ban_that_ends() -> None:
    clock = Time()
    bans = Bans(clock, 3, 3_600)
    assert not bans.strike("2001:db8::1")
    assert not bans.strike("2001:db8::2")
    assert not bans.is_banned("2001:db8::1")
    assert bans.strike("2001:db8::3")
    assert bans.is_banned("2001:db8::4")
    assert not bans.is_banned("2001:db8:0:1::1")
    assert len(bans) == 1
    clock.now += 3_600
    assert not bans.is_banned("2001:db8::4")
    assert len(bans) == 0


def test_old_strikes_are_forgotten() -> None:
    clock = Time()
    bans = Bans(clock, 3, 3_600)
    for _ in range(10):
        assert not bans.strike("1.2.3.4")
        clock.now += 1_801


def test_a_shorter_ban_does_not_replace_a_longer_one_and_there_are_never_too_many() -> None:
    clock = Time()
    bans = Bans(clock, 3, 3_600)
    bans.ban("1.2.3.4", 10_000)
    bans.ban("1.2.3.4", 1)
    for number in range(5_000):
        bans.ban(f"10.{number // 250}.{number % 250}.1", 100)
        bans.strike(f"11.{number // 250}.{number % 250}.1")
    clock.now += 50
    assert bans.is_banned("1.2.3.4")
    assert len(bans) == 1_000
    assert len(bans._strikes) == 1_000  # noqa: SLF001 -- the bound is not to be seen otherwise


def test_an_allowance_comes_back_at_its_rate() -> None:
    allowance = Allowance(10, 100, 0)
    assert allowance.spend(100, 0) == 0
    assert allowance.spend(20, 0) == 2
    assert not allowance.take(1, 1)
    assert allowance.take(9, 3)
    assert allowance.take(100, 1_000)
    assert not allowance.take(1, 1_000)


# -- saved peers -----------------------------------------------------------------------------

SAVED = SavedPeers(
    7000, (FIRST, SECOND), (SavedPeer(FIRST, 5, ("a", "b")), SavedPeer(SECOND, 4, ()))
)


def test_peers_are_saved_for_their_owner_only_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "peers.json"
    assert read(file) == SavedPeers()
    write(file, SAVED)
    assert read(file) == SAVED
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["peers.json"]


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"anchors": ["nonsense"]},
        {"anchors": 5},
        {"peers": [{"address": "1.2.3.4:5"}]},
        {"peers": [{"address": 7, "seen": 1, "boards": []}]},
        {"peers": "x"},
    ],
)
def test_a_damaged_file_is_ignored_with_a_warning(
    change: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "peers.json"
    write(file, SAVED)
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert read(file) == SavedPeers()
    assert "damaged" in caplog.text


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000, b"null", b"{}"])
def test_a_file_that_is_something_else_is_ignored(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "peers.json"
    file.write_bytes(content)
    assert read(file) == SavedPeers()


def test_a_file_that_cannot_be_written_is_reported_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path / "missing" / "peers.json", SAVED)
    assert "cannot save peers.json" in caplog.text


def test_what_is_saved_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "peers.json"
    peers = tuple(SavedPeer(address, int(time.time()), ("a",)) for address in spread(2_000))
    write(file, SavedPeers(0, tuple(spread(9)), peers))
    found = read(file)
    assert len(found.peers) == 500
    assert len(found.anchors) == 2
    known = book()
    known.restore(found.peers)
    assert {each.address for each in known.to_save(5_000)} == {each.address for each in found.peers}
