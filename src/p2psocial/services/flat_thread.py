"""A thread as rows, one below the other, as a screen shows it.

Pure: the same thread and the same wishes give the same rows. Walked without recursion, because
strangers decide how deep and how wide a thread is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from p2psocial.services.ports import Entry
from p2psocial.services.thread import Reply, Thread


class Sorting(StrEnum):
    """How the answers to one text are ordered: best seeded, newest or oldest first."""

    SEEDS = "seeds"
    NEW = "new"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Row:
    """One comment of a thread.

    `depth` is 0 for what answers the post. `rails` has one flag for each level above the row's own,
    from the left: whether a line goes on there, to a later answer beside the one above this row.
    `is_last` tells that no answer beside this one comes later. `below` counts the rows that are
    below this one when it is not collapsed.
    """

    reply: Reply
    depth: int
    rails: tuple[bool, ...]
    is_last: bool
    below: int
    is_collapsed: bool
    is_new: bool

    @property
    def entry(self) -> Entry:
        """The comment in its newest version."""
        return self.reply.entry

    @property
    def body(self) -> str | None:
        """What it says; None when that is missing, taken back or hidden."""
        return self.reply.body

    @property
    def parent_missing(self) -> bool:
        """Whether what it answers is not here."""
        return self.reply.parent_missing

    @property
    def deleted(self) -> bool:
        """Whether its author took it back."""
        return self.reply.entry.retracted

    @property
    def is_hidden(self) -> bool:
        """Whether a rule of the owner's is against it."""
        return self.reply.hidden

    @property
    def text_missing(self) -> bool:
        """Whether its text has not been fetched yet."""
        reply = self.reply
        return reply.body is None and not reply.entry.retracted and not reply.hidden


def flatten(
    thread: Thread,
    sorting: Sorting = Sorting.SEEDS,
    collapsed: Collection[bytes] = frozenset(),
    last_visit: int | None = None,
    own: Collection[bytes] = frozenset(),
) -> list[Row]:
    """Return the comments of a thread in the order in which they are shown.

    What was taken back or is hidden stays only where something that is neither answers it, directly
    or not. `collapsed` holds infohashes of first versions (`Entry.original`). New is what arrived
    after `last_visit` (Unix time; None: nothing is new) and is not by one of the keys in `own`.
    """
    below = _count_below(thread.replies)
    place = _PLACES[sorting]
    rows: list[Row] = []
    # What is to be shown next stands at the end.
    waiting = _level(thread.replies, 0, (), below, place)
    while waiting:
        reply, depth, rails, is_last = waiting.pop()
        entry = reply.entry
        is_collapsed = entry.original in collapsed
        is_new = last_visit is not None and entry.arrived > last_visit
        is_new = is_new and entry.item.author not in own
        count = below[id(reply)]
        rows.append(Row(reply, depth, rails, is_last, count, is_collapsed, is_new))
        if count and not is_collapsed:
            waiting += _level(reply.replies, depth + 1, (*rails, not is_last), below, place)
    return rows


_Waiting = tuple[Reply, int, tuple[bool, ...], bool]
_Place = Callable[[Reply], tuple[int, int, bytes]]


def _by_seeds(reply: Reply) -> tuple[int, int, bytes]:
    return -reply.entry.seeds, reply.entry.item.created, reply.entry.item.id


def _by_newest(reply: Reply) -> tuple[int, int, bytes]:
    return -reply.entry.item.created, 0, reply.entry.item.id


def _by_oldest(reply: Reply) -> tuple[int, int, bytes]:
    return reply.entry.item.created, 0, reply.entry.item.id


_PLACES: dict[Sorting, _Place] = {
    Sorting.SEEDS: _by_seeds,
    Sorting.NEW: _by_newest,
    Sorting.OLD: _by_oldest,
}


def _level(
    replies: Iterable[Reply],
    depth: int,
    rails: tuple[bool, ...],
    below: dict[int, int],
    place: _Place,
) -> list[_Waiting]:
    """Return the rows of answers to one text, the last one first."""
    shown = [reply for reply in replies if id(reply) in below]
    if len(shown) > 1:
        shown.sort(key=place, reverse=True)
    return [(reply, depth, rails, number == 0) for number, reply in enumerate(shown)]


def _count_below(replies: Iterable[Reply]) -> dict[int, int]:
    """Return how many rows are below each reply that is shown, by its `id()`."""
    # Every reply comes after the one that it answers, so from the end all answers come first.
    order = list(replies)
    for reply in order:
        order += reply.replies
    below: dict[int, int] = {}
    for reply in reversed(order):
        count = 0
        for answer in reply.replies:
            more = below.get(id(answer))
            if more is not None:
                count += more + 1
        if count or not (reply.entry.retracted or reply.hidden):
            below[id(reply)] = count
    return below
