"""What we seed, since when and until when."""

from __future__ import annotations

from collections.abc import Iterator

from p2psocial.index.database import Database, Row
from p2psocial.index.items import Place, item_of
from p2psocial.protocol.item import Item

_START = """
    INSERT INTO seed (item_id, chain, since, until) VALUES (?, ?, ?, ?)
    ON CONFLICT (item_id) DO UPDATE SET until = excluded.until
"""
_BEGIN = """
    INSERT INTO seed (item_id, chain, since, size, seeds) VALUES (?, ?, ?, ?, ?)
"""
_SEEDS = """
    SELECT entry.*, seed.since, seed.until, seed.uploaded
    FROM seed CROSS JOIN entry ON entry.item_id = seed.item_id
    ORDER BY seed.since DESC, seed.item_id DESC
"""
_ITEMS = """
    SELECT header.*, seed.since
    FROM seed CROSS JOIN header ON header.item_id = seed.item_id
    WHERE (seed.since, seed.item_id) < (?, ?)
    ORDER BY seed.since DESC, seed.item_id DESC LIMIT ?
"""
_EXPIRED = """
    SELECT item.infohash FROM seed CROSS JOIN item ON item.item_id = seed.item_id
    WHERE seed.until <= ? ORDER BY seed.until
"""
_LONELY = """
    SELECT item.infohash FROM seed CROSS JOIN item ON item.item_id = seed.item_id
    WHERE seed.seeds <= 1
"""
_INCLUDES = """
    SELECT 1 FROM item CROSS JOIN seed ON seed.item_id = item.item_id WHERE item.infohash = ?
"""
_AFTER_ALL = (2**63 - 1, 2**63 - 1)
_BATCH = 500


class Seeds:
    """The seed table. The caller settles the chain afterwards (see `standing`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, place: Place, since: int, until: int | None) -> None:
        """Record that we seed an item; what is seeded already keeps its `since`."""
        self._database.change(_START, (place.item_id, place.chain, since, until))

    def begin(self, place: Place, since: int, size: int, seeds: int) -> None:
        """Record that we seed, for ever, an item of that size whose chain has so many seeds."""
        self._database.change(_BEGIN, (place.item_id, place.chain, since, size, seeds))

    def stop(self, place: Place) -> bool:
        """Record that we no longer seed it; False when we did not."""
        return bool(self._database.change("DELETE FROM seed WHERE item_id = ?", (place.item_id,)))

    def includes(self, infohash: bytes) -> bool:
        """Whether we seed that very item."""
        return self._database.row(_INCLUDES, (infohash,)) is not None

    def rows(self) -> list[Row]:
        """Return everything that we seed, newest first, as `SeedPages.page` does."""
        return self._database.rows(_SEEDS)

    def items(self) -> Iterator[Item]:
        """Yield the items that we seed, newest first, reading them in batches."""
        after = _AFTER_ALL
        while batch := self._database.rows(_ITEMS, (*after, _BATCH)):
            yield from (item_of(row) for row in batch)
            item_id, since = batch[-1][17:]
            after = (since, item_id)

    def lonely(self) -> set[bytes]:
        """Return the infohashes of what nobody else is known to seed."""
        return {row[0] for row in self._database.rows(_LONELY)}

    def expired(self, now: int) -> list[bytes]:
        """Return the infohashes of seeds whose time is up, the longest ago first."""
        return [row[0] for row in self._database.rows(_EXPIRED, (now,))]
