"""Counting and announcing as the use cases see them: one DHT client beside the libtorrent session.

libtorrent knows good DHT nodes but cannot ask them for counts; the scrape client can, and one walk
of it serves for the count and for the announcement. So the session lends it its nodes, and leaves
the announcing of seeds to it.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import random
import time
from collections.abc import Callable, Sequence

from p2psocial.network.events import Announced, NetworkEvent, SeedsCounted
from p2psocial.network.options import NetworkOptions, is_literal
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import ClosedError, SeedCount
from p2psocial.network.seeding import Seeding
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

# Nodes forget an announcement after 45 minutes (BEP 5 leaves it open; libtorrent's is 45 to 60).
ANNOUNCE_SECONDS = 40 * 60.0
_JITTER = 0.1
_RETRY_SECONDS = 30.0
_AT_A_TIME = 8
_LEND_NODES_SECONDS = 20.0
_ENOUGH_NODES = 8


def counted(count: SeedCount) -> SeedsCounted | None:
    """Return a count as an event; None when nobody answered, which tells nothing."""
    if not count.answered:
        return None
    return SeedsCounted(
        count.infohash, count.estimate, count.seeds_low, count.seeds_high, count.nodes
    )


class Counting:
    """Counts on demand, and keeps everything that we seed announced. Belongs to one loop."""

    def __init__(
        self,
        options: NetworkOptions,
        seeding: Seeding,
        on_event: Callable[[NetworkEvent], None],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        """Prepare; nothing touches the network before `start`."""
        listen = tuple(Address(each.host, 0) for each in options.listen)
        self._client = ScrapeClient(
            ScrapeOptions(
                listen=listen,
                private=options.private,
                packets_per_second=options.dht_packets_per_second,
            )
        )
        self._bootstrap = [node for node in options.bootstrap if is_literal(node.host)]
        self._seeding = seeding
        self._on_event = on_event
        self._monotonic = monotonic
        self._chance = chance or random.SystemRandom()
        self._due: list[tuple[float, int, bytes]] = []
        self._order = itertools.count()
        self._seeds: set[bytes] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        # Whoever publishes before the DHT is joined is to be found as soon as it is.
        self._joined = asyncio.Event()

    async def start(self) -> None:
        """Open the client and begin to announce. Raises `MachineError`."""
        await self._client.start()
        self._client.add_addresses(self._bootstrap)
        self._spawn_forever(self._lend_nodes())
        for _ in range(_AT_A_TIME):
            self._spawn_forever(self._announce_what_is_due())

    async def close(self) -> None:
        """Stop; counts under way end without a result."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await self._client.close()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn_forever(self, work: object) -> None:
        task = asyncio.get_running_loop().create_task(work)  # type: ignore[arg-type, var-annotated]  # any coroutine of None
        self._tasks.add(task)

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

    async def count(self, infohash: bytes) -> SeedsCounted | None:
        """Count the seeds of an item; None when nobody answered."""
        try:
            return counted(await self._client.scrape(infohash))
        except ClosedError:
            return None

    # -- announcing --------------------------------------------------------------------------

    def announce(self, infohashes: Sequence[bytes]) -> None:
        """Keep these announced from now on, the first ones first."""
        now = self._monotonic()
        for infohash in infohashes:
            if infohash not in self._seeds:
                self._seeds.add(infohash)
                heapq.heappush(self._due, (now, next(self._order), infohash))
        self._wake.set()

    def forget(self, infohash: bytes) -> None:
        """Announce it no more. The DHT forgets by itself."""
        self._seeds.discard(infohash)

    async def _announce_what_is_due(self) -> None:
        while True:
            infohash = await self._next_due()
            await self._joined.wait()
            if infohash not in self._seeds:
                continue
            wait = _RETRY_SECONDS
            try:
                port = self._seeding.port
                done = await self._client.announce(infohash, port) if port else None
                if done is not None and done.confirmed:
                    wait = ANNOUNCE_SECONDS * self._chance.uniform(1 - _JITTER, 1)
                    self._tell(infohash, done.count)
            except ClosedError:
                return
            except Exception:  # noqa: BLE001 -- a bug of ours, which must not end the announcing
                _log.exception("announcing %s failed", infohash.hex())
            heapq.heappush(self._due, (self._monotonic() + wait, next(self._order), infohash))

    def _tell(self, infohash: bytes, count: SeedCount | None) -> None:
        self._on_event(Announced(infohash))
        event = counted(count) if count is not None else None
        if event is not None:
            self._on_event(event)

    async def _next_due(self) -> bytes:
        while True:
            while self._due and self._due[0][2] not in self._seeds:
                heapq.heappop(self._due)
            if self._due and self._due[0][0] <= self._monotonic():
                return heapq.heappop(self._due)[2]
            self._wake.clear()
            wait = self._due[0][0] - self._monotonic() if self._due else None
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue
