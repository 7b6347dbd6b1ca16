"""What the index must answer, worked out the slow way from the items themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log2

from p2psocial.index.records import PERIOD_SECONDS, Order, Period, Ranking, SeedSource
from p2psocial.protocol.item import Item, Kind
from tests.index.items_factory import Written


@dataclass(frozen=True, slots=True)
class Seen:
    """What of an `Entry` does not follow from the item alone."""

    infohash: bytes
    seeds: int
    source: SeedSource
    seeds_at: int | None
    seeding: bool
    comments: int
    original: bytes
    newest: bytes
    retracted: bool
    text: str | None


@dataclass
class Model:
    items: dict[bytes, Written] = field(default_factory=dict)
    taken_back: set[bytes] = field(default_factory=set)
    seeded: dict[bytes, int] = field(default_factory=dict)
    swarm: dict[tuple[bytes, str], int] = field(default_factory=dict)

    without_text: set[bytes] = field(default_factory=set)

    # Changes

    def add(self, written: Written, *, with_text: bool = True) -> None:
        if written.infohash not in self.items:
            self.items[written.infohash] = written
            if not with_text:
                self.without_text.add(written.infohash)
        self._spread_retractions()

    def add_text(self, infohash: bytes) -> None:
        self.without_text.discard(infohash)

    def trim_texts(self) -> None:
        """Delete all texts that may be deleted."""
        self.without_text |= self.items.keys() - self.seeded.keys()

    def remove(self, infohash: bytes) -> None:
        self.items.pop(infohash, None)
        self.taken_back.discard(infohash)
        self.without_text.discard(infohash)
        self.seeded.pop(infohash, None)
        self.swarm = {key: seen for key, seen in self.swarm.items() if key[0] != infohash}

    def start_seed(self, infohash: bytes, since: int) -> None:
        self.seeded.setdefault(infohash, since)

    def stop_seed(self, infohash: bytes) -> None:
        self.seeded.pop(infohash, None)

    def record_swarm(self, infohash: bytes, households: list[str], now: int) -> None:
        for household in households if infohash in self.items else ():
            key = (infohash, household)
            self.swarm[key] = max(now, self.swarm.get(key, now))

    def forget_swarm(self, before: int) -> None:
        self.swarm = {key: seen for key, seen in self.swarm.items() if seen >= before}

    def _spread_retractions(self) -> None:
        for infohash, written in self.items.items():
            author = written.item.author
            if written.item.kind is not Kind.RETRACT and any(
                other.item.kind is Kind.RETRACT
                and other.item.parent == infohash
                and other.item.author == author
                for other in self.items.values()
            ):
                self.taken_back.add(infohash)
        for infohash in self.items:
            versions = self.versions(infohash)
            if any(version in self.taken_back for version in versions):
                self.taken_back |= versions

    # Answers

    def _item(self, infohash: bytes) -> Item:
        return self.items[infohash].item

    def _earlier(self, infohash: bytes) -> bytes | None:
        item = self._item(infohash)
        if item.kind is Kind.RETRACT or item.replaces not in self.items:
            return None
        earlier = self._item(item.replaces)
        places = [
            (one.author, one.kind, one.board, one.parent, one.root) for one in (item, earlier)
        ]
        return earlier.infohash if places[0] == places[1] else None

    def original(self, infohash: bytes) -> bytes:
        while (earlier := self._earlier(infohash)) is not None:
            infohash = earlier
        return infohash

    def versions(self, infohash: bytes) -> set[bytes]:
        original = self.original(infohash)
        return {other for other in self.items if self.original(other) == original}

    def newest(self, infohash: bytes) -> bytes:
        return max(self.versions(infohash), key=self._age)

    def _age(self, infohash: bytes) -> tuple[int, bytes]:
        item = self._item(infohash)
        return item.created, item.id

    def thread(self, infohash: bytes) -> set[bytes]:
        """Return the newest versions of all comments below a post."""
        is_post = infohash in self.items and self._item(infohash).kind is Kind.POST
        roots = self.versions(infohash) if is_post else {infohash}
        return {
            self.newest(other)
            for other, written in self.items.items()
            if written.item.kind is Kind.COMMENT and written.item.root in roots
        }

    def _answers(self, infohash: bytes) -> set[bytes]:
        """Return the newest versions of all that is below a comment."""
        root = self._item(infohash).root
        assert root is not None
        found: set[bytes] = set()
        reached = {self.original(infohash)}
        for _ in self.items:
            for other in self.thread(root):
                parent = self._item(other).parent
                if parent in self.items and self.original(parent) in reached:
                    found.add(other)
                    reached.add(self.original(other))
        return found

    def _comments(self, infohash: bytes) -> int:
        kind = self._item(infohash).kind
        if kind is Kind.RETRACT:
            return 0
        below = self.thread(infohash) if kind is Kind.POST else self._answers(infohash)
        return len([each for each in below if each not in self.taken_back])

    def seeds(self, infohash: bytes) -> int:
        versions = self.versions(infohash)
        households = {name for (item, name) in self.swarm if item in versions}
        return len(households) + any(version in self.seeded for version in versions)

    def _times(self, infohash: bytes) -> tuple[list[int], list[int]]:
        versions = self.versions(infohash)
        return (
            [seen for (item, _), seen in self.swarm.items() if item in versions],
            [since for item, since in self.seeded.items() if item in versions],
        )

    def seen(self, infohash: bytes) -> Seen:
        swarm, own = self._times(infohash)
        source = SeedSource.SWARM if swarm else SeedSource.SELF if own else SeedSource.NONE
        retracted = infohash in self.taken_back
        is_gone = retracted or infohash in self.without_text
        return Seen(
            infohash=infohash,
            seeds=self.seeds(infohash),
            source=source,
            seeds_at=max(swarm + own, default=None),
            seeding=infohash in self.seeded,
            comments=self._comments(infohash),
            original=self.original(infohash),
            newest=self.newest(infohash),
            retracted=retracted,
            text=None if is_gone else self.items[infohash].text,
        )

    def top(self, ranking: Ranking) -> list[bytes]:
        """Return the whole ranking, however many its limit asks for."""
        window = PERIOD_SECONDS.get(ranking.period)
        since = -1 if ranking.period is Period.ALL or window is None else ranking.now - window
        originals = [
            original
            for original in {self.original(infohash) for infohash in self.items}
            if self._item(original).kind is Kind.POST
            and original not in self.taken_back
            and since < self._item(original).created <= ranking.now
            and ranking.board in (None, self._item(original).board)
        ]
        return [
            self.newest(original)
            for original in sorted(originals, key=lambda each: self._rank(ranking.order, each))
        ]

    def _rank(self, order: Order, original: bytes) -> tuple[int, int, bytes]:
        item, seeds = self._item(original), self.seeds(original)
        first = {
            Order.TOP: seeds,
            Order.NEW: 0,
            Order.HOT: item.created + round(45_000 * log2(1 + seeds)),
        }[order]
        return -first, -item.created, item.id
