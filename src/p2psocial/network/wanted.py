"""A text on its way here: what is known of it, what is here, and what its peers are worth."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from p2psocial.network.events import AcceptInfo, Fetched, FetchProgress
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.item import HASH_BYTES, PIECE_LENGTH
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.validation import read_header

# Nothing is said against a text before whoever else has it could be found.
_LOOKUP_SECONDS = 4
# After data that contradicts its hashes, peers that have not lied are given this long.
_DOUBT_SECONDS = 20


@dataclass(slots=True)
class Wanted:
    """One text that is being fetched; `result` is what the fetch ends with."""

    infohash: bytes
    accept: AcceptInfo
    progress: Callable[[FetchProgress], None]
    result: asyncio.Future[Fetched]
    begun: float
    peers: dict[Address, None] = field(default_factory=dict)
    info: bytes | None = None
    length: int = 0
    hashes: list[bytes] = field(default_factory=list)
    pieces: dict[int, bytes] = field(default_factory=dict)
    seeds: set[Address] = field(default_factory=set)
    # Who says that it has everything.
    claims: set[Address] = field(default_factory=set)
    # Who sent what this infohash does not stand for.
    liars: set[Address] = field(default_factory=set)
    # Who says that the info dict is larger than what we would even look at.
    oversized: dict[Address, int] = field(default_factory=dict)
    contradicted_at: float | None = None
    oversized_at: float | None = None

    def report(self) -> None:
        """Tell how far it is."""
        self.progress(FetchProgress(len(self.peers), self.info is not None))

    def refuse(self, error: Exception) -> None:
        """End the fetch with an error."""
        if not self.result.done():
            self.result.set_exception(error)

    def usable(self, peers: Iterable[Address]) -> list[Address]:
        """Return those who have not been caught."""
        return [peer for peer in peers if peer not in self.liars and peer not in self.oversized]

    def take_info(self, info: bytes) -> bool:
        """Take the bytes that the infohash stands for; False when they are refused."""
        if self.info is None:
            try:
                self.accept(info)
                item = read_header(info)
            except Exception as refused:  # noqa: BLE001 -- whatever it is, the caller waits for it
                self.refuse(refused)
                return False
            self.info, self.length = info, item.length
            starts = range(0, len(item.pieces), HASH_BYTES)
            self.hashes = [item.pieces[start : start + HASH_BYTES] for start in starts]
            self.report()
        return True

    def size_of(self, piece: int) -> int:
        """Return how many bytes a piece has."""
        return min(PIECE_LENGTH, self.length - piece * PIECE_LENGTH)

    def missing(self) -> list[int]:
        """Return the pieces that are still to come; none while the info dict is not known."""
        return [piece for piece in range(len(self.hashes)) if piece not in self.pieces]

    def take_piece(self, piece: int, data: bytes) -> bool:
        """Take a piece, and end the fetch with the last one; False when it is a wrong one."""
        if hashlib.sha1(data, usedforsecurity=False).digest() != self.hashes[piece]:
            return False
        self.pieces[piece] = data
        if self.info is not None and not self.missing() and not self.result.done():
            text = b"".join(self.pieces[number] for number in range(len(self.hashes)))
            seeds = tuple(sorted(self.seeds - self.liars))
            claims = tuple(sorted(self.claims - self.seeds - self.liars))
            self.result.set_result(Fetched(self.info, text, seeds, claims))
        return True

    def note_contradiction(self, now: float) -> None:
        """Remember since when there is data that contradicts the hashes."""
        if self.contradicted_at is None:
            self.contradicted_at = now
            # One of those who said that they have everything lied.
            self.seeds.clear()
            self.claims.clear()

    def note_oversized(self, peer: Address, size: int, now: float) -> None:
        """Remember that a peer claims an info dict of that size."""
        self.oversized[peer] = size
        self.oversized_at = self.oversized_at or now

    def verdict(self, now: float) -> InvalidItem | None:
        """Return why this cannot be had, once it is time to say so."""
        since = self.contradicted_at or self.oversized_at
        if since is None:
            return None
        # Somebody who is not caught may still have it.
        patience_ends = since + _DOUBT_SECONDS if self.usable(self.peers) else self.begun
        if now < max(patience_ends, self.begun + _LOOKUP_SECONDS):
            return None
        if self.contradicted_at is not None:
            detail = "the text that peers sent does not match the torrent's piece hashes"
            return InvalidItem(Reason.WRONG_PIECE_HASH, detail)
        size = min(self.oversized.values())
        detail = f"its info dict has {size} bytes, as all say who answered"
        return InvalidItem(Reason.INFO_TOO_LARGE, detail)
