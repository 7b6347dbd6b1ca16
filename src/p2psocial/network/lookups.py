"""Looking peers up in the DHT through a session, and joining the DHT in the first place."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence

import libtorrent as lt

from p2psocial.network.options import NetworkOptions
from p2psocial.protocol.magnet import Address

_JOIN_SECONDS = 5
_INFOHASH_BYTES = 20

FoundPeers = Callable[[Sequence[Address]], None]


class Lookups:
    """Who waits for peers of what; belongs to the loop that alerts are handled on."""

    def __init__(self, session: lt.session, options: NetworkOptions) -> None:
        """Begin with none; `on_reply` is to be told the session's alerts."""
        self._session = session
        self._options = options
        self._waiting: dict[bytes, list[FoundPeers]] = {}

    def begin(self, infohash: bytes, found: FoundPeers) -> None:
        """Look `infohash` up without announcing; `found` may be called several times."""
        self._waiting.setdefault(infohash, []).append(found)
        self._session.dht_get_peers(lt.sha1_hash(infohash))

    def end(self, infohash: bytes, found: FoundPeers) -> None:
        """Call `found` no more."""
        waiting = [callback for callback in self._waiting.get(infohash, ()) if callback != found]
        if waiting:
            self._waiting[infohash] = waiting
        else:
            self._waiting.pop(infohash, None)

    def repeat(self, infohash: bytes) -> None:
        """Look it up again for whoever still waits for it."""
        if infohash in self._waiting:
            self._session.dht_get_peers(lt.sha1_hash(infohash))

    def repeat_all(self) -> None:
        """Ask again what was asked while there was nobody to hear it."""
        for infohash in list(self._waiting):
            self.repeat(infohash)

    def on_reply(self, alert: lt.dht_get_peers_reply_alert) -> None:
        """Pass on who was found."""
        infohash = bytes(alert.info_hash.to_bytes())
        if infohash in self._waiting:
            self.found(infohash, [Address(host, port) for host, port in alert.peers()])

    def found(self, infohash: bytes, peers: Sequence[Address]) -> None:
        """Tell these peers to whoever waits for them."""
        for callback in list(self._waiting.get(infohash, ())):
            callback(peers)

    async def join(self, is_alone: Callable[[], bool]) -> None:
        """Knock at the bootstrap nodes for as long as nobody else is known; never returns."""
        # Left to itself, libtorrent knocks once at the start and then every ten minutes.
        while True:
            if is_alone():
                for node in self._options.dialled_bootstrap():
                    self._session.add_dht_node((node.host, node.port))
                # Any lookup begins at the public bootstrap nodes when no other node is known.
                self._session.dht_get_peers(lt.sha1_hash(os.urandom(_INFOHASH_BYTES)))
            await asyncio.sleep(_JOIN_SECONDS)
