"""When each thread was last looked at; those of longest ago are forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.index.database import Database
from p2psocial.index.records import Visit

MAX_VISITS = 5_000

# By the first known version, so that an edit does not make a thread new.
_ORIGINAL = """
    SELECT original.infohash
    FROM item
    CROSS JOIN chain ON chain.chain_id = item.chain
    CROSS JOIN item AS original ON original.item_id = chain.original
    WHERE item.infohash = ?
"""
_RECORD = """
    INSERT INTO visit VALUES (?, ?, ?) ON CONFLICT (root) DO UPDATE SET
        time = max(time, excluded.time), comments = excluded.comments
"""
_TRIM = """
    DELETE FROM visit WHERE root IN (
        SELECT root FROM visit ORDER BY time DESC, root DESC LIMIT -1 OFFSET ?
    )
"""
_TIME = "SELECT time, comments FROM visit WHERE root = ?"


class Visits:
    """The visit table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, root: bytes, now: int, comments: int) -> None:
        """Record a look at the thread of a post, given any version of it."""
        self._database.change(_RECORD, (self._original(root), now, comments))
        self._database.change(_TRIM, (MAX_VISITS,))

    def of(self, roots: Sequence[bytes]) -> dict[bytes, Visit]:
        """Return the last looks at these threads, as far as there were any."""
        found = ((root, self._database.row(_TIME, (self._original(root),))) for root in roots)
        return {root: Visit(*row) for root, row in found if row}

    def _original(self, root: bytes) -> bytes:
        row = self._database.row(_ORIGINAL, (root,))
        return row[0] if row else root
