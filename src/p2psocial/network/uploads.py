"""How much others took of each text that we serve, as libtorrent tells block by block.

The alerts come anyway, because they also tell readers from seeds, so counting costs one addition.
"""

from __future__ import annotations

from collections import Counter

import libtorrent as lt

from p2psocial.network.torrents import infohash_of_alert
from p2psocial.protocol.item import PIECE_LENGTH


class Uploads:
    """Bytes by infohash since they were last taken."""

    def __init__(self) -> None:
        self._bytes: Counter[bytes] = Counter()
        self._lengths: dict[bytes, int] = {}

    def on_uploaded(self, alert: lt.block_uploaded_alert) -> None:
        """Count one piece; a piece is one block, and the last one of a file may be short."""
        infohash = infohash_of_alert(alert)
        if infohash not in self._lengths:
            torrent = alert.handle.torrent_file() if alert.handle.is_valid() else None
            # What was withdrawn meanwhile counts for nothing.
            self._lengths[infohash] = torrent.total_size() if torrent is not None else 0
        left = self._lengths[infohash] - alert.piece_index * PIECE_LENGTH
        self._bytes[infohash] += max(0, min(PIECE_LENGTH, left))

    def take(self) -> dict[bytes, int]:
        """Return what was counted, and begin again."""
        taken, self._bytes = self._bytes, Counter()
        self._lengths.clear()
        return dict(taken)
