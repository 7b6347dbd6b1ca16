"""What its owner does not want to see, keep or pass on."""

from __future__ import annotations

from p2psocial.index.database import Database
from p2psocial.index.records import Block, BlockKind


class Blocks:
    """The block table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, block: Block, now: int) -> bool:
        """Record a rule; False when it was there."""
        values = (block.kind.value, block.value, now)
        return bool(self._database.change("INSERT OR IGNORE INTO block VALUES (?, ?, ?)", values))

    def remove(self, block: Block) -> bool:
        """Take a rule back; False when there was none."""
        values = (block.kind.value, block.value)
        return bool(self._database.change("DELETE FROM block WHERE kind = ? AND value = ?", values))

    def all(self) -> list[Block]:
        """Return every rule, oldest first."""
        rows = self._database.rows("SELECT kind, value FROM block ORDER BY since, kind, value")
        return [Block(BlockKind(kind), value) for kind, value in rows]
