"""Which peers of a seed prove to be seeds themselves.

libtorrent parts two seeds as redundant to each other. That proves a seed, unless the other had the
text from us just now: then it may be a reader that keeps nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import libtorrent as lt

from p2psocial.network.events import NetworkEvent, SwarmSeeds
from p2psocial.network.torrents import infohash_of_alert
from p2psocial.network.tuning import READER_FINGERPRINT
from p2psocial.protocol.magnet import Address

_REMEMBERED_UPLOADS = 20_000
# libtorrent's error code for "upload to upload connection"; the bindings do not name it.
_REDUNDANT = 37


class ProvenSeeds:
    """Watches who comes and goes, and tells of those that proved to be seeds."""

    def __init__(self, on_event: Callable[[NetworkEvent], None]) -> None:
        """Begin knowing nobody."""
        self._on_event = on_event
        self._uploaded: OrderedDict[tuple[bytes, tuple[str, int]], None] = OrderedDict()

    def on_uploaded(self, alert: lt.block_uploaded_alert) -> None:
        """Take note of who has something from us."""
        self._uploaded[infohash_of_alert(alert), alert.endpoint] = None
        while len(self._uploaded) > _REMEMBERED_UPLOADS:
            self._uploaded.popitem(last=False)

    def on_disconnected(self, alert: lt.peer_disconnected_alert) -> None:
        """Tell of a seed if that is what has just left."""
        infohash = infohash_of_alert(alert)
        had_it_from_us = self._uploaded.pop((infohash, alert.endpoint), False) is None
        reads = bytes(alert.pid.to_bytes()).startswith(READER_FINGERPRINT.encode())
        if alert.error.value() == _REDUNDANT and not had_it_from_us and not reads:
            self._on_event(SwarmSeeds(infohash, (Address(*alert.endpoint),)))
