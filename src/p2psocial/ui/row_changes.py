"""What differs between two lists of rows, in the steps that a view can follow.

Pure, so that it can be worked out on any thread: on the GUI thread only the steps are done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Generic, TypeVar

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Changes(Generic[_Row]):
    """Steps from one list to `rows`, to be done in this order; places are as they are by then.

    `removed` are ranges, the last one first; `inserted` are rows by their first place; `changed`
    are ranges with the names of all fields that differ in them. With `reset` there are no steps,
    because the order is another.
    """

    rows: list[_Row]
    removed: tuple[tuple[int, int], ...] = ()
    inserted: tuple[tuple[int, int], ...] = ()
    changed: tuple[tuple[int, int, frozenset[str]], ...] = ()
    reset: bool = False


def changes(
    before: Sequence[_Row], after: Sequence[_Row], key: str, names: Sequence[str]
) -> Changes[_Row]:
    """Return the steps from `before` to `after`; the field `key` tells which rows are the same."""
    key_of = attrgetter(key)
    old = [key_of(row) for row in before]
    new = [key_of(row) for row in after]
    wanted, known = set(new), set(old)
    staying = [place for place, each in enumerate(old) if each in wanted]
    if [old[place] for place in staying] != [each for each in new if each in known]:
        return Changes(list(after), reset=True)
    kept = [before[place] for place in staying]
    missing = [place for place, each in enumerate(old) if each not in wanted]
    fresh = [place for place, each in enumerate(new) if each not in known]
    stays = iter(kept)
    merged = [row if new[place] not in known else next(stays) for place, row in enumerate(after)]
    return Changes(
        list(after),
        tuple(reversed(_ranges(missing))),
        tuple(_ranges(fresh)),
        tuple(_differences(merged, after, names)),
    )


def _ranges(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of neighbouring places."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _differences(
    before: Sequence[_Row], after: Sequence[_Row], names: Sequence[str]
) -> list[tuple[int, int, frozenset[str]]]:
    places = [
        place
        for place, (old, new) in enumerate(zip(before, after, strict=True))
        if old is not new and old != new
    ]
    return [
        (first, last, _fields(before[first : last + 1], after[first : last + 1], names))
        for first, last in _ranges(places)
    ]


def _fields(before: Sequence[_Row], after: Sequence[_Row], names: Sequence[str]) -> frozenset[str]:
    return frozenset(
        name
        for name in names
        if any(
            getattr(old, name) != getattr(new, name) for old, new in zip(before, after, strict=True)
        )
    )
