"""What the index hands out and takes in: frozen values without any trace of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from p2psocial.protocol.item import Item, Kind


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


# How long evidence counts: as long as the DHT remembers a peer without a new announce (BEP 5
# implementations: 30-45 min).
FRESH_SECONDS = 45 * 60

# Where `Waiting` stops to count, so that asking stays quick.
MOST_WAITING = 100_000


class Order(StrEnum):
    """How ranked items are ordered; ties by the newest.

    Seed-hours go by steps: see `ranks`. `ENDANGERED` has only what somebody seeds.
    """

    TOP = "top"
    NEW = "new"
    HOT = "hot"
    HOURS = "hours"
    ENDANGERED = "endangered"


class SeedSource(StrEnum):
    """Where a seed count comes from."""

    SELF = "self"
    SWARM = "swarm"
    DHT = "dht"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Count:
    """What the DHT says of the seeds of one item: an estimate, its spread, and nodes behind it.

    Of those who claim to seed, `proved` sent a piece when they were asked lately, and `denied`
    answered without. `claimed` is what the DHT said, where `estimate` is not that but what remains
    of it after these checks.
    """

    estimate: float
    low: float
    high: float
    nodes: int
    claimed: float | None = None
    proved: int = 0
    denied: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """How many seeds there were at that Unix time."""

    time: int
    seeds: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the index knows it.

    `seeds` is the number of live seeds that we can defend, of this item or any other version of
    it: the larger of those that we know one by one (ourselves, and distinct peers that proved to be
    seeds lately) and of the DHT's last estimate if it is recent. `seeds_source` says which evidence
    that is and `seeds_at` when it was newest (Unix time), None when there is none. `seed_seconds`
    is the integral of the count over time (see `history`). `seeding` tells whether we seed this
    very version. `comments` counts the known, not retracted comments of a
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
    seed_seconds: int
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


class Absence(StrEnum):
    """Why something has no place in a ranking."""

    COMMENT = "only posts are ranked"
    RETRACTED = "its author took it back"
    BOARD = "it is on another board"
    OLDER = "it was written before this period"
    AHEAD = "it is dated ahead of now"
    UNSEEDED = "nobody is known to seed it"


@dataclass(frozen=True, slots=True)
class SeedEvidence:
    """One piece of evidence for a count of seeds.

    `at` is its Unix time. `counts` tells whether it is recent enough to be counted. `networks` is
    in how many IPv4 /24 or IPv6 /48 the households of `SWARM` are. The spread and the number of
    `nodes` that knew the item are those of `DHT`; `claimed`, `proved` and
    `denied` as in `Count`.
    """

    source: SeedSource
    seeds: float
    at: int
    counts: bool = True
    networks: int | None = None
    low: float | None = None
    high: float | None = None
    nodes: int | None = None
    claimed: float | None = None
    proved: int = 0
    denied: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why an item stands where it does in a ranking.

    `rank` counts from 1 and is None when the item has no place, for the reason in `absence`; with
    `rank_or_more` it is only the least that it can be, because nobody counted further.
    `entry` is the item in its newest version; `beaten_by` are those right above it, the nearest
    first.
    """

    entry: Entry
    rank: int | None
    absence: Absence | None
    evidence: tuple[SeedEvidence, ...]
    beaten_by: tuple[Entry, ...]
    rank_or_more: bool = False


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Which of all matches are asked for: None is any; `since` is Unix time (of first versions).

    `offset` is how many of the best are left out, because they were seen already.
    """

    board: str | None = None
    kind: Kind | None = None
    since: int | None = None
    offset: int = 0


EVERYWHERE = SearchScope()


@dataclass(frozen=True, slots=True)
class Found:
    """A search result; `excerpt` is the place in the text that matched, as plain text."""

    entry: Entry
    excerpt: str


class SeedOrder(StrEnum):
    """How lists of what we seed are ordered.

    `ENDANGERED` has the fewest seeds first and the oldest first among equals, `SAFE` is the
    reverse; then what was seeded last, what ends soonest, the largest, and the most uploaded.
    """

    ENDANGERED = "endangered"
    SAFE = "safe"
    NEWEST = "newest"
    ENDING = "ending"
    LARGEST = "largest"
    UPLOADED = "uploaded"


@dataclass(frozen=True, slots=True)
class SeedRecord:
    """Something we seed: since when, and until when (Unix time; None is for ever).

    `uploaded` counts the bytes that others took of it since then. `number` tells where a list goes
    on.
    """

    entry: Entry
    since: int
    until: int | None
    uploaded: int = 0
    number: int = 0

    @property
    def endangered(self) -> bool:
        """Whether nobody else is known to seed it (nor any other version of it)."""
        # What was never measured is endangered as well, as far as anybody knows.
        return self.entry.seeds <= 1

    @property
    def newer(self) -> bytes | None:
        """The infohash of the newest version, when that is another one."""
        is_newest = self.entry.newest == self.entry.item.infohash
        return None if is_newest else self.entry.newest


@dataclass(frozen=True, slots=True)
class SeedTotals:
    """How much we seed: texts, bytes, and how many of the texts nobody else is known to seed."""

    seeds: int
    bytes: int
    endangered: int


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
class Waiting:
    """How many items are due to be measured; counting stops at `MOST_WAITING`, which is "or more".

    `seconds` is for how long that one has waited that was to be measured again first.
    """

    items: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the index holds, and how many bytes of text we seed."""

    items: int
    seeds: int
    text_bytes: int
    seed_bytes: int


# Where a list of items goes on: the time of creation and the id of the last one that was seen.
Written = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What is here of one author; counts reach back over their newest items, see `authors`.

    `nicks` are those used lately, the last one first. `first_seen` is when the first of the items
    arrived, None when there are none. `posts` and `comments` were not taken back; `seeds` is the
    sum of theirs. Unless it is `whole`, there are older items that none of this knows.
    """

    nicks: tuple[str, ...]
    first_seen: int | None
    posts: int
    comments: int
    seeds: int
    whole: bool = True


class NoticeKind(StrEnum):
    """Why something concerns us: it answers what we wrote, or it names us."""

    REPLY = "reply"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """Something that concerns us, in its newest version; `number` grows with every notice.

    `noticed` is when it arrived (Unix time).
    """

    number: int
    kind: NoticeKind
    noticed: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Visit:
    """When a thread was last looked at (Unix time), and how many comments it had then."""

    time: int
    comments: int
