"""The files of items: stored once, and the newest version of each chain made searchable.

The full-text index is external content over the view `searchable_text`: it holds words, never a
second copy. FTS5 wants to be told the old words when a row leaves, so a text is always taken out
of the index before it is deleted.
"""

from __future__ import annotations

from p2psocial.index.database import Database
from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.torrent import post_text

_INSERT = "INSERT INTO text (item_id, size, heading, content) VALUES (?, ?, ?, ?)"
_TEXT = """
    SELECT content FROM text JOIN item ON item.item_id = text.item_id WHERE item.infohash = ?
"""
_SHOW = """
    INSERT INTO search (rowid, title, body)
    SELECT item_id, title, body FROM searchable_text WHERE item_id = ?
"""
_HIDE = """
    INSERT INTO search (search, rowid, title, body)
    SELECT 'delete', item_id, title, body FROM searchable_text WHERE item_id = ?
"""
# Rows are numbered as items arrive, so this walks the table from its beginning without sorting.
_SURPLUS = """
    SELECT text.item_id, text.size, item.chain
    FROM text JOIN item ON item.item_id = text.item_id
    WHERE NOT EXISTS (SELECT 1 FROM seed WHERE seed.item_id = text.item_id)
    ORDER BY text.item_id LIMIT 500
"""
_DELETE_CHAIN = "DELETE FROM text WHERE item_id IN (SELECT item_id FROM item WHERE chain = ?)"
_SET_SEARCHABLE = "UPDATE chain SET searchable = ? WHERE chain_id = ?"


class Texts:
    """The text table and what of it can be searched."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert(self, item_id: int, item: Item, text: str) -> None:
        """Store the file of an item."""
        heading = len(post_text(item.title, "")) if item.kind is Kind.POST else 0
        self._database.change(_INSERT, (item_id, len(text.encode()), heading, text))

    def add(self, item_id: int, chain: int, item: Item, text: str) -> None:
        """Store the file of an item that was here without it, and make its words searchable."""
        row = self._database.row("SELECT searchable FROM chain WHERE chain_id = ?", (chain,))
        shown = row is not None and row[0] == item_id
        if shown:
            self._database.change(_HIDE, (item_id,))
        self.insert(item_id, item, text)
        if shown:
            self.show(item_id)

    def has(self, item_id: int) -> bool:
        """Whether the file of an item is here."""
        found = self._database.row("SELECT 1 FROM text WHERE item_id = ?", (item_id,))
        return found is not None

    def trim(self, max_bytes: int) -> None:
        """Delete the texts that came first, of those that we do not seed, beyond so many bytes."""
        (stored,) = self._database.rows("SELECT text_bytes FROM total")[0]
        while stored > max_bytes:
            surplus = self._database.rows(_SURPLUS)
            for item_id, size, chain in surplus:
                if stored > max_bytes:
                    self._drop(item_id, chain)
                    stored -= size
            if not surplus:
                return

    def _drop(self, item_id: int, chain: int) -> None:
        row = self._database.row("SELECT searchable FROM chain WHERE chain_id = ?", (chain,))
        shown: int | None = row[0] if row else None
        self.make_searchable(chain, None)
        self._database.change("DELETE FROM carried WHERE item_id = ?", (item_id,))
        self.delete(item_id)
        self.make_searchable(chain, shown)

    def text(self, infohash: bytes) -> str | None:
        """Return the whole file of an item; None when there is none (any more)."""
        row = self._database.row(_TEXT, (infohash,))
        return row[0] if row else None

    def make_searchable(self, chain: int, wanted: int | None) -> None:
        """Let exactly one version of a chain be found by its words, or none."""
        row = self._database.row("SELECT searchable FROM chain WHERE chain_id = ?", (chain,))
        current: int | None = row[0] if row else None
        if current == wanted:
            return
        if current is not None:
            self._database.change(_HIDE, (current,))
        if wanted is not None:
            self._database.change(_SHOW, (wanted,))
        self._database.change(_SET_SEARCHABLE, (wanted, chain))

    def show(self, item_id: int) -> None:
        """Let a version be found by its words whose chain says already that it can be."""
        self._database.change(_SHOW, (item_id,))

    def delete(self, item_id: int) -> None:
        """Delete the file of one item, which must not be searchable."""
        self._database.change("DELETE FROM text WHERE item_id = ?", (item_id,))

    def delete_chain(self, chain: int) -> None:
        """Delete the files of all versions of a chain."""
        self.make_searchable(chain, None)
        self._database.change(_DELETE_CHAIN, (chain,))
