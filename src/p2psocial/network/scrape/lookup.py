"""An iterative lookup: from the closest nodes that we know to the closest that there are.

The nodes closest to an infohash are asked first, `parallel` of them at a time; a late one makes
room for another. It ends when the eight closest that are alive have answered, or, where only a
count is wanted, as soon as five of them agree on who seeds (see `estimate.agree`): one who lies, or
who has missed something, makes all eight be asked. Filters are most of what a count costs.

In public networks few of these eight may share a subnet, or one who rents a subnet could surround
an item. An address has one id: the one it answers with, if it was not known under another before.
Nodes are asked to name others only while that brings closer ones to light: it is a third of an
answer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from p2psocial.network.gossip.subnets import is_worth_dialling
from p2psocial.network.scrape.asking import Answered, Asker, Meter
from p2psocial.network.scrape.candidates import Candidate, Candidates, State
from p2psocial.network.scrape.datagrams import is_ipv6
from p2psocial.network.scrape.estimate import agree
from p2psocial.network.scrape.node_cache import NodeCache
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.strangers import Strangers
from p2psocial.protocol.krpc import IPV4, IPV6, GetPeers, Node, Response
from p2psocial.protocol.magnet import Address

_MOST_QUERIES = 64
_MOST_UNANSWERED = 8
# So many answers in a row without a closer node, and no more nodes are asked for: in a lookup, and
# when the closest nodes are known from before.
_QUIET = 4
_QUIET_WHEN_SETTLED = 1
_FEW_NODES = 32


@dataclass(frozen=True, slots=True)
class Means:
    """What lookups share: whom they can ask, how, and what is known; `caches` by `ipv6`."""

    asker: Asker
    caches: Mapping[bool, NodeCache]
    strangers: Strangers
    options: ScrapeOptions
    chance: random.Random


@dataclass(frozen=True, slots=True)
class Reply:
    """A node and what it answered; `counted` is whether it was asked for its filters."""

    node: Node
    response: Response
    counted: bool = True


class Wanted(Enum):
    """What a lookup is for: a count, leave to announce from all of the closest, or both."""

    COUNT = 0
    TOKENS = 1
    BOTH = 2


@dataclass(frozen=True, slots=True)
class Errand:
    """What to look up and what for; `meter` pays for it, and tells afterwards what it cost."""

    infohash: bytes
    wanted: Wanted
    meter: Meter


class Lookup:
    """One lookup in one family; `run` may be called once."""

    def __init__(
        self, means: Means, errand: Errand, *, ipv6: bool, neighbourhood: Iterable[Node] = ()
    ) -> None:
        """Prepare; `neighbourhood` are those who were the closest a while ago, if known."""
        self._asker = means.asker
        self._caches = means.caches
        self._cache = means.caches[ipv6]
        self._strangers = means.strangers
        self._to_meet = list(means.strangers.ready(ipv6=ipv6))
        self._options = options = means.options
        self._chance = means.chance
        self._infohash = infohash = errand.infohash
        self._ipv6 = ipv6
        self._candidates = Candidates(infohash, None if options.private else options.per_subnet)
        self._pending: dict[asyncio.Future[Answered], Candidate] = {}
        self._queries = 0
        self._quiet = 0
        self._wanted = errand.wanted
        announces = errand.wanted is Wanted.BOTH
        self._enough = options.enough_beside if announces else options.enough
        self._meter = errand.meter
        self._budget = errand.meter.budget
        nodes = list(neighbourhood)
        self._settled = len(nodes) >= options.closest
        self._quiet_needed = _QUIET_WHEN_SETTLED if self._settled else _QUIET
        for known in self._cache.closest(infohash, 2 * options.closest):
            self._candidates.consider(known.node)
        for node in nodes:
            self._candidates.consider(node)

    async def run(self) -> list[Reply]:
        """Return the answers of the closest nodes that are alive, the closest first."""
        loop = asyncio.get_running_loop()
        try:
            while self._take_answers() or self._has_next():
                if not self._has_next():
                    await self._wait(None)
                elif not self._may_ask(loop.time()):
                    await self._wait(self._asker.patience)
                else:
                    await self._budget.turn()
                    self._take_answers()
                    self._ask(loop.time())
        finally:
            for future in self._pending:
                future.cancel()
        return [
            Reply(candidate.node, candidate.response, counted=candidate.scraped)
            for candidate in self._front()
            if candidate.response is not None
        ]

    def nearest(self, count: int) -> tuple[Node, ...]:
        """Return so many of the closest nodes that may be alive, whether they were asked or not."""
        return tuple(candidate.node for candidate in self._candidates.closest(count))

    async def _wait(self, seconds: float | None) -> None:
        await asyncio.wait(self._pending, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    # -- whom to ask -------------------------------------------------------------------------

    def _consider(self, node: Node) -> None:
        if self._cache.was_silent(node.address):
            return
        known = self._cache.get(node.address)
        proven = known is not None and known.answered is not None
        self._candidates.consider(known.node if known is not None and proven else node)

    def _front(self) -> list[Candidate]:
        return self._candidates.closest(self._options.closest)

    def _has_next(self) -> bool:
        if self._queries >= _MOST_QUERIES:
            return False
        return self._next() is not None or self._stranger() is not None

    def _next(self) -> Candidate | None:
        front = self._front()
        fresh = [one for one in front if one.state is State.FRESH]
        if not fresh or self._may_do_without(front):
            return None
        # Who is asked first is asked for other nodes too, and each should have its turn at that.
        return self._chance.choice(fresh) if self._settled else fresh[0]

    def _may_do_without(self, front: list[Candidate]) -> bool:
        """Whether nobody else need be asked, as far as can be told before all have answered."""
        asked = sum(1 for one in front if one.scraped)
        if self._wanted is Wanted.TOKENS or asked < self._enough or not self._converged():
            return False
        waiting = any(one.scraped and one.response is None for one in front)
        return waiting or (self._wanted is Wanted.COUNT and self._agreed(front))

    def _converged(self) -> bool:
        return self._quiet >= self._quiet_needed

    def _agreed(self, front: list[Candidate]) -> bool:
        heard = [one.response for one in front if one.scraped and one.response is not None]
        return (
            len(heard) >= self._enough
            and self._converged()
            and agree([each.seeds for each in heard], with_us=self._wanted is Wanted.BOTH)
        )

    def _stranger(self) -> Address | None:
        if len(self._front()) >= self._options.closest:
            return None
        return next((one for one in self._to_meet if one not in self._candidates), None)

    def _may_ask(self, now: float) -> bool:
        late = now - self._asker.patience
        waiting = sum(1 for candidate in self._pending.values() if candidate.asked_at > late)
        return waiting < self._options.parallel and len(self._pending) < _MOST_UNANSWERED

    def _ask(self, now: float) -> None:
        candidate, stranger = self._next(), self._stranger()
        if candidate is None and stranger is not None:
            candidate = self._candidates.put_first(Node(self._infohash, stranger))
        if candidate is None:
            # An answer came while we waited for our turn.
            self._budget.give_back()
            return
        candidate.state = State.ASKED
        candidate.tries += 1
        candidate.asked_at = now
        self._queries += 1
        scrape = self._wanted is not Wanted.TOKENS and not self._agreed(self._front())
        candidate.scraped = scrape
        # Without filters it would name seeds one by one.
        query = GetPeers(self._infohash, scrape, noseed=not scrape, want=self._want(candidate))
        self._pending[self._asker.ask(candidate.node.address, query, self._meter)] = candidate

    def _want(self, candidate: Candidate) -> tuple[bytes, ...] | None:
        expected = sum(1 for other in self._pending.values() if other.brings_nodes)
        candidate.brings_nodes = self._quiet + expected < self._quiet_needed
        if not candidate.brings_nodes:
            return ()
        other = not self._ipv6
        if self._asker.has(ipv6=other) and len(self._caches[other]) < _FEW_NODES:
            return (IPV4, IPV6)
        return None

    # -- what they answer --------------------------------------------------------------------

    def _take_answers(self) -> bool:
        """Take what came; False when nothing more can come."""
        for future in [each for each in self._pending if each.done()]:
            self._take(self._pending.pop(future), future.result())
        return bool(self._pending)

    def _take(self, candidate: Candidate, answer: Answered) -> None:
        if isinstance(answer, Response):
            node = Node(answer.sender, candidate.node.address)
            candidate.state = State.ANSWERED if self._cache.prove(node) else State.FAILED
            if candidate.state is State.ANSWERED:
                self._heed(candidate, node, answer)
            return
        candidate.scraped = False
        known = self._cache.get(candidate.node.address)
        proven = known is not None and known.answered is not None
        if answer is None:
            self._cache.fail(candidate.node.address)
            self._strangers.silent(candidate.node.address)
        # A lost packet is worth another one only where somebody has answered before.
        again = answer is None and proven and candidate.tries == 1
        candidate.state = State.FRESH if again else State.FAILED

    def _heed(self, candidate: Candidate, node: Node, response: Response) -> None:
        if node != candidate.node:
            self._candidates.correct(candidate, node)
        candidate.response = response
        before = self._front()
        for told in self._usable(response.nodes):
            of_ipv6 = is_ipv6(told.address)
            if of_ipv6 == self._ipv6:
                self._consider(told)
            self._caches[of_ipv6].hear(told)
        if candidate.brings_nodes:
            self._quiet = self._quiet + 1 if self._front() == before else 0

    def _usable(self, nodes: Iterable[Node]) -> Iterator[Node]:
        private = self._options.private
        return (node for node in nodes if is_worth_dialling(node.address, private=private))
