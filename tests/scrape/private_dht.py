"""A DHT of real libtorrent nodes on this machine, each with an address of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import cast

import libtorrent as lt

from p2psocial.protocol.magnet import Address
from tests.coroutines import until
from tests.scrape.running import new_host

_PORT = 7681
_PORTS = itertools.count(20_000)
_SETTINGS: dict[str, object] = {
    "enable_dht": True,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_enforce_node_id": False,
    "dht_ignore_dark_internet": False,
    "dht_prefer_verified_node_ids": False,
    "dht_block_timeout": 0,
    "dht_block_ratelimit": 1_000_000,
    "dht_upload_rate_limit": 100_000_000,
    "allow_multiple_connections_per_ip": True,
    "alert_mask": 0,
}


@dataclass
class RealNode:
    """A libtorrent session that takes part in the DHT."""

    session: lt.session
    address: Address
    known: int = 0

    def knows(self) -> int:
        """How many nodes are in its routing table, as of the call before."""
        for alert in self.session.pop_alerts():
            if isinstance(alert, lt.session_stats_alert):
                self.known = alert.values["dht.dht_nodes"]
        self.session.post_session_stats()
        return self.known

    def meet(self, addresses: Sequence[Address]) -> None:
        """Tell it of nodes."""
        for address in addresses:
            if address != self.address:
                self.session.add_dht_node((address.host, address.port))

    def announce(self, infohash: bytes, *, seed: bool = True) -> None:
        """Let it announce as libtorrent does; flag 1 is for seeds."""
        self.session.dht_announce(lt.sha1_hash(infohash), self.address.port, int(seed))


def _start(address: Address) -> RealNode:
    settings = cast("lt.settings_pack", _SETTINGS | {"listen_interfaces": str(address)})
    return RealNode(lt.session(settings), address)


@contextlib.asynccontextmanager
async def real_nodes(
    count: int, others: Sequence[Address] = (), host: str | None = None
) -> AsyncIterator[list[RealNode]]:
    """Run so many nodes that have met one another and `others`; on ports of `host`, if given."""
    if host is None:
        addresses = [Address(new_host(), _PORT) for _ in range(count)]
    else:
        addresses = [Address(host, next(_PORTS)) for _ in range(count)]
    nodes = [_start(address) for address in addresses]
    try:
        everybody = [*addresses, *others]
        for node in nodes:
            node.meet(everybody)
        enough = min(len(everybody) - 1, 24)
        await until(lambda: all(node.knows() >= enough for node in nodes))
        yield nodes
    finally:
        sessions = [node.session for node in nodes]
        nodes.clear()
        await asyncio.to_thread(sessions.clear)
