"""Who wrote what: the page of one author."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from p2psocial.failures import RequestError
from p2psocial.protocol.identity import fingerprint
from p2psocial.protocol.item import Item
from p2psocial.services.feed import MAX_PAGE
from p2psocial.services.ports import AuthorRecord, Block, BlockKind, Entry, Index, Written

_KEY = re.compile(r"[0-9a-f]{64}")

# The public keys of our own identities.
OwnKeys = Callable[[], Collection[bytes]]


@dataclass(frozen=True, slots=True)
class AuthorFacts:
    """What is known of an author here; `record` counts what the index holds, also what is hidden.

    `blocked` tells of a rule against the author as such.
    """

    public: bytes
    fingerprint: str
    record: AuthorRecord
    blocked: bool
    is_me: bool


class Authors:
    """Reads from the index by author; nothing here touches the network."""

    def __init__(self, index: Index, refuses: Callable[[Item], bool], own_keys: OwnKeys) -> None:
        """Read from `index`, leaving out what `refuses` is against."""
        self._index = index
        self._refuses = refuses
        self._own_keys = own_keys

    def facts(self, author: bytes) -> AuthorFacts:
        """Return what is known of a public key, also when nothing of theirs is here."""
        return AuthorFacts(
            author,
            fingerprint(author),
            self._index.author(author),
            blocked=Block(BlockKind.AUTHOR, author.hex()) in self._index.blocks(),
            is_me=author in self._own_keys(),
        )

    def page(self, author: bytes, before: Written | None, limit: int) -> list[Entry]:
        """Return posts and comments in their newest versions, newest first.

        What was taken back or is refused is left out. `before` is the (`created`, `id`) of the last
        one of the page before. A page with less than `limit` (at most `feed.MAX_PAGE`) is the last.
        """
        wanted = min(max(limit, 1), MAX_PAGE)
        shown: list[Entry] = []
        while len(shown) < wanted:
            page = self._index.by_author(author, before, wanted)
            shown += [entry for entry in page if not self._refuses(entry.item)]
            if len(page) < wanted:
                break
            before = page[-1].item.created, page[-1].item.id
        return shown[:wanted]

    def find(self, name: str) -> bytes:
        """Return the public key that a person means, see `find_author`."""
        return find_author(self._index, name)


def find_author(index: Index, name: str) -> bytes:
    """Return the public key of 64 hex digits, or of a fingerprint of somebody whose items are here.

    Raises `RequestError` when it is neither.
    """
    name = name.strip().lower()
    if _KEY.fullmatch(name):
        return bytes.fromhex(name)
    known = [author for author in index.authors() if fingerprint(author) == name.lstrip("#")]
    if len(known) != 1:
        raise RequestError(
            f"{name[:70]!r} is neither the public key of an author (64 hexadecimal digits) "
            "nor the fingerprint of one whose texts are here"
        )
    return known[0]
