"""Items by their names: headers in, headers out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from p2psocial.index.database import Database, Row
from p2psocial.protocol.item import HASH_BYTES, Item, Kind

_HEX = re.compile(r"[0-9a-fA-F]*")
_HEX_DIGITS = 2 * HASH_BYTES

_HEADER = "SELECT * FROM header WHERE infohash = ?"
_NAMING = """
    SELECT * FROM header WHERE parent = :infohash OR root = :infohash OR replaces = :infohash
    ORDER BY created, id
"""
_INSERT = """
    INSERT INTO item (
        info, infohash, id, kind, board, author, nick, created, name, length, pieces, body_hash,
        signature, title, parent, root, replaces, arrived, chain
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PLACE = "SELECT item_id, chain FROM item WHERE infohash = ?"
_TAKEN = "SELECT 1 FROM item WHERE id = ? UNION ALL SELECT 1 FROM item WHERE infohash = ? LIMIT 1"
_OF_AUTHOR = "SELECT 1 FROM item WHERE author = ? LIMIT 1"
_NEXT_AUTHOR = "SELECT author FROM item WHERE author > ? ORDER BY author LIMIT 1"
_VALUED = """
    SELECT 1 FROM item CROSS JOIN seed ON seed.item_id = item.item_id WHERE item.author = ? LIMIT 1
"""
_MATCHING = "SELECT infohash FROM item WHERE infohash BETWEEN ? AND ? ORDER BY infohash LIMIT ?"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands in the tables: its row, and the chain of versions it belongs to."""

    item_id: int
    chain: int


def item_of(row: Row) -> Item:
    """Return the item whose columns `row` begins with, in the order of the fields of `Item`."""
    info, infohash, identifier, kind, *others = row[:17]
    return Item(info, infohash, identifier, Kind(kind), *others)


class Items:
    """The item table, but for the links between versions (see `editions`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert(self, item: Item, arrived: int, chain: int) -> int:
        """Store a header and return its row number."""
        row = (
            item.info,
            item.infohash,
            item.id,
            item.kind.value,
            item.board,
            item.author,
            item.nick,
            item.created,
            item.name,
            item.length,
            item.pieces,
            item.body_hash,
            item.signature,
            item.title,
            item.parent,
            item.root,
            item.replaces,
            arrived,
            chain,
        )  # fmt: skip -- line by line as in _INSERT
        return self._database.insert(_INSERT, row)

    def is_taken(self, item: Item) -> bool:
        """Whether an item with that id or that infohash is here already."""
        return self._database.row(_TAKEN, (item.id, item.infohash)) is not None

    def header(self, infohash: bytes) -> Item | None:
        """Return the item of that infohash."""
        row = self._database.row(_HEADER, (infohash,))
        return item_of(row) if row else None

    def by_id(self, identifier: bytes) -> Item | None:
        """Return the item with that id."""
        row = self._database.row("SELECT * FROM header WHERE id = ?", (identifier,))
        return item_of(row) if row else None

    def place(self, infohash: bytes) -> Place | None:
        """Return where the item of that infohash stands."""
        row = self._database.row(_PLACE, (infohash,))
        return Place(*row) if row else None

    def authors(self) -> Iterator[bytes]:
        """Yield the public keys of all authors of items."""
        author = b""
        while row := self._database.row(_NEXT_AUTHOR, (author,)):
            (author,) = row
            yield author

    def has_author(self, author: bytes) -> bool:
        """Whether something of that author's is here."""
        return self._database.row(_OF_AUTHOR, (author,)) is not None

    def is_valued(self, author: bytes) -> bool:
        """Whether we seed something of that author's."""
        return self._database.row(_VALUED, (author,)) is not None

    def knows(self, identifier: bytes) -> bool:
        """Whether an item with that id is here."""
        return self._database.row("SELECT 1 FROM item WHERE id = ?", (identifier,)) is not None

    def naming(self, infohash: bytes) -> list[Item]:
        """Return the items that name it as parent, root or earlier version, oldest first."""
        return [item_of(row) for row in self._database.rows(_NAMING, {"infohash": infohash})]

    def matching(self, prefix: str, limit: int) -> list[bytes]:
        """Return at most `limit` infohashes whose hexadecimal form begins with `prefix`."""
        if len(prefix) > _HEX_DIGITS or not _HEX.fullmatch(prefix):
            return []
        low = bytes.fromhex(prefix.ljust(_HEX_DIGITS, "0"))
        high = bytes.fromhex(prefix.ljust(_HEX_DIGITS, "f"))
        return [row[0] for row in self._database.rows(_MATCHING, (low, high, max(limit, 0)))]

    def delete(self, place: Place) -> None:
        """Delete a header; text, seeds and evidence of it must be gone already."""
        self._database.change("DELETE FROM item WHERE item_id = ?", (place.item_id,))
