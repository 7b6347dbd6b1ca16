"""Which items are counted, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.index.index import Index
from p2psocial.services.measuring import WATCHED_EVERY_SECONDS, WATCHED_SECONDS, Measuring
from p2psocial.services.ports import SeedsCounted
from tests.index.items_factory import NOW, Written, post, sha1


class Dht:
    """Finds one seed of everything, at once; `counted` is what was asked."""

    def __init__(self) -> None:
        self.counted: list[bytes] = []

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
    return Measuring(index, dht, lambda: NOW, seconds)


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
