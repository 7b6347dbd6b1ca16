"""How much others took of each text that we serve, as libtorrent tells block by block.

The alerts come anyway, because they also tell readers from seeds, so counting costs one addition.
"""

from __future__ import annotations

from collections import Counter

from p2psocial.protocol.item import PIECE_LENGTH


class Uploads:
    """Bytes by infohash since they were last taken."""

    def __init__(self) -> None:
        self._bytes: Counter[bytes] = Counter()

    def add(self, infohash: bytes, length: int, piece: int) -> None:
        """Count one piece of a file of so many bytes; a piece is one block."""
        self._bytes[infohash] += max(0, min(PIECE_LENGTH, length - piece * PIECE_LENGTH))

    def take(self) -> dict[bytes, int]:
        """Return what was counted, and begin again."""
        taken, self._bytes = self._bytes, Counter()
        return dict(taken)
