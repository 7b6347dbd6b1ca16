"""Long work in small steps, so that the node goes on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

# With the texts of items, these take a few milliseconds.
AT_ONCE = 20


async def made_of_each(
    given: Iterable[_Given], make: Callable[[_Given], _Made], at_once: int = AT_ONCE
) -> list[_Made]:
    """Return what `make` makes of each; others have their turns after so many."""
    made: list[_Made] = []
    for number, each in enumerate(given, 1):
        made.append(make(each))
        if number % at_once == 0:
            await asyncio.sleep(0)
    return made
