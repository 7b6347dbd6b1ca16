"""A DHT of real libtorrent nodes on this machine, each with an address of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import cast

import libtorrent as lt

from p2psocial.protocol.magnet import Address

SECONDS = 20.0
_PORT = 7681
_HOSTS = itertools.count(1)
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


def new_host() -> str:
    """Return a loopback address that nothing else of this run has."""
    number = next(_HOSTS)
    return f"127.{160 + number // 60_000}.{number // 250 % 240}.{number % 250 + 1}"


async def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until a condition holds, at most that long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.02)


@dataclass
class RealNode:
    """A libtorrent session that takes part in the DHT."""

    session: lt.session
    address: Address

    def knows(self) -> int:
        """How many nodes are in its routing table."""
        return int(self.session.status().dht_nodes)

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
        addresses = [Address(host, 20_000 + next(_HOSTS)) for _ in range(count)]
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
