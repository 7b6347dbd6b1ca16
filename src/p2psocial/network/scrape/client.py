"""The scrape client: counts seeds, and announces ours, in the DHTs of IPv4 and IPv6."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from p2psocial.network.gossip.subnets import is_worth_dialling
from p2psocial.network.scrape.asking import Asker, Meter
from p2psocial.network.scrape.budget import Budget
from p2psocial.network.scrape.counting import count_of, larger
from p2psocial.network.scrape.datagrams import is_ipv6
from p2psocial.network.scrape.homes import SEVERAL, scaled, share_of_homes
from p2psocial.network.scrape.lookup import Errand, Lookup, Means, Wanted
from p2psocial.network.scrape.neighbourhoods import KEPT, Neighbourhoods
from p2psocial.network.scrape.node_cache import NodeCache
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import Announced, ClosedError, Cost, ScrapeStatus, SeedCount
from p2psocial.network.scrape.strangers import Strangers
from p2psocial.protocol.krpc import AnnouncePeer, GetPeers, Node, Response
from p2psocial.protocol.magnet import Address

_Result = TypeVar("_Result")

_FAMILIES = (False, True)
# Who announces then need not count again.
_JUST_COUNTED_SECONDS = 240.0
_ASKED_FOR_PEERS = 2
_ASKED_FOR_HOMES = 3


@dataclass(frozen=True, slots=True)
class _Announcement:
    infohash: bytes
    port: int
    seed: bool


class ScrapeClient:
    """Counts and announces. All methods belong to the event loop that `start` ran on."""

    def __init__(
        self,
        options: ScrapeOptions,
        *,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        """Prepare; nothing touches the network before `start`."""
        self._options = options
        self._clock = clock
        chance = self._chance = chance or random.SystemRandom()
        self._asker = Asker(options, monotonic, chance)
        self._caches = {ipv6: NodeCache(options.max_nodes, monotonic, chance) for ipv6 in _FAMILIES}
        self._strangers = Strangers(monotonic)
        self._means = Means(self._asker, self._caches, self._strangers, options, chance)
        self._neighbourhoods = Neighbourhoods(
            options.max_neighbourhoods, options.neighbourhood_seconds, monotonic
        )
        self._counting = Budget(options.counting, monotonic)
        self._announcing = Budget(options.announcing, monotonic)
        self._under_way: dict[bytes, asyncio.Task[SeedCount]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._counts = 0
        self._open = False

    # -- life --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the sockets. Raises `MachineError`."""
        await self._asker.start()
        self._open = True

    async def close(self) -> None:
        """End everything under way: whoever waits for it gets a `ClosedError`."""
        self._open = False
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._asker.close()

    def add_nodes(self, nodes: Iterable[Node]) -> None:
        """Take note of DHT nodes, such as the live ones of a libtorrent session."""
        for node in nodes:
            if is_worth_dialling(node.address, private=self._options.private):
                self._caches[is_ipv6(node.address)].hear(node)

    def add_addresses(self, addresses: Iterable[Address]) -> None:
        """Take note of where DHT nodes are whose ids are not known, such as bootstrap nodes."""
        self._strangers.add(addresses)

    def status(self) -> ScrapeStatus:
        """Return how things stand."""
        return ScrapeStatus(
            len(self._caches[False]),
            len(self._caches[True]),
            len(self._tasks),
            self._counts,
            self._counting.spent + self._announcing.spent,
            self._counting.lately.spending(),
            self._announcing.lately.spending(),
        )

    # -- counting ----------------------------------------------------------------------------

    async def scrape(self, infohash: bytes) -> SeedCount:
        """Count the seeds of an item.

        Who asks for the same item at the same time shares one count. The nodes of the last count
        are asked first, so that repeating it within an hour costs ten packets when they agree.
        """
        task = self._under_way.get(infohash)
        if task is None:
            task = self._under_way[infohash] = self._spawn(self._count(infohash))
            task.add_done_callback(lambda _: self._under_way.pop(infohash, None))
        return await _result_of(task)

    async def _count(self, infohash: bytes) -> SeedCount:
        async with self._counting.places:
            await self._counting.walk()
            count = await self._walk(infohash, Wanted.COUNT, self._counting)
        self._counting.lately.add(jobs=1)
        return count

    async def _walk(self, infohash: bytes, wanted: Wanted, budget: Budget) -> SeedCount:
        counts: list[SeedCount] = []
        for ipv6 in _FAMILIES:
            if self._asker.has(ipv6=ipv6):
                count = await self._walk_family(infohash, wanted, budget, ipv6=ipv6)
                most = max((each.estimate for each in counts), default=0.0)
                if ipv6 and count.estimate >= SEVERAL and count.estimate > most:
                    count = await self._by_homes(count, budget)
                counts.append(count)
        self._counts += wanted is not Wanted.TOKENS
        return larger(counts)

    async def _by_homes(self, count: SeedCount, budget: Budget) -> SeedCount:
        meter = Meter(budget)
        named = await self._named(count.infohash, _ASKED_FOR_HOMES, meter, families=(True,))
        return replace(scaled(count, share_of_homes(named)), cost=count.cost + meter.cost)

    async def _walk_family(
        self, infohash: bytes, wanted: Wanted, budget: Budget, *, ipv6: bool
    ) -> SeedCount:
        nodes = self._neighbourhoods.nodes(infohash, ipv6=ipv6)
        meter = Meter(budget)
        errand = Errand(infohash, wanted, meter)
        lookup = Lookup(self._means, errand, ipv6=ipv6, neighbourhood=nodes)
        replies = await lookup.run()
        self._neighbourhoods.keep(infohash, lookup.nearest(KEPT) if replies else (), ipv6=ipv6)
        if wanted is not Wanted.COUNT:
            self._neighbourhoods.keep_tokens(infohash, replies, ipv6=ipv6)
        private = self._options.private
        return count_of(infohash, replies, meter.cost, self._clock(), private=private)

    async def claimed(self, infohash: bytes) -> list[Address]:
        """Return some of those who say that they have an item, from two of the nodes it is on."""
        async with self._counting.places:
            meter = Meter(self._counting)
            named = await self._named(infohash, _ASKED_FOR_PEERS, meter)
        private = self._options.private
        claimed = dict.fromkeys(peer for peers in named for peer in peers)
        return [peer for peer in claimed if is_worth_dialling(peer, private=private)]

    async def _named(
        self, infohash: bytes, most: int, meter: Meter, families: Sequence[bool] = _FAMILIES
    ) -> list[tuple[Address, ...]]:
        """Return whom each of some nodes of the last walk names one by one."""
        known = [
            node
            for ipv6 in families
            for node in self._neighbourhoods.nodes(infohash, ipv6=ipv6)[: self._options.closest]
        ]
        answers = []
        for node in self._chance.sample(known, min(most, len(known))):
            await meter.budget.turn()
            answers.append(self._asker.ask(node.address, GetPeers(infohash, want=()), meter))
        said = await asyncio.gather(*answers)
        return [each.values for each in said if isinstance(each, Response)]

    # -- announcing --------------------------------------------------------------------------

    async def announce(
        self, infohash: bytes, port: int, *, seed: bool = True, count: bool = True
    ) -> Announced:
        """Tell the closest nodes that we have an item at a port (BEP 5), all of it with `seed`.

        With `count` the walk for it counts as well, and says what, unless that was done a moment
        ago.
        """
        what = _Announcement(infohash, port, seed=seed)
        return await _result_of(self._spawn(self._announce(what, count=count)))

    async def _announce(self, what: _Announcement, *, count: bool) -> Announced:
        infohash, budget = what.infohash, self._announcing
        async with budget.places:
            await budget.walk()
            walked = None
            had_tokens = bool(self._neighbourhoods.tokens(infohash))
            if not had_tokens:
                walked = await self._walk_for_tokens(infohash, count=count)
            done = await self._tell(what, walked)
            if had_tokens and not done.confirmed:
                # They may have been too old; nobody can know for how long a node takes them.
                self._neighbourhoods.forget_tokens(infohash)
                walked = await self._walk_for_tokens(infohash, count=count)
                done = await self._tell(what, walked)
        budget.lately.add(jobs=1)
        return done

    async def _walk_for_tokens(self, infohash: bytes, *, count: bool) -> SeedCount:
        count &= self._neighbourhoods.age(infohash) >= _JUST_COUNTED_SECONDS
        wanted = Wanted.BOTH if count else Wanted.TOKENS
        return await self._walk(infohash, wanted, self._announcing)

    async def _tell(self, what: _Announcement, walked: SeedCount | None) -> Announced:
        meter = Meter(self._announcing)
        tokens = self._neighbourhoods.tokens(what.infohash)
        missing = tokens
        confirmed = 0
        # Nodes take whoever announces for a node that can be asked, read-only (BEP 43) or not, and
        # name it to others, who would wait for it in vain. Under its own id none takes us into its
        # table. Should a node mind that and stay silent, it hears us under our id.
        for own_id in (True, False):
            answers = []
            for node, token in missing:
                await self._announcing.turn()
                query = AnnouncePeer(what.infohash, what.port, token, seed=what.seed)
                sender = node.id if own_id else None
                answers.append(self._asker.ask(node.address, query, meter, sender=sender))
            said = await asyncio.gather(*answers)
            confirmed += sum(isinstance(one, Response) for one in said)
            missing = [pair for pair, one in zip(missing, said, strict=True) if one is None]
        cost = meter.cost + (walked.cost if walked else Cost())
        counted = walked if walked and walked.answered else None
        return Announced(len(tokens), confirmed, counted, cost)

    # -- tasks -------------------------------------------------------------------------------

    def _spawn(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
        if not self._open:
            work.close()
            message = "the scrape client was used before start() or after close()"
            raise RuntimeError(message)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _result_of(task: asyncio.Task[_Result]) -> _Result:
    """Wait for a task that goes on when its waiter is cancelled."""
    await asyncio.wait([task])
    if task.cancelled():
        message = "the scrape client was closed"
        raise ClosedError(message)
    return task.result()
