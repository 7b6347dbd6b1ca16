"""What we give to gossip peers: texts that we seed, and new ones that we carry for others."""

from __future__ import annotations

from p2psocial.index.database import Database
from p2psocial.index.items import Place

_SERVABLE = """
    SELECT text.content
    FROM item CROSS JOIN text ON text.item_id = item.item_id
    WHERE item.infohash = ? AND (
        EXISTS (SELECT 1 FROM seed WHERE seed.item_id = item.item_id)
        OR EXISTS (SELECT 1 FROM carried WHERE carried.item_id = item.item_id)
    )
"""
_BEYOND = """
    DELETE FROM carried WHERE item_id IN (
        SELECT item_id FROM (
            SELECT carried.item_id, sum(text.size) OVER (
                ORDER BY carried.since DESC, carried.item_id DESC
            ) AS so_far
            FROM carried JOIN text ON text.item_id = carried.item_id
        ) WHERE so_far > ?
    )
"""


class Carried:
    """The carried table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def servable(self, infohash: bytes) -> bytes | None:
        """Return the file of an item if we seed or carry it."""
        row = self._database.row(_SERVABLE, (infohash,))
        return row[0].encode() if row else None

    def carry(self, place: Place, now: int) -> None:
        """Record that we carry an item."""
        self._database.change("INSERT OR IGNORE INTO carried VALUES (?, ?)", (place.item_id, now))

    def drop(self, before: int, max_bytes: int) -> None:
        """Carry no more what was taken up before then, and the oldest beyond so many bytes."""
        self._database.change("DELETE FROM carried WHERE since < ?", (before,))
        self._database.change(_BEYOND, (max_bytes,))

    def forget(self, place: Place) -> None:
        """Carry one item no more."""
        self._database.change("DELETE FROM carried WHERE item_id = ?", (place.item_id,))
