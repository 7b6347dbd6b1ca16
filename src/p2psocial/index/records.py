"""What the index hands out and takes in: frozen values without any trace of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from p2psocial.protocol.item import Item


class Period(StrEnum):
    """The window in which an item must have been created to be ranked."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


PERIOD_SECONDS = {
    Period.DAY: 86_400,
    Period.WEEK: 7 * 86_400,
    Period.MONTH: 30 * 86_400,
    Period.YEAR: 365 * 86_400,
}


class Order(StrEnum):
    """How ranked items are ordered."""

    TOP = "top"
    NEW = "new"
    HOT = "hot"


class SeedSource(StrEnum):
    """Where a seed count comes from."""

    SELF = "self"
    SWARM = "swarm"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the index knows it.

    `seeds` is the number of live seeds that we have evidence for, of this item or any other
    version of it: ourselves, plus the distinct peers that proved to be seeds lately. `seeding`
    tells whether we seed this very version. `seeds_at` is the Unix time of the newest
    evidence, None when there is none. `comments` counts the known, not retracted comments of a
    post's thread, or the direct and indirect answers to a comment. `original` is the infohash of
    the first known version of this item, `newest` that of the version to show; both are the
    item's own infohash when it was never edited. `retracted` tells that its author took the item
    (any version of it) back; its text is then gone from the index.
    """

    item: Item
    arrived: int
    seeds: int
    seeds_source: SeedSource
    seeds_at: int | None
    seeding: bool
    comments: int
    original: bytes
    newest: bytes
    retracted: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which page of which ranking: `now` is Unix time; `after` is the last row already seen."""

    period: Period
    order: Order
    now: int
    limit: int
    board: str | None = None
    after: Entry | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A search result; `excerpt` is the place in the text that matched, as plain text."""

    entry: Entry
    excerpt: str


@dataclass(frozen=True, slots=True)
class SeedRecord:
    """Something we seed: since when, and until when (Unix time; None is for ever)."""

    entry: Entry
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class BoardActivity:
    """A board, how many items it had in the last week, and whether we joined it."""

    name: str
    activity: int
    joined: bool


class BlockKind(StrEnum):
    """What a block rule looks at: a public key in hex, a board, a word, or an infohash in hex."""

    AUTHOR = "author"
    BOARD = "board"
    WORD = "word"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A rule of what its owner does not want to see, keep or pass on."""

    kind: BlockKind
    value: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the index holds, and how many bytes of text we seed."""

    items: int
    seeds: int
    text_bytes: int
    seed_bytes: int
