"""Who counts as a seed, and for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from p2psocial.protocol.magnet import Address
from p2psocial.services.households import household
from p2psocial.services.ports import FRESH_SECONDS
from tests.services.people import Clock, Person


@pytest.mark.parametrize(
    ("hosts", "households"),
    [
        (("192.0.2.1", "192.0.2.1"), 1),
        (("192.0.2.1", "192.0.2.2"), 2),
        (("2001:db8::1", "2001:db8::ffff:1"), 1),
        (("2001:db8::1", "2001:db8:0:1::1"), 2),
        (("::ffff:192.0.2.1", "192.0.2.1"), 1),
    ],
)
def test_one_household_is_one_seed(hosts: tuple[str, ...], households: int) -> None:
    addresses = [Address(host, 7681 + number) for number, host in enumerate(hosts)]
    assert len({household(address, private=False) for address in addresses}) == households


def test_on_a_private_network_the_port_tells_nodes_apart() -> None:
    one, other = Address("127.0.0.1", 1), Address("127.0.0.1", 2)
    assert household(one, private=True) != household(other, private=True)


def test_who_was_not_seen_for_45_minutes_counts_no_longer(anna: Person, clock: Clock) -> None:
    entry = asyncio.run(anna.post())
    seen, seen_again = Address("192.0.2.1", 1), Address("192.0.2.2", 1)
    anna.evidence.record(entry.item.infohash, [seen, seen_again])
    assert anna.entry(entry).seeds == 3
    clock.now += FRESH_SECONDS
    anna.evidence.record(entry.item.infohash, [seen_again])
    clock.now += 1
    anna.evidence.forget_old()
    assert anna.entry(entry).seeds == 2


def test_the_same_home_seen_twice_counts_once(tmp_path: Path, clock: Clock) -> None:
    anna = Person(tmp_path / "public", clock, private=False)
    entry = asyncio.run(anna.post())
    for port in (1, 2, 3):
        anna.evidence.record(entry.item.infohash, [Address("192.0.2.1", port)])
    assert anna.entry(entry).seeds == 2
    anna.index.close()


def test_evidence_of_what_is_not_here_is_passed_over(anna: Person) -> None:
    anna.evidence.record(bytes(20), [Address("192.0.2.1", 1)])
    assert anna.index.totals().items == 0


def test_a_peer_that_comes_and_goes_is_written_down_once_a_minute(
    anna: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = asyncio.run(anna.post())
    written: list[int] = []
    record = anna.index.record_swarm

    def recorded(infohash: bytes, seeds: Sequence[str], now: int) -> None:
        written.append(now)
        record(infohash, seeds, now)

    monkeypatch.setattr(anna.index, "record_swarm", recorded)
    for _ in range(100):
        anna.evidence.record(entry.item.infohash, [Address("192.0.2.1", 1)])
    clock.now += 60
    anna.evidence.record(entry.item.infohash, [Address("192.0.2.1", 1)])
    assert written == [clock.now - 60, clock.now]
    assert anna.entry(entry).seeds == 2
