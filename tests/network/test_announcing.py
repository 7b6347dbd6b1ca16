"""Which seed is announced when: evenly, in time, and the important ones first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

import pytest

from p2psocial.network.announcing import (
    FORGOTTEN_SECONDS,
    LEAST_SECONDS,
    RETRY_SECONDS,
    ROUND_SECONDS,
    Announcing,
)
from p2psocial.network.events import SeedTorrent

NOW = 1_800_000_000
DAY = 86_400


class Seconds:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def seed(name: str, *, days_old: float = 100) -> SeedTorrent:
    infohash = hashlib.sha1(name.encode(), usedforsecurity=False).digest()
    return SeedTorrent(infohash, b"", 1, NOW - int(days_old * DAY))


def seeds(count: int) -> list[SeedTorrent]:
    return [seed(str(number)) for number in range(count)]


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def announcing(seconds: Seconds) -> Announcing:
    return Announcing(lambda: NOW, seconds)


def taken(announcing: Announcing, most: int = 1_000_000) -> list[bytes]:
    """Take what is to be announced now, in that order."""
    found: list[bytes] = []
    while len(found) < most and (infohash := announcing.take()) is not None:
        found.append(infohash)
    return found


def all_done(announcing: Announcing, infohashes: Iterable[bytes]) -> None:
    for infohash in infohashes:
        announcing.done(infohash)


def test_what_was_begun_at_once_is_spread_evenly_and_never_forgotten(
    announcing: Announcing, seconds: Seconds
) -> None:
    announcing.add(seeds(1_000), vote=False)
    all_done(announcing, taken(announcing))
    last = dict.fromkeys((each.infohash for each in seeds(1_000)), seconds.now)
    minutes = []
    for _ in range(3 * 45):
        seconds.now += 60
        due = taken(announcing)
        for infohash in due:
            assert LEAST_SECONDS <= seconds.now - last[infohash] < FORGOTTEN_SECONDS
            last[infohash] = seconds.now
        all_done(announcing, due)
        minutes.append(len(due))
        assert announcing.late() == 0
    # 24 a minute on average.
    assert max(minutes[5:]) < 50
    assert min(minutes[5:]) > 8
    assert sum(minutes[45:86]) == 1_000


def test_votes_come_first_then_what_is_endangered_or_new_then_the_newest(
    announcing: Announcing, seconds: Seconds
) -> None:
    old, older, alone = seed("old", days_old=10), seed("older", days_old=20), seed("alone")
    announcing.add([alone], vote=False)
    announcing.counted(alone.infohash, 1)
    all_done(announcing, taken(announcing))
    seconds.now += 2 * ROUND_SECONDS
    new, vote = seed("new", days_old=0.5), seed("vote")
    announcing.add([older, old, new], vote=False)
    announcing.add([vote], vote=True)
    order = [vote, new, alone, old, older]
    assert taken(announcing) == [each.infohash for each in order]


def test_of_earlier_votes_those_that_were_endangered_come_first(announcing: Announcing) -> None:
    first, last = seed("first", days_old=50), seed("last", days_old=90)
    announcing.add([first, replace(last, endangered=True)], vote=False)
    assert taken(announcing) == [last.infohash, first.infohash]


def test_what_has_to_wait_too_long_is_told_of(announcing: Announcing, seconds: Seconds) -> None:
    announcing.add(seeds(10), vote=False)
    assert announcing.late() == 10
    all_done(announcing, taken(announcing, 4))
    assert announcing.late() == 6
    seconds.now += FORGOTTEN_SECONDS + 1
    assert announcing.late() == 10


def test_what_was_not_announced_yet_is_told_from_what_was_and_from_what_never_will(
    announcing: Announcing,
) -> None:
    announcing.add(seeds(2), vote=False)
    first, second = taken(announcing)
    announcing.done(first)
    assert not announcing.is_first(first)
    assert announcing.is_first(second)
    announcing.forget(second)
    assert not announcing.is_first(second)


def test_what_nobody_else_seeds_is_counted_in_one_round_of_four(
    announcing: Announcing, seconds: Seconds
) -> None:
    [alone, popular] = (each.infohash for each in seeds(2))
    announcing.add(seeds(2), vote=False)
    counted = []
    for _ in range(10):
        for infohash in taken(announcing):
            if announcing.wants_count(infohash):
                counted.append(infohash)
                announcing.counted(infohash, 1 if infohash == alone else 2)
            announcing.done(infohash)
        seconds.now += ROUND_SECONDS + LEAST_SECONDS
    assert counted.count(alone) == 3
    assert counted.count(popular) == 10


def test_what_no_node_took_is_tried_again_soon(announcing: Announcing, seconds: Seconds) -> None:
    [only] = seeds(1)
    announcing.add([only], vote=True)
    [infohash] = taken(announcing)
    announcing.failed(infohash)
    assert taken(announcing) == []
    seconds.now += RETRY_SECONDS
    assert taken(announcing) == [only.infohash]


def test_who_votes_again_after_taking_it_back_is_announced_once(
    announcing: Announcing, seconds: Seconds
) -> None:
    [only] = seeds(1)
    for _ in range(3):
        announcing.add([only], vote=True)
        all_done(announcing, taken(announcing))
        announcing.forget(only.infohash)
    assert len(announcing) == 0
    announcing.add([only], vote=True)
    announcing.add([only], vote=True)
    assert taken(announcing) == [only.infohash]
    announcing.done(only.infohash)
    seconds.now += 2 * ROUND_SECONDS
    assert taken(announcing) == [only.infohash]
