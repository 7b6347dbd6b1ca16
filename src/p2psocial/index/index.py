"""The local index: everything that this node knows about posts, votes and evidence.

`Index` is what `services.ports.Index` asks for. It only composes: each table has its own module,
and each write here is one transaction over the parts that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from p2psocial.index.arrivals import Arrivals
from p2psocial.index.blocks import Blocks
from p2psocial.index.carried import Carried
from p2psocial.index.database import Database
from p2psocial.index.editions import Editions
from p2psocial.index.evidence import Evidence
from p2psocial.index.history import History
from p2psocial.index.items import Place
from p2psocial.index.ladders import Ladders
from p2psocial.index.pages import Pages
from p2psocial.index.ranking import Rankings
from p2psocial.index.records import (
    Block,
    Count,
    Entry,
    Ranking,
    Sample,
    SeedRecord,
    Totals,
    Waiting,
    Why,
)
from p2psocial.index.schedule import Schedule
from p2psocial.index.seeds import Seeds
from p2psocial.index.standing import Standing
from p2psocial.index.texts import Texts
from p2psocial.index.why import Explaining
from p2psocial.protocol.item import Item

_TOTALS = "SELECT items, seeds, text_bytes, seed_bytes FROM total"


class Index(Pages):
    """The database in one file, to be used from one thread; see `services.ports.Index`.

    Raises `MachineError` when the file cannot be opened or, later, read or written. With
    `read_only` the file must exist; it may be written by another `Index` at the same time.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        database = Database(path, read_only=read_only)
        super().__init__(database)
        self._texts = Texts(database)
        ladders = Ladders(database)
        self._standing = Standing(database, self._texts, ladders)
        self._editions = Editions(database, self._texts, self._standing)
        self._seeds = Seeds(database)
        self._evidence = Evidence(database)
        self._history = History(database)
        self._arrivals = Arrivals(
            database,
            items=self._items,
            texts=self._texts,
            editions=self._editions,
            ladders=ladders,
            seeds=self._seeds,
            history=self._history,
        )
        self._schedule = Schedule(database)
        self._rankings = Rankings(database)
        self._explaining = Explaining(database, self._entries, self._rankings)
        self._carried = Carried(database)
        self._blocks = Blocks(database)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Index:
        """Open the index at `path`, making it when it is not there (unless `read_only`)."""
        return cls(path, read_only=read_only)

    def close(self) -> None:
        """Close the file. Nothing needs to be saved: what was written is durable already."""
        self._database.close()

    def check(self) -> None:
        """Read the whole file. Raises `DamagedIndexError` when it is not as it was written."""
        self._database.check()

    def check_schema(self) -> None:
        """Look whether a table is missing. Raises `DamagedIndexError`."""
        self._database.check_schema()

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Make all writes inside it durable together, or none on an exception.

        Not `durable` is for what others would give us again: a power cut may undo it.
        """
        return self._database.transaction(durable=durable)

    # Items

    def add(self, item: Item, text: str | None, arrived: int, *, seeded: bool = False) -> bool:
        """Store a validated item, with its text if that is here; False when it was known.

        With `seeded` we seed it from then on, for ever.
        """
        with self.transaction():
            if self._items.is_taken(item):
                return False
            if not self._arrivals.is_connected(item):
                self._arrivals.add_single(item, text, arrived, seeded=seeded)
                return True
            self._arrivals.add_connected(item, text, arrived)
            if seeded:
                self.start_seed(item.infohash, arrived, None)
            return True

    def add_text(self, infohash: bytes, text: str) -> bool:
        """Store the text of an item that is here without one; False when there is none to add."""
        with self.transaction():
            entry, place = self._entries.entry(infohash), self._items.place(infohash)
            if entry is None or place is None or entry.retracted:
                return False
            if self._texts.has(place.item_id):
                return False
            self._texts.add(place.item_id, place.chain, entry.item, text)
            return True

    def trim_texts(self, max_bytes: int) -> None:
        """Delete texts that we do not seed, first come first, beyond so many bytes in all."""
        with self.transaction():
            self._texts.trim(max_bytes)

    def remove(self, infohash: bytes) -> None:
        """Forget an item and its text, and that it was seeded."""
        with self.transaction():
            item, place = self._items.header(infohash), self._items.place(infohash)
            if item is None or place is None:
                return
            self._seeds.stop(place)
            self._evidence.forget_item(place)
            self._history.forget_item(place)
            self._carried.forget(place)
            self._notices.forget(place)
            self._texts.make_searchable(place.chain, None)
            self._texts.delete(place.item_id)
            self._items.delete(place)
            self._editions.disconnect(item, place)

    def header(self, infohash: bytes) -> Item | None:
        """Return the item of that infohash, also when it is retracted."""
        return self._items.header(infohash)

    def knows(self, identifier: bytes) -> bool:
        """Whether an item with that 32-byte id is here."""
        return self._items.knows(identifier)

    def matching(self, prefix: str, limit: int) -> list[bytes]:
        """Return at most `limit` infohashes whose hexadecimal form begins with `prefix`."""
        return self._items.matching(prefix, limit)

    def naming(self, infohash: bytes) -> list[Item]:
        """Return the known items that name this infohash as parent, root or earlier version."""
        return self._items.naming(infohash)

    def text(self, infohash: bytes) -> str | None:
        """Return the whole stored file of an item; None when unknown or retracted."""
        return self._texts.text(infohash)

    def item(self, identifier: bytes) -> Item | None:
        """Return the item with that 32-byte id."""
        return self._items.by_id(identifier)

    # Entries

    def entry(self, infohash: bytes) -> Entry | None:
        """Return what is known of that item."""
        with self._database.snapshot():
            return self._entries.entry(infohash)

    def versions(self, infohash: bytes) -> list[Entry]:
        """Return all known versions of the item, oldest first."""
        with self._database.snapshot():
            return self._entries.versions(infohash)

    def thread(self, infohash: bytes) -> list[Entry]:
        """Return the comments below a post (any version of it), each in its newest version."""
        with self._database.snapshot():
            return self._entries.thread(infohash)

    def top(self, ranking: Ranking) -> list[Entry]:
        """Return one page of a ranking of posts: newest versions, retracted ones left out."""
        with self._database.snapshot():
            return self._entries.from_rows(self._rankings.page(ranking))

    def explain(self, ranking: Ranking) -> list[str]:
        """Return how SQLite answers that ranking, for tests and benchmarks."""
        return self._rankings.plan(ranking)

    def why(self, infohash: bytes, ranking: Ranking) -> Why | None:
        """Return why an item stands where it does in a ranking; None when it is not here.

        The page that `ranking` asks for does not matter.
        """
        with self._database.snapshot():
            return self._explaining.why(infohash, ranking)

    # Seeds

    def start_seed(self, infohash: bytes, since: int, until: int | None) -> None:
        """Record that we seed an item until then; changes `until` when we already do.

        Raises `LookupError` for an item that is not here.
        """
        with self.transaction():
            place = self._items.place(infohash)
            if place is None:
                raise LookupError(f"no item {infohash.hex()} to seed")
            self._seeds.start(place, since, until)
            self._count(place, since)

    def stop_seed(self, infohash: bytes, now: int | None = None) -> bool:
        """Record that we no longer seed it; False when we did not.

        Without a time, seed-hours go on as if we did until the next evidence.
        """
        with self.transaction():
            place = self._items.place(infohash)
            if place is None or not self._seeds.stop(place):
                return False
            if now is None:
                self._standing.settle(place.chain)
            else:
                self._count(place, now)
            return True

    def is_seeded(self, infohash: bytes) -> bool:
        """Whether we seed that item."""
        return self._seeds.includes(infohash)

    def seeds(self) -> list[SeedRecord]:
        """Return everything that we seed, newest first."""
        with self._database.snapshot():
            return self._records(self._seeds.rows())

    def seed_torrents(self) -> Iterator[Item]:
        """Yield the items that we seed, newest first.

        They are read in batches, so this takes little memory and others may write in between;
        what is started or stopped meanwhile may or may not be among them.
        """
        return self._seeds.items()

    def lonely_seeds(self) -> set[bytes]:
        """Return the infohashes of what we seed and nobody else is known to."""
        return self._seeds.lonely()

    def expired(self, now: int) -> list[bytes]:
        """Return the infohashes of seeds whose time is up."""
        return self._seeds.expired(now)

    def record_swarm(self, infohash: bytes, seeds: Sequence[str], now: int) -> None:
        """Record the household names of peers that proved to be seeds; unknown items do not count.

        Of one item at most `evidence.MAX_HOUSEHOLDS` are kept, those seen last.
        """
        with self.transaction(durable=False):
            place = self._items.place(infohash)
            if place and seeds:
                self._evidence.record(place, seeds, now)
                self._count(place, now)

    def record_count(self, infohash: bytes, count: Count, now: int, next_due: int) -> None:
        """Record what the DHT says of an item, and when to ask again; unknown items do not count.

        It counts for `FRESH_SECONDS`; of an item only the last one is kept.
        """
        with self.transaction(durable=False):
            place = self._items.place(infohash)
            if place:
                self._evidence.record_count(place, count, now)
                self._schedule.set(place, next_due)
                self._count(place, now)

    def record_failure(self, infohash: bytes, now: int, next_due: int) -> None:
        """Record that an item was due and not counted, and when to try again.

        That is no evidence: earlier counts stay as they are until they are too old.
        """
        with self.transaction(durable=False):
            place = self._items.place(infohash)
            if place:
                self._schedule.set(place, next_due)
                self._evidence.expire(place.chain, now)
                self._standing.settle(place.chain)

    def forget_seed(self, infohash: bytes, household: str, now: int) -> None:
        """Take back that a household proved to be a seed: it is not any more."""
        with self.transaction(durable=False):
            place = self._items.place(infohash)
            if place:
                self._evidence.retract(place, household)
                self._count(place, now)

    def forget_swarm(self, before: int) -> None:
        """Let no evidence count that is older than that time, of swarm or DHT, and count again."""
        with self.transaction():
            for chain in self._evidence.forget(before):
                self._standing.settle(chain)

    def samples(self, infohash: bytes) -> list[Sample]:
        """Return how many seeds an item had, as far as that is still known, oldest first."""
        return self._history.samples(infohash)

    def thin_samples(self, now: int) -> None:
        """Thin the samples of the next few items, in turn; to be called every minute or so."""
        with self.transaction():
            self._history.thin(now)

    def due(self, now: int, limit: int) -> list[Item]:
        """Return what is to be measured now, in its newest version, the longest due first.

        New items are due at once, before all others and the youngest of them first; what was taken
        back never is.
        """
        return self._schedule.due(now, limit)

    def waiting(self, now: int) -> Waiting:
        """Return how much is to be measured now, and since when."""
        return self._schedule.waiting(now)

    def explain_due(self) -> list[str]:
        """Return how SQLite finds what is due, for tests."""
        return self._schedule.plan()

    def set_due(self, infohash: bytes, when: int) -> None:
        """Say when an item is to be measured next (0 is before all others)."""
        with self.transaction(durable=False):
            place = self._items.place(infohash)
            if place:
                self._schedule.set(place, when)

    def _count(self, place: Place, now: int) -> None:
        """Count seeds anew after evidence for an item came in."""
        self._evidence.expire(place.chain, now)
        self._history.advance(place.chain, now)
        self._history.hold(place, self._standing.settle(place.chain), now)

    # What is carried, what is blocked

    def servable(self, infohash: bytes) -> bytes | None:
        """Return the file of an item if we seed or carry it, None otherwise."""
        return self._carried.servable(infohash)

    def carry(self, infohash: bytes, now: int) -> None:
        """Record that we carry the text of an item, to give it to gossip peers."""
        with self.transaction():
            place = self._items.place(infohash)
            if place:
                self._carried.carry(place, now)

    def drop_carried(self, before: int, max_bytes: int) -> None:
        """Carry no more what was taken up before then, and the oldest beyond so many bytes."""
        with self.transaction():
            self._carried.drop(before, max_bytes)

    def authors(self) -> Iterator[bytes]:
        """Yield the public keys of all authors whose items are here."""
        return self._items.authors()

    def has_author(self, author: bytes) -> bool:
        """Whether something of that author's is here."""
        return self._items.has_author(author)

    def values(self, author: bytes) -> bool:
        """Whether we seed something of that author's."""
        return self._items.is_valued(author)

    def add_block(self, block: Block, now: int) -> bool:
        """Record a block rule; False when it was there."""
        with self.transaction():
            return self._blocks.add(block, now)

    def remove_block(self, block: Block) -> bool:
        """Take a block rule back; False when there was none."""
        with self.transaction():
            return self._blocks.remove(block)

    def blocks(self) -> list[Block]:
        """Return every block rule, oldest first."""
        return self._blocks.all()

    def totals(self) -> Totals:
        """Return how much there is."""
        return Totals(*self._database.rows(_TOTALS)[0])
