"""Who seeds what: who proved to be a seed, and what the DHT estimates, with the time of each."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.index.database import Database
from p2psocial.index.items import Place
from p2psocial.index.records import FRESH_SECONDS, Count

MAX_HOUSEHOLDS = 1_000

_RECORD = """
    INSERT INTO swarm (chain, household, item_id, seen) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)
"""
# The longest unseen go first.
_TRIM = """
    DELETE FROM swarm WHERE item_id = :item_id AND (chain, household, item_id) IN (
        SELECT chain, household, item_id FROM swarm WHERE item_id = :item_id
        ORDER BY seen DESC, household LIMIT -1 OFFSET :kept
    )
"""
_COUNT = "SELECT count(*) FROM swarm WHERE item_id = ?"
_MEASURED = """
    INSERT OR REPLACE INTO measurement
    (item_id, chain, estimate, low, high, nodes, claimed, proved, denied, measured, counts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
"""
_EXPIRE = "UPDATE measurement SET counts = 0 WHERE chain = ? AND counts AND measured < ?"
_EXPIRE_ALL = "UPDATE measurement SET counts = 0 WHERE counts AND measured < ?"
_OLD = """
    SELECT chain FROM swarm WHERE seen < :before
    UNION
    SELECT chain FROM measurement WHERE counts AND measured < :before
"""


class Evidence:
    """The tables swarm and measurement. The caller settles the chains afterwards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, place: Place, households: Sequence[str], now: int) -> None:
        """Record seeds of an item; at most `MAX_HOUSEHOLDS` are kept."""
        for household in households[:MAX_HOUSEHOLDS]:
            self._database.change(_RECORD, (place.chain, household, place.item_id, now))
        kept = self._database.row(_COUNT, (place.item_id,))
        if kept and kept[0] > MAX_HOUSEHOLDS:
            self._database.change(_TRIM, {"item_id": place.item_id, "kept": MAX_HOUSEHOLDS})

    def retract(self, place: Place, household: str) -> None:
        """Take back that a household proved to be a seed of any version."""
        self._database.change(
            "DELETE FROM swarm WHERE chain = ? AND household = ?", (place.chain, household)
        )

    def record_count(self, place: Place, count: Count, now: int) -> None:
        """Record what the DHT says; only the last count of an item is kept."""
        claims = (count.claimed, count.proved, count.denied)
        figures = (count.estimate, count.low, count.high, count.nodes, *claims)
        self._database.change(_MEASURED, (place.item_id, place.chain, *figures, now))

    def expire(self, chain: int, now: int) -> None:
        """Let no estimate of a chain count that is not recent any more."""
        self._database.change(_EXPIRE, (chain, now - FRESH_SECONDS))

    def forget(self, before: int) -> list[int]:
        """Let nothing count that is older than that time, and return the chains that had some.

        Households are dropped. The last estimate stays, to be told with its age.
        """
        chains = self._database.rows(_OLD, {"before": before})
        self._database.change("DELETE FROM swarm WHERE seen < ?", (before,))
        self._database.change(_EXPIRE_ALL, (before,))
        return [row[0] for row in chains]

    def forget_item(self, place: Place) -> None:
        """Drop all evidence of one item."""
        self._database.change("DELETE FROM swarm WHERE item_id = ?", (place.item_id,))
        self._database.change("DELETE FROM measurement WHERE item_id = ?", (place.item_id,))
