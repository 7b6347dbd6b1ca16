"""How much the peers of a seed may send us, once they have stayed for a while.

Whoever takes a text sends a few hundred bytes and leaves, within milliseconds. A limit would make
it wait for libtorrent's next tick three times, and takes 1 KiB of memory for each torrent. So there
is none before a peer has stayed for a tenth of a second; from then on there is one for all peers of
that torrent, until the last of them has left.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import libtorrent as lt

from p2psocial.network.torrents import infohash_of_alert

_GRACE_SECONDS = 0.1
# Thousands of requests, but no flood that takes all of our time.
_MOST_BYTES_PER_SECOND = 1 << 17


@dataclass(slots=True)
class _Visited:
    handle: lt.torrent_handle
    timer: asyncio.TimerHandle
    peers: int = 0
    limited: bool = False


class FloodLimits:
    """To be told of every peer that comes and goes; belongs to the loop of the alerts."""

    def __init__(self) -> None:
        self._visited: dict[bytes, _Visited] = {}

    def on_connected(self, alert: lt.peer_connect_alert) -> None:
        """Limit the torrent soon, unless it is left before."""
        infohash = infohash_of_alert(alert)
        visited = self._visited.get(infohash)
        # It may have been removed, with whoever was there, and added again.
        if visited is None or not visited.handle.is_valid():
            loop = asyncio.get_running_loop()
            timer = loop.call_later(_GRACE_SECONDS, self._limit, infohash)
            visited = self._visited[infohash] = _Visited(alert.handle, timer)
        visited.peers += 1

    def on_disconnected(self, alert: lt.peer_disconnected_alert) -> None:
        """Lift the limit when nobody is left."""
        infohash = infohash_of_alert(alert)
        visited = self._visited.get(infohash)
        if visited is None:
            return
        visited.peers -= 1
        if visited.peers <= 0:
            del self._visited[infohash]
            visited.timer.cancel()
            if visited.limited and visited.handle.is_valid():
                visited.handle.set_download_limit(0)

    def _limit(self, infohash: bytes) -> None:
        visited = self._visited.get(infohash)
        if visited is not None and visited.handle.is_valid():
            visited.limited = True
            visited.handle.set_download_limit(_MOST_BYTES_PER_SECOND)

    def close(self) -> None:
        """Let go of all torrents."""
        for visited in self._visited.values():
            visited.timer.cancel()
        self._visited.clear()
