"""Items that are valid but for their stamp, signed by people who are the same in every run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from p2psocial.index.index import Index
from p2psocial.index.records import Count
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.stamp import NONCE_BYTES
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header

HOUR = 3_600
DAY = 24 * HOUR
# A Tuesday afternoon in 2026.
NOW = 1_795_000_000


@dataclass(frozen=True)
class Person:
    """Somebody who writes; `nick` is what they call themselves."""

    nick: str
    key: SigningKey


def somebody(nick: str) -> Person:
    """Return the person of that nick."""
    return Person(nick, SigningKey(hashlib.sha256(nick.encode()).digest()))


class Scribe:
    """Writes into an index what people publish."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def post(  # noqa: PLR0913 -- what a post is made of
        self, who: Person, board: str, title: str, body: str, created: int, *, here: bool = True
    ) -> Item:
        """Publish a post; its text is missing unless it is `here`."""
        text = post_text(title, body)
        return self._add(who, Draft(Kind.POST, board, text, title=title), created, here=here)

    def comment(
        self, who: Person, parent: Item, text: str, created: int, *, here: bool = True
    ) -> Item:
        """Answer a post or a comment."""
        root = parent.root or parent.infohash
        draft = Draft(Kind.COMMENT, parent.board, text, parent=parent.infohash, root=root)
        return self._add(who, draft, created, here=here)

    def edit(self, who: Person, item: Item, text: str, created: int) -> Item:
        """Publish a new version of a text."""
        if item.kind is Kind.POST:
            text = post_text(item.title, text)
        draft = Draft(
            item.kind,
            item.board,
            text,
            title=item.title,
            parent=item.parent,
            root=item.root,
            replaces=item.infohash,
        )
        return self._add(who, draft, created, here=True)

    def retract(self, who: Person, item: Item, created: int) -> Item:
        """Take something back."""
        draft = Draft(Kind.RETRACT, item.board, "Taken back.\n", parent=item.infohash)
        return self._add(who, draft, created, here=True)

    def counted(self, item: Item, seeds: int, when: int) -> None:
        """Have the DHT say that an item has so many seeds."""
        count = Count(seeds, max(0, seeds - 2), seeds + 3, 6)
        self.index.record_count(item.infohash, count, when, when + HOUR)

    def proved(self, item: Item, households: Sequence[str], when: int) -> None:
        """Have so many peers proved that they seed an item."""
        self.index.record_swarm(item.infohash, households, when)

    def _add(self, who: Person, draft: Draft, created: int, *, here: bool) -> Item:
        named = Draft(
            draft.kind,
            draft.board,
            draft.text,
            who.nick,
            draft.title,
            draft.parent,
            draft.root,
            draft.replaces,
        )
        assembly = assemble(named, who.key.public, created)
        item = read_header(assembly.sign(bytes(NONCE_BYTES), who.key))
        self.index.add(item, draft.text if here else None, created)
        return item
