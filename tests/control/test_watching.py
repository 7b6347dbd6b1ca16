"""What a window tells of its screen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import cast

import pytest

from p2psocial.control.operations import Operations, Services
from p2psocial.failures import RequestError

FIRST, SECOND = b"\x01" * 20, b"\xab" * 20


class Screen:
    """A node that knows all items but the second."""

    def __init__(self) -> None:
        self.watched: list[bytes] = []

    def watch(self, infohashes: Iterable[bytes]) -> int:
        self.watched = list(infohashes)
        return sum(each != SECOND for each in self.watched)

    def ask(self, arguments: Mapping[str, object]) -> object:
        services = cast("Services", SimpleNamespace(watch=self.watch))
        return asyncio.run(_done(Operations(services), arguments))


async def _done(operations: Operations, arguments: Mapping[str, object]) -> object:
    return await operations.by_name()["watch"](arguments, lambda _: None)


def test_what_is_on_screen_is_watched_and_what_is_not_here_does_not_matter() -> None:
    screen = Screen()
    assert screen.ask({"infohashes": [FIRST.hex(), SECOND.hex().upper()]}) == {"watched": 1}
    assert screen.watched == [FIRST, SECOND]


@pytest.mark.parametrize(
    "infohashes",
    [None, FIRST.hex(), [FIRST.hex()[:6]], [1], [FIRST.hex()] * 201],
    ids=["missing", "no list", "shortened", "a number", "too many"],
)
def test_anything_else_is_refused(infohashes: object) -> None:
    with pytest.raises(RequestError, match="'infohashes'"):
        Screen().ask({"infohashes": infohashes})
