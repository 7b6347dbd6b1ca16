"""Which items are counted, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.index.index import Index
from p2psocial.services.clocks import Clocks
from p2psocial.services.measuring import (
    WATCHED_EVERY_SECONDS,
    WATCHED_SECONDS,
    Measuring,
    MeasuringStatus,
)
from p2psocial.services.ports import SeedsCounted
from tests.index.items_factory import NOW, Written, post, sha1


class Dht:
    """Finds one seed of everything, at once; `counted` is what was asked."""

    def __init__(self) -> None:
        self.counted: list[bytes] = []
        self.to_be_announced: set[bytes] = set()
        self.joined = True

    def can_count(self) -> bool:
        return self.joined

    def will_count(self, infohash: bytes) -> bool:
        return infohash in self.to_be_announced

    async def count(self, infohash: bytes) -> SeedsCounted | None:
        self.counted.append(infohash)
        return SeedsCounted(infohash, 1, 1, 1, 8)


class Seconds:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with closing(Index.open(tmp_path / "index.db")) as opened:
        yield opened


@pytest.fixture
def dht() -> Dht:
    return Dht()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def measuring(index: Index, dht: Dht, seconds: Seconds) -> Measuring:
    return Measuring(index, dht, Clocks(lambda: NOW, seconds), 200)


def add(index: Index, *written: Written) -> list[bytes]:
    for each in written:
        assert index.add(each.item, each.text, NOW)
    return [each.infohash for each in written]


async def rounds(measuring: Measuring, count: int = 2) -> None:
    """Let it look around so many times."""
    running = asyncio.ensure_future(measuring.run())
    await asyncio.sleep(0.26 * count)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_what_is_new_is_counted_once(measuring: Measuring, index: Index, dht: Dht) -> None:
    [new] = add(index, post("new"))
    asyncio.run(rounds(measuring, 3))
    assert dht.counted == [new]


def test_what_is_due_waits_until_the_dht_is_joined(
    measuring: Measuring, index: Index, dht: Dht
) -> None:
    [new] = add(index, post("new"))
    dht.joined = False
    asyncio.run(rounds(measuring))
    assert dht.counted == []
    dht.joined = True
    asyncio.run(rounds(measuring))
    assert dht.counted == [new]


def test_what_is_about_to_be_announced_is_counted_by_that_unless_somebody_looks_at_it(
    measuring: Measuring, index: Index, dht: Dht
) -> None:
    ours, other = add(index, post("ours"), post("other"))
    dht.to_be_announced = {ours}
    asyncio.run(rounds(measuring))
    assert dht.counted == [other]
    assert index.due(NOW, 2) == []

    measuring.watch([ours])
    asyncio.run(rounds(measuring))
    assert dht.counted == [other, ours]


def test_what_is_on_screen_is_counted_again_and_again_for_a_minute(
    measuring: Measuring, index: Index, dht: Dht, seconds: Seconds
) -> None:
    [seen] = add(index, post("seen"))
    asyncio.run(rounds(measuring))
    assert measuring.watch([seen]) == 1
    asyncio.run(rounds(measuring, 3))
    assert dht.counted == [seen] * 2

    seconds.now += WATCHED_EVERY_SECONDS
    asyncio.run(rounds(measuring, 3))
    assert dht.counted == [seen] * 3

    seconds.now += WATCHED_SECONDS
    asyncio.run(rounds(measuring))
    assert dht.counted == [seen] * 3


def test_nothing_is_counted_because_somebody_looks_at_it_but_what_is_here(
    measuring: Measuring, dht: Dht
) -> None:
    assert measuring.watch([sha1("unknown")]) == 0
    asyncio.run(rounds(measuring))
    assert dht.counted == []


def test_a_screen_that_is_too_full_for_the_budget_is_counted_less_often(
    measuring: Measuring, index: Index, dht: Dht, seconds: Seconds
) -> None:
    # A count takes about 12 packets, and of 200 a second 120 are for what is on screen.
    seen = add(index, *(post(str(number)) for number in range(100)))
    asyncio.run(rounds(measuring, 10))
    measuring.watch(seen)
    asyncio.run(rounds(measuring, 10))
    assert len(dht.counted) == 200

    seconds.now += 5
    asyncio.run(rounds(measuring, 2))
    assert len(dht.counted) == 200
    seconds.now += 5
    asyncio.run(rounds(measuring, 10))
    assert len(dht.counted) == 300


class SlowDht(Dht):
    """Takes its time; `at_once` is how many counts were under way."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once: list[set[bytes]] = []
        self._under_way: set[bytes] = set()

    def will_count(self, infohash: bytes) -> bool:
        return infohash in self.to_be_announced

    async def count(self, infohash: bytes) -> SeedsCounted | None:
        self._under_way.add(infohash)
        self.at_once.append(set(self._under_way))
        await asyncio.sleep(0.3)
        self._under_way.discard(infohash)
        return await super().count(infohash)


def test_who_says_of_everything_that_it_has_changed_gets_half_of_the_counts(
    index: Index, seconds: Seconds
) -> None:
    dht = SlowDht()
    measuring = Measuring(index, dht, Clocks(lambda: NOW, seconds), 200)
    said = add(index, *(post(f"said {number}") for number in range(200)))
    seen = add(index, *(post(f"seen {number}") for number in range(20)))
    for infohash in (*said, *seen):
        index.set_due(infohash, NOW + 1_000)
    for infohash in said:
        measuring.hint(infohash)
    measuring.watch(seen)
    asyncio.run(rounds(measuring, 14))
    assert max(len(each & set(said)) for each in dht.at_once) == 8
    # What is on screen does not wait for the rest.
    assert set(seen) <= set(dht.counted)
    assert measuring.status().urgent > 0


def test_a_hint_is_nothing_to_count(measuring: Measuring, index: Index, dht: Dht) -> None:
    [told] = add(index, post("told"))
    index.set_due(told, NOW + 1_000)
    measuring.hint(sha1("unknown"))
    for _ in range(100):
        measuring.hint(told)
    asyncio.run(rounds(measuring, 3))
    assert dht.counted == [told]
    entry = index.entry(told)
    assert entry is not None
    assert entry.seeds == 1


def test_the_status_tells_what_waits_and_for_how_long(measuring: Measuring, index: Index) -> None:
    late, _, _ = add(index, post("late"), post("new"), post("later"))
    index.set_due(late, NOW - 70)
    index.set_due(sha1("later"), NOW + 10)
    measuring.watch([late])
    measuring.hint(late)
    assert measuring.status() == MeasuringStatus(watched=1, urgent=1, due=2, late_seconds=70)


MINUTE, HOUR, DAY = 60, 3_600, 86_400


def count_again_after(measuring: Measuring, index: Index, known: bytes, seeds: int) -> int:
    """Return how long after a count with so many seeds it is counted again."""
    measuring.measured(SeedsCounted(known, seeds, seeds, seeds, 8))
    (after,) = (
        seconds
        for seconds in range(MINUTE, 2 * DAY, MINUTE)
        if index.due(NOW + seconds, 1) and not index.due(NOW + seconds - 1, 1)
    )
    return after


@pytest.mark.parametrize(
    ("age", "seeds", "again"),
    [
        (0, 3, 2 * MINUTE),
        (HOUR, 3, 6 * MINUTE),
        (30 * DAY, 3, 40 * MINUTE),
        (5 * DAY, 0, 12 * HOUR),
        (300 * DAY, 0, DAY),
    ],
)
def test_an_item_is_counted_again_after_a_tenth_of_its_age_and_before_the_count_is_too_old(
    measuring: Measuring, index: Index, age: int, seeds: int, again: int
) -> None:
    [known] = add(index, post("known", created=NOW - age))
    assert count_again_after(measuring, index, known, seeds) == again


def test_as_long_as_nothing_changes_an_item_is_counted_ever_more_seldom(
    index: Index, dht: Dht, seconds: Seconds
) -> None:
    now = [NOW]
    measuring = Measuring(index, dht, Clocks(lambda: now[0], seconds), 200)
    [known] = add(index, post("known", created=NOW))

    def due_after(seeds: int) -> int:
        measuring.measured(SeedsCounted(known, seeds, seeds, seeds, 8))
        return next(
            seconds for seconds in range(MINUTE, HOUR, MINUTE) if index.due(now[0] + seconds, 1)
        )

    found = []
    for seeds in (3, 3, 3, 3, 3, 3, 4, 4):
        found.append(due_after(seeds) // MINUTE)
        now[0] += found[-1] * MINUTE
    assert found == [2, 4, 8, 16, 32, 40, 11, 22]


@pytest.mark.parametrize("age", [0, 300 * DAY])
@pytest.mark.parametrize(("seeds", "again"), [(3, 44 * MINUTE), (1, 4 * 44 * MINUTE)])
def test_what_we_seed_is_counted_again_when_it_is_announced_and_more_seldom_when_we_are_alone(
    measuring: Measuring, index: Index, age: int, seeds: int, again: int
) -> None:
    [ours] = add(index, post("ours", created=NOW - age))
    index.start_seed(ours, NOW, None)
    assert count_again_after(measuring, index, ours, seeds) == again
