"""Items that were never stamped or signed: the index does not ask."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TypedDict, Unpack

from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.torrent import RETRACTION_TEXT, post_text

NOW = 1_800_000_000
ALICE = b"a" * 32
BOB = b"b" * 32


@dataclass(frozen=True, slots=True)
class Written:
    """An item with its file, as `Index.add` takes them."""

    item: Item
    text: str

    @property
    def infohash(self) -> bytes:
        return self.item.infohash


def sha1(name: str) -> bytes:
    return hashlib.sha1(name.encode(), usedforsecurity=False).digest()


def sha256(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


class Fields(TypedDict, total=False):
    """What a test may want to choose about an item."""

    title: str
    body: str
    created: int
    board: str
    author: bytes
    replaces: Written


def _written(name: str, kind: Kind, text: str, fields: Fields) -> Written:
    """Return an item whose hashes follow from `name` alone."""
    earlier = fields.get("replaces")
    item = Item(
        info=b"info of " + name.encode(),
        infohash=sha1(name),
        id=sha256(name),
        kind=kind,
        board=fields.get("board", "general"),
        author=fields.get("author", ALICE),
        nick="nick",
        created=fields.get("created", NOW - 1000),
        name="text.txt",
        length=len(text.encode()),
        pieces=b"p" * 20,
        body_hash=b"h" * 32,
        signature=b"s" * 64,
        replaces=earlier.infohash if earlier else None,
    )
    return Written(item, text)


def post(name: str, **fields: Unpack[Fields]) -> Written:
    title = fields.get("title", "A title")
    text = post_text(title, fields.get("body", "A body"))
    written = _written(name, Kind.POST, text, fields)
    return Written(replace(written.item, title=title), text)


def comment(name: str, parent: Written, **fields: Unpack[Fields]) -> Written:
    """Return an answer to a post, or to a comment (then in the thread of that)."""
    written = _written(name, Kind.COMMENT, fields.get("body", "An answer"), fields)
    root = parent.item.root or parent.infohash
    item = replace(written.item, parent=parent.infohash, root=root, board=parent.item.board)
    return Written(item, written.text)


def retraction(name: str, target: Written, **fields: Unpack[Fields]) -> Written:
    written = _written(name, Kind.RETRACT, RETRACTION_TEXT, fields)
    item = replace(written.item, parent=target.infohash, board=target.item.board)
    return Written(item, written.text)
