"""What is written in a simulation, held once, and each node's view of it as an index.

Ten thousand SQLite files with 100,000 items each would take a terabyte. All that spreading asks of
an index is which items are here, and which of their texts: so every item is held once, and a node
holds sets of ids. Of items older than a day, which everybody has from the beginning, there are only
keys: they are reconciled like all others, and nobody ever asks for one.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache

from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.negentropy import OrderedSet, view
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header

BOARD = "test"
DAY = 86_400
YEAR = 365 * DAY
AUTHORS = 1_000
# One in ten posts is by somebody of whom nobody has seen anything.
_NEWCOMERS = 0.1
_LONG_TEXTS = 0.1
# Sums over the same keys are asked for by every node: they are remembered, not made up.
view.id_sum = lru_cache(16_384)(view.id_sum)

_WORDS = "Some words that are worth spreading. "


class Library:
    """Everything that was ever written on the board; `now` is when the simulation begins."""

    def __init__(self, old: int, now: int, chance: random.Random) -> None:
        self._chance = chance
        self._keys = [SigningKey(chance.randbytes(32)) for _ in range(AUTHORS)]
        self.known_authors = frozenset(key.public for key in self._keys)
        times = sorted(now - DAY - chance.randrange(YEAR - 2 * DAY) for _ in range(old))
        keys = [
            (when, hashlib.sha256(b"%d" % number).digest()) for number, when in enumerate(times)
        ]
        self._old = OrderedSet.from_sorted(sorted(keys))
        self._old.view()
        self._old_ids = frozenset(identifier for _, identifier in keys)
        self._keys_with: dict[frozenset[bytes], OrderedSet] = {}
        self.items: dict[bytes, Item] = {}
        self.by_infohash: dict[bytes, Item] = {}
        self.texts: dict[bytes, bytes] = {}

    def write(self, created: int) -> Item:
        """Return a new post, made and signed as any other; its stamp has no bits."""
        new = self._chance.random() < _NEWCOMERS
        key = SigningKey(self._chance.randbytes(32)) if new else self._chance.choice(self._keys)
        words = 270 if self._chance.random() < _LONG_TEXTS else 25
        text = post_text("Title", f"{self._chance.random()} {_WORDS * words}")
        draft = Draft(Kind.POST, BOARD, text, title="Title", nick="somebody")
        assembly = assemble(draft, key.public, created)
        item = read_header(assembly.sign(self._chance.randbytes(8), key))
        self.items[item.id] = self.by_infohash[item.infohash] = item
        self.texts[item.id] = assembly.text
        return item

    def is_old(self, identifier: bytes) -> bool:
        """Whether that is one of the items that everybody has from the beginning."""
        return identifier in self._old_ids

    def count_old(self, since: int) -> int:
        """Return how many of these were created from then on."""
        return len(self._old.view(since))

    def keys(self, recent: frozenset[bytes]) -> OrderedSet:
        """Return the keys of the old items and these."""
        if recent not in self._keys_with:
            made = self._old.copy()
            for identifier in recent:
                made.add(self.items[identifier].created, identifier)
            made.view()
            self._keys_with[recent] = made
        return self._keys_with[recent]


class SharedIndex:
    """What spreading asks of `services.ports.Index`, for one node.

    `recent` are the items that it has from the beginning, with their texts, beside the old ones.
    """

    def __init__(self, library: Library, recent: frozenset[bytes]) -> None:
        self._library = library
        self._recent = recent
        self._here: set[bytes] = set()
        self._texts: set[bytes] = set()
        self._carried: dict[bytes, int] = {}
        self._authors: set[bytes] = set()
        self._valued: set[bytes] = set()

    @staticmethod
    def transaction(*, durable: bool = True) -> AbstractContextManager[None]:
        """Nothing here is written to a disk."""
        del durable
        return nullcontext()

    # -- items -------------------------------------------------------------------------------

    def knows(self, identifier: bytes) -> bool:
        return (
            identifier in self._recent
            or identifier in self._here
            or self._library.is_old(identifier)
        )

    def has_all(self, identifiers: Iterable[bytes]) -> bool:
        return all(map(self.knows, identifiers))

    def item(self, identifier: bytes) -> Item | None:
        here = identifier in self._here or identifier in self._recent
        return self._library.items[identifier] if here else None

    def header(self, infohash: bytes) -> Item | None:
        item = self._library.by_infohash.get(infohash)
        return self.item(item.id) if item else None

    def add(self, item: Item, text: str | None, arrived: int, *, seeded: bool = False) -> bool:
        if self.knows(item.id):
            return False
        # The library's own, so that the copy that came over the wire can go.
        self._here.add(self._library.items[item.id].id)
        self._authors.add(item.author)
        if text is not None:
            self._texts.add(self._library.items[item.id].id)
        if seeded:
            self.start_seed(item.infohash, arrived, None)
        return True

    def add_text(self, infohash: bytes, text: str) -> bool:
        del text
        item = self.header(infohash)
        if item is None or self.has_text(item.id):
            return False
        self._texts.add(item.id)
        return True

    def has_text(self, identifier: bytes) -> bool:
        return identifier in self._texts or identifier in self._recent

    def remove(self, infohash: bytes) -> None:
        item = self.header(infohash)
        if item is not None:
            self._here.discard(item.id)
            self._texts.discard(item.id)

    @staticmethod
    def naming(infohash: bytes) -> list[Item]:
        """There are no comments, edits or retractions."""
        del infohash
        return []

    @staticmethod
    def versions(infohash: bytes) -> list[object]:
        """There are none, as above."""
        del infohash
        return []

    # -- votes, texts that are carried, authors ----------------------------------------------

    def start_seed(self, infohash: bytes, since: int, until: int | None) -> None:
        del until
        item = self.header(infohash)
        if item is not None:
            self._carried[item.id] = since + YEAR
            self._valued.add(item.author)

    def carry(self, infohash: bytes, now: int) -> None:
        item = self.header(infohash)
        if item is not None:
            self._carried.setdefault(item.id, now)

    def drop_carried(self, before: int, max_bytes: int) -> None:
        del max_bytes
        for identifier, since in list(self._carried.items()):
            if since < before:
                del self._carried[identifier]

    def trim_texts(self, max_bytes: int) -> None:
        """A day's texts are a few hundred kilobytes, far from any limit."""

    def servable(self, infohash: bytes) -> bytes | None:
        item = self.header(infohash)
        if item is None or not (item.id in self._carried or item.id in self._recent):
            return None
        return self._library.texts[item.id]

    def has_author(self, author: bytes) -> bool:
        return author in self._library.known_authors or author in self._authors

    def values(self, author: bytes) -> bool:
        return author in self._valued

    # -- boards and rules --------------------------------------------------------------------

    @staticmethod
    def joined_boards() -> list[str]:
        return [BOARD]

    def keys_of_board(self, board: str) -> OrderedSet:
        del board
        keys = self._library.keys(self._recent).copy()
        for identifier in self._here:
            keys.add(self._library.items[identifier].created, identifier)
        return keys

    def count_on_board(self, board: str, since: int) -> int:
        del board
        return self._library.count_old(since) + len(self._recent) + len(self._here)

    @staticmethod
    def blocks() -> list[object]:
        return []
