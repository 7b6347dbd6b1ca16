"""Who proved to be a seed of what, and when that was last seen."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.index.database import Database
from p2psocial.index.items import Place

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
# Levels that no chain has any more cost every ranking one look-up each.
_PRUNE_LEVELS = """
    DELETE FROM level WHERE NOT EXISTS (
        SELECT 1 FROM chain WHERE chain.ranked AND chain.seeds = level.seeds
    )
"""


class Evidence:
    """The swarm table. The caller settles the chains afterwards (see `standing`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, place: Place, households: Sequence[str], now: int) -> None:
        """Record seeds of an item; at most `MAX_HOUSEHOLDS` are kept."""
        for household in households[:MAX_HOUSEHOLDS]:
            self._database.change(_RECORD, (place.chain, household, place.item_id, now))
        kept = self._database.row(_COUNT, (place.item_id,))
        if kept and kept[0] > MAX_HOUSEHOLDS:
            self._database.change(_TRIM, {"item_id": place.item_id, "kept": MAX_HOUSEHOLDS})

    def forget(self, before: int) -> list[int]:
        """Drop evidence that is older than that time and return the chains that had some."""
        chains = self._database.rows("SELECT DISTINCT chain FROM swarm WHERE seen < ?", (before,))
        self._database.change("DELETE FROM swarm WHERE seen < ?", (before,))
        return [row[0] for row in chains]

    def forget_item(self, place: Place) -> None:
        """Drop all evidence of one item."""
        self._database.change("DELETE FROM swarm WHERE item_id = ?", (place.item_id,))

    def prune_levels(self) -> None:
        """Drop seed counts that no ranked chain has; call it after the chains are settled."""
        self._database.change(_PRUNE_LEVELS)
