"""What the index must answer, worked out the slow way from the items themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from math import log2

from p2psocial.index.records import PERIOD_SECONDS, Order, Period, Ranking, SeedSource
from p2psocial.protocol.item import Item, Kind
from tests.index.items_factory import Written

FRESH = 45 * 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What of an `Entry` does not follow from the item alone."""

    infohash: bytes
    seeds: int
    source: SeedSource
    seeds_at: int | None
    seed_seconds: int
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
    # Of each version: the last estimate of the DHT and when; and which of them are recent.
    counts: dict[bytes, tuple[float, int]] = field(default_factory=dict)
    recent: set[bytes] = field(default_factory=set)
    # What each piece of evidence said of a whole chain: when, and how many seeds from then on.
    history: dict[bytes, list[tuple[int, int]]] = field(default_factory=dict)
    # Of each version, when the evidence after its last piece came in, if that was for another.
    succeeded: dict[bytes, int] = field(default_factory=dict)

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
        self.counts.pop(infohash, None)
        self.recent.discard(infohash)
        self.history.pop(infohash, None)
        self.succeeded.pop(infohash, None)

    def start_seed(self, infohash: bytes, since: int) -> None:
        self.seeded.setdefault(infohash, since)
        self._note(infohash, since)

    def stop_seed(self, infohash: bytes, now: int) -> None:
        if self.seeded.pop(infohash, None) is not None:
            self._note(infohash, now)

    def record_count(self, infohash: bytes, estimate: float, now: int) -> None:
        if infohash in self.items:
            self.counts[infohash] = estimate, now
            self.recent.add(infohash)
            self._note(infohash, now)

    def record_swarm(self, infohash: bytes, households: list[str], now: int) -> None:
        for household in households if infohash in self.items else ():
            key = (infohash, household)
            self.swarm[key] = max(now, self.swarm.get(key, now))
        if households and infohash in self.items:
            self._note(infohash, now)

    def forget_swarm(self, before: int) -> None:
        self.swarm = {key: seen for key, seen in self.swarm.items() if seen >= before}
        self._keep_recent(self.items.keys(), before)

    def _keep_recent(self, infohashes: Iterable[bytes], since: int) -> None:
        old = {each for each in infohashes if each in self.counts and self.counts[each][1] < since}
        self.recent -= old

    def _note(self, infohash: bytes, now: int) -> None:
        versions = self.versions(infohash)
        self._keep_recent(versions, now - FRESH)
        for version in versions - {infohash}:
            if version in self.history:
                self.succeeded.setdefault(version, now)
        mine = self.history.setdefault(infohash, [])
        if infohash in self.succeeded:
            # From then on the chain's seeds were known from another version.
            mine.append((self.succeeded.pop(infohash), 0))
        mine.append((now, self.seeds(infohash)))

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

    def by_author(self, author: bytes) -> list[bytes]:
        """Return the newest versions of what an author wrote, newest first."""
        newest = {
            self.newest(infohash)
            for infohash, written in self.items.items()
            if written.item.kind is not Kind.RETRACT
            and written.item.author == author
            and infohash not in self.taken_back
        }
        return sorted(newest, key=self._age, reverse=True)

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

    def _one_by_one(self, infohash: bytes) -> int:
        versions = self.versions(infohash)
        households = {name for (item, name) in self.swarm if item in versions}
        return len(households) + any(version in self.seeded for version in versions)

    def _estimate(self, infohash: bytes) -> tuple[float, int] | None:
        versions = self.versions(infohash) & self.recent
        return max((self.counts[version] for version in versions), default=None)

    def _is_from_dht(self, infohash: bytes) -> bool:
        known, estimate = self._one_by_one(infohash), self._estimate(infohash)
        return estimate is not None and (round(estimate[0]) > known or not known)

    def seeds(self, infohash: bytes) -> int:
        estimate = self._estimate(infohash)
        return max(self._one_by_one(infohash), round(estimate[0]) if estimate else 0)

    def seed_seconds(self, infohash: bytes) -> int:
        """Return the sum of the seeds between one piece of evidence and the next."""
        total = 0
        for version in self.versions(infohash):
            times = self.history.get(version, [])
            if version in self.succeeded:
                times = [*times, (self.succeeded[version], 0)]
            total += sum(
                seeds * min(max(until - since, 0), 6 * 3_600)
                for (since, seeds), (until, _) in pairwise(times)
            )
        return total

    def _times(self, infohash: bytes) -> tuple[list[int], list[int]]:
        versions = self.versions(infohash)
        return (
            [seen for (item, _), seen in self.swarm.items() if item in versions],
            [since for item, since in self.seeded.items() if item in versions],
        )

    def seen(self, infohash: bytes) -> Seen:
        swarm, own = self._times(infohash)
        source = SeedSource.SWARM if swarm else SeedSource.SELF if own else SeedSource.NONE
        at, estimate = max(swarm + own, default=None), self._estimate(infohash)
        if estimate and self._is_from_dht(infohash):
            source, at = SeedSource.DHT, estimate[1]
        retracted = infohash in self.taken_back
        is_gone = retracted or infohash in self.without_text
        return Seen(
            infohash=infohash,
            seeds=self.seeds(infohash),
            source=source,
            seeds_at=at,
            seed_seconds=self.seed_seconds(infohash),
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
            and (self.seeds(original) or ranking.order is not Order.ENDANGERED)
        ]
        return [
            self.newest(original)
            for original in sorted(originals, key=lambda each: self._rank(ranking.order, each))
        ]

    def _rank(self, order: Order, original: bytes) -> tuple[int, int, int, bytes]:
        item, seeds = self._item(original), self.seeds(original)
        doublings = log2(1 + self.seed_seconds(original) / 900)
        first, second = {
            Order.TOP: (seeds, int(2 * doublings)),
            Order.NEW: (0, 0),
            Order.HOT: (item.created + round(45_000 * log2(1 + seeds)), 0),
            Order.HOURS: (int(32 * doublings), 0),
            Order.ENDANGERED: (-seeds, int(2 * doublings)),
        }[order]
        return -first, -second, -item.created, item.id
