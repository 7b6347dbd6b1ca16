"""Counting and announcing as the use cases see them: one DHT client beside the libtorrent session.

libtorrent knows good DHT nodes but cannot ask them for counts; the scrape client can, and one walk
of it serves for the count and for the announcement. So the session lends it its nodes, and leaves
the announcing of seeds to it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine

from p2psocial.network.announcing import ROUND_SECONDS, Announcing
from p2psocial.network.events import (
    Announced,
    AnnouncingStatus,
    CountingStatus,
    NetworkEvent,
    SeedsCounted,
    SeedTorrent,
)
from p2psocial.network.options import NetworkOptions, is_literal
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import ClosedError, Cost, SeedCount
from p2psocial.network.seeding import Seeding
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

_LEND_NODES_SECONDS = 20.0
_ENOUGH_NODES = 8
_ROUNDS_PER_HOUR = 3_600 / ROUND_SECONDS
# What an announcement costs until one was made: as measured by scripts/bench/announcing.py.
_USUAL_COST = Cost(32, 7_000)
_OF_THE_NEWEST = 1 / 16


def counted(count: SeedCount) -> SeedsCounted | None:
    """Return a count as an event; None when nobody answered, which tells nothing."""
    if not count.answered:
        return None
    return SeedsCounted(
        count.infohash,
        estimate=count.estimate,
        low=count.seeds_low,
        high=count.seeds_high,
        nodes=count.nodes,
        listed=count.listed,
        peers=count.peers_estimate,
        listed_peers=count.listed_peers,
    )


class Counting:
    """Counts on demand, and keeps everything that we seed announced. Belongs to one loop."""

    def __init__(
        self,
        options: NetworkOptions,
        seeding: Seeding,
        on_event: Callable[[NetworkEvent], None],
    ) -> None:
        """Prepare; nothing touches the network before `start`."""
        self._options = options
        listen = tuple(Address(each.host, 0) for each in options.listen)
        self._client = ScrapeClient(
            ScrapeOptions(listen, options.private, options.counting, options.announcing)
        )
        self._bootstrap = [node for node in options.bootstrap if is_literal(node.host)]
        self._seeding = seeding
        self._on_event = on_event
        self._announcing = Announcing(time.time, time.monotonic)
        self._packets, self._bytes = float(_USUAL_COST.packets), float(_USUAL_COST.bytes)
        self._tasks: set[asyncio.Task[None]] = set()
        # Whoever publishes before the DHT is joined is to be found as soon as it is.
        self._joined = asyncio.Event()

    async def start(self) -> None:
        """Open the client and begin to announce. Raises `MachineError`."""
        await self._client.start()
        self._client.add_addresses(self._bootstrap)
        self._spawn(self._lend_nodes())
        for _ in range(self._options.announcing.at_once):
            self._spawn(self._announce_what_is_due())

    async def close(self) -> None:
        """Stop; counts under way end without a result."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await self._client.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.add(asyncio.get_running_loop().create_task(work))

    async def _lend_nodes(self) -> None:
        while True:
            nodes = self._seeding.dht_addresses()
            self._client.add_addresses(nodes)
            if nodes:
                self._joined.set()
            else:
                self._joined.clear()
            # A session that has just begun to learn knows more in a moment.
            await asyncio.sleep(_LEND_NODES_SECONDS if len(nodes) >= _ENOUGH_NODES else 1.0)

    # -- counting ----------------------------------------------------------------------------

    def can_count(self) -> bool:
        """Whether the DHT is joined."""
        return self._joined.is_set()

    def will_count(self, infohash: bytes) -> bool:
        """Whether an item is about to be announced, which counts it too."""
        return self._announcing.is_first(infohash)

    async def count(self, infohash: bytes) -> SeedsCounted | None:
        """Count the seeds of an item; None when nobody answered."""
        try:
            count = counted(await self._client.scrape(infohash))
        except ClosedError:
            return None
        if count is not None:
            self._announcing.counted(infohash, count.estimate)
        return count

    async def claimed(self, infohash: bytes) -> list[Address]:
        """Return some who claim to have an item, as its last count knew them, but not ourselves."""
        try:
            claimed = await self._client.claimed(infohash)
        except ClosedError:
            return []
        ours = self._seeding.own_hosts
        return [peer for peer in claimed if peer.host not in ours]

    def counting_status(self) -> CountingStatus:
        """Return what counting spends, and what it may spend."""
        limits, spent = self._options.counting, self._client.status().counting
        return CountingStatus(
            counts_per_minute=spent.jobs_per_minute,
            packets_per_second=spent.packets_per_second,
            bytes_in_hour=spent.bytes_in_hour,
            packets_allowed=limits.packets_per_second,
            bytes_allowed=limits.bytes_per_hour,
        )

    # -- announcing --------------------------------------------------------------------------

    def announce(self, torrent: SeedTorrent, *, vote: bool) -> None:
        """Keep it announced from now on; `vote` tells that somebody has just voted for it."""
        self._announcing.add([torrent], vote=vote)

    def forget(self, infohash: bytes) -> None:
        """Announce it no more."""
        self._announcing.forget(infohash)

    def announcing_status(self) -> AnnouncingStatus:
        """Return how many seeds are announced, what that costs and what it may cost."""
        limits, spent = self._options.announcing, self._client.status().announcing
        seeds, late = len(self._announcing), self._announcing.late()
        by_packets = limits.packets_per_second * ROUND_SECONDS / self._packets
        by_bytes = limits.bytes_per_hour / (self._bytes * _ROUNDS_PER_HOUR)
        return AnnouncingStatus(
            announced=seeds - late,
            late=late,
            announces_per_minute=spent.jobs_per_minute,
            packets_per_second=spent.packets_per_second,
            bytes_in_hour=spent.bytes_in_hour,
            packets_allowed=limits.packets_per_second,
            bytes_allowed=limits.bytes_per_hour,
            capacity=int(min(by_packets, by_bytes) if limits.bytes_per_hour else by_packets),
            vote_packets_per_hour=round(self._packets * _ROUNDS_PER_HOUR),
            vote_bytes_per_hour=round(self._bytes * _ROUNDS_PER_HOUR),
        )

    async def _announce_what_is_due(self) -> None:
        while True:
            infohash = await self._announcing.next()
            await self._joined.wait()
            try:
                confirmed = await self._announce(infohash)
            except ClosedError:
                return
            except Exception:  # noqa: BLE001 -- a bug of ours, which must not end the announcing
                _log.exception("announcing %s failed", infohash.hex())
                confirmed = False
            if confirmed:
                self._announcing.done(infohash)
            else:
                self._announcing.failed(infohash)

    async def _announce(self, infohash: bytes) -> bool:
        port = self._seeding.port
        if infohash not in self._announcing or not port:
            return False
        counts = self._announcing.wants_count(infohash)
        done = await self._client.announce(infohash, port, count=counts)
        if done.confirmed:
            self._learn_cost(done.cost)
            self._on_event(Announced(infohash))
            event = counted(done.count) if done.count is not None else None
            if event is not None:
                self._announcing.counted(infohash, event.estimate)
                self._on_event(event)
        return bool(done.confirmed)

    def _learn_cost(self, cost: Cost) -> None:
        self._packets += (cost.packets - self._packets) * _OF_THE_NEWEST
        self._bytes += (cost.bytes - self._bytes) * _OF_THE_NEWEST
