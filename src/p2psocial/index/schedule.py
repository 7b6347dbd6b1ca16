"""When each chain is to be measured next: new ones at once, what was taken back never."""

from __future__ import annotations

from p2psocial.index.database import Database
from p2psocial.index.items import Place, item_of
from p2psocial.index.records import MOST_WAITING, Waiting
from p2psocial.protocol.item import Item

# Among equals, all of which are new, the youngest first.
_DUE = """
    SELECT header.*
    FROM chain CROSS JOIN header ON header.item_id = chain.newest
    WHERE chain.due IS NOT NULL AND chain.due <= ? ORDER BY chain.due, chain.created DESC LIMIT ?
"""
_WAITING = """
    SELECT count(*) FROM (SELECT 1 FROM chain WHERE due IS NOT NULL AND due <= ? LIMIT ?)
"""
# What is new was never to be measured again: its due time is 0.
_LONGEST = (
    "SELECT due FROM chain WHERE due IS NOT NULL AND due BETWEEN 1 AND ? ORDER BY due LIMIT 1"
)
_SET = "UPDATE chain SET due = ? WHERE chain_id = ? AND due IS NOT NULL"


class Schedule:
    """The due times in the chain table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: int, limit: int) -> list[Item]:
        """Return what is to be measured now, in its newest version, the longest due first."""
        return [item_of(row) for row in self._database.rows(_DUE, (now, max(limit, 0)))]

    def waiting(self, now: int) -> Waiting:
        """Return how much is to be measured now, and since when."""
        items = self._database.rows(_WAITING, (now, MOST_WAITING))[0][0]
        longest = self._database.rows(_LONGEST, (now,))
        return Waiting(items, now - longest[0][0] if longest else 0)

    def set(self, place: Place, when: int) -> None:
        """Say when a chain is to be measured next; what was taken back never is."""
        self._database.change(_SET, (when, place.chain))

    def plan(self) -> list[str]:
        """Return how SQLite finds what is due, for tests."""
        return [row[3] for row in self._database.rows("EXPLAIN QUERY PLAN " + _DUE, (0, 1))]
