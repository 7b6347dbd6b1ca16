"""The boards that we joined, and what is on a board."""

from __future__ import annotations

from collections.abc import Iterator

from p2psocial.index.database import Database

_KEYS = """
    SELECT created, id FROM item
    WHERE board = ? AND (created, id) > (?, ?) ORDER BY created, id LIMIT ?
"""
_COUNT = "SELECT count(*) FROM item WHERE board = ? AND created > ?"
_NEXT = "SELECT board FROM item WHERE board > ? ORDER BY board LIMIT 1"
_BATCH = 10_000


class Boards:
    """The board table, and items by board."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def joined(self) -> list[str]:
        """Return the names of the boards that we joined."""
        return [row[0] for row in self._database.rows("SELECT name FROM board ORDER BY name")]

    def join(self, board: str, now: int) -> None:
        """Record that we joined a board."""
        self._database.change("INSERT OR IGNORE INTO board VALUES (?, ?)", (board, now))

    def leave(self, board: str) -> None:
        """Record that we left a board."""
        self._database.change("DELETE FROM board WHERE name = ?", (board,))

    def with_items(self, limit: int) -> list[str]:
        """Return the first so many boards, by name, of which something is here."""
        names: list[str] = []
        while len(names) < limit:
            row = self._database.row(_NEXT, (names[-1] if names else "",))
            if row is None:
                break
            names.append(row[0])
        return names

    def keys(self, board: str) -> Iterator[tuple[int, bytes]]:
        """Yield (created, id) of every item on a board, in that order, reading in batches."""
        after: tuple[int, bytes] = (-1, b"")
        while batch := self._database.rows(_KEYS, (board, *after, _BATCH)):
            yield from ((created, identifier) for created, identifier in batch)
            after = (batch[-1][0], batch[-1][1])

    def count(self, board: str, since: int) -> int:
        """Return how many items of a board were created after `since`."""
        row = self._database.row(_COUNT, (board, since))
        return int(row[0]) if row else 0
