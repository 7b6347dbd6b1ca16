"""Checking claims: some of those who say in the DHT that they seed are asked for a piece.

An announcement costs a liar one packet for each address that it can send from, so a high count must
stand a test. Of what is on somebody's screen or high in a ranking, a few claimed seeds are taken at
random, and each is asked for one piece (`network.seed_checking`). Who sends it has proved to be a
seed. Who answers and does not have it has lied, or has left. Who cannot be reached proves nothing:
most people are behind routers that let nobody in. So

- when at least three answered and most of these do not have it, only that share of the DHT's
  estimate is counted which has it;
- who proved it and is not among the seeds that the DHT lists is counted in addition. Many clients
  (Transmission, aria2) do not tell the DHT that they have all of it, so they are listed as peers;
- who proved it and then is gone is not counted any more.

Only addresses are asked that several DHT nodes name, so that no node can send us where it likes, or
that said so themselves when a text was read, and one port of each at a time. Everything is bounded:
see the constants.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from p2psocial.protocol.seed_proof import Verdict
from p2psocial.services.clocks import Clocks
from p2psocial.services.evidence import Evidence
from p2psocial.services.ports import (
    Address,
    Count,
    Index,
    Order,
    Period,
    Ranking,
    SeedChecker,
    SeedsCounted,
)

# As long as the DHT remembers an announcement.
_VALID_SECONDS = 45 * 60.0
_ENOUGH_ANSWERED = 3
_WANTED_ANSWERS = 8
_AT_ONCE = 4
_PROVED_AGAIN_SECONDS = 30.0
# For who did not prove it, this doubles each time.
_SOON_SECONDS = 2.0
_LONGEST_SECONDS = 600.0
_OTHERS_AGAIN_SECONDS = 600.0
_MAX_HOSTS = 64
_MAX_ITEMS = 1_000
_TOP_SECONDS = 300.0
_TOP_EACH = 25
_MINUTE = 60.0
_HOME_BYTES = 8
_ANSWERED = (Verdict.PROVED, Verdict.DENIED)


@dataclass(slots=True)
class _Checked:
    """What came of asking at an address, when, and how often it was the same."""

    peer: Address
    verdict: Verdict
    at: float
    times: int = 1

    def again_at(self) -> float:
        """When to ask again. Who has nothing may have just begun to fetch it."""
        if self.verdict is Verdict.PROVED:
            return self.at + _PROVED_AGAIN_SECONDS
        return self.at + min(_SOON_SECONDS * 2.0 ** min(self.times, 16), _LONGEST_SECONDS)


class _Item:
    """What came of the checks of one item, by host: a host has many ports, and is one seed."""

    def __init__(self) -> None:
        self.hosts: OrderedDict[str, _Checked] = OrderedDict()
        # Who said so to us when the text was read, and was not asked yet.
        self.suspects: dict[str, Address] = {}
        self.asking: set[str] = set()
        self.looked_at = float("-inf")

    def put(self, peer: Address, verdict: Verdict, now: float) -> None:
        known = self.hosts.get(peer.host)
        times = known.times + 1 if known is not None and known.verdict is verdict else 1
        self.hosts[peer.host] = _Checked(peer, verdict, now, times)
        self.hosts.move_to_end(peer.host)
        self.suspects.pop(peer.host, None)
        if len(self.hosts) > _MAX_HOSTS:
            self.hosts.popitem(last=False)

    def valid(self, now: float) -> list[_Checked]:
        return [each for each in self.hosts.values() if each.at > now - _VALID_SECONDS]


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How many addresses may be asked in a minute (0: none), and what they are chosen with."""

    per_minute: int
    chance: random.Random


class SeedChecks:
    """See the module; `verdicts` are those since the start. Belongs to one loop."""

    def __init__(
        self,
        index: Index,
        checker: SeedChecker,
        evidence: Evidence,
        clocks: Clocks,
        options: CheckOptions,
    ) -> None:
        """Prepare; nothing is checked before `look`."""
        self._index = index
        self._checker = checker
        self._evidence = evidence
        self._clocks = clocks
        self._options = options
        self._items: OrderedDict[bytes, _Item] = OrderedDict()
        self._high: set[bytes] = set()
        self._high_until = float("-inf")
        self._left = float(options.per_minute)
        self._left_at = self._clocks.monotonic()
        self.verdicts: Counter[Verdict] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """End the checks that are under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- what a count is worth ---------------------------------------------------------------

    def judged(self, count: SeedsCounted) -> Count:
        """Return what of a count can be counted, after what was checked."""
        plain = Count(count.estimate, count.low, count.high, count.nodes)
        item = self._items.get(count.infohash)
        if item is None:
            return plain
        valid = item.valid(self._clocks.monotonic())
        proved = [each.peer.host for each in valid if each.verdict is Verdict.PROVED]
        denied = sum(1 for each in valid if each.verdict is Verdict.DENIED)
        unlisted = len({_home(host) for host in proved if _packed(host) not in count.listed})
        estimate = count.estimate
        answered = len(proved) + denied
        if answered >= _ENOUGH_ANSWERED and denied > len(proved):
            estimate = max(estimate * len(proved) / answered, min(len(proved), estimate))
        estimate += unlisted
        claimed = count.estimate if estimate != count.estimate else None
        checks = replace(plain, proved=len(proved), denied=denied)
        return replace(checks, estimate=estimate, claimed=claimed)

    def suspect(self, infohash: bytes, claims: Iterable[Address]) -> None:
        """Take note of peers that say they have all of an item; they are asked when it matters."""
        claimed = list(claims)
        if not claimed:
            return
        item = self._item(infohash)
        # Who was asked before is asked again when it is time for that.
        new = [peer for peer in claimed if peer.host not in item.hosts]
        room = _MAX_HOSTS - len(item.suspects)
        item.suspects.update({peer.host: peer for peer in new[:room]})

    def _item(self, infohash: bytes) -> _Item:
        item = self._items.setdefault(infohash, _Item())
        self._items.move_to_end(infohash)
        if len(self._items) > _MAX_ITEMS:
            self._items.popitem(last=False)
        return item

    # -- checking ----------------------------------------------------------------------------

    def look(self, count: SeedsCounted, changed: Callable[[], None], *, watched: bool) -> None:
        """Check some claims behind a count if it matters; `changed` is called when that tells."""
        now = self._clocks.monotonic()
        if not self._options.per_minute or not (watched or self._is_high(count.infohash)):
            return
        item = self._item(count.infohash)
        if self._is_worth_it(item, count, now, watched=watched) and self._refilled() >= 1:
            item.looked_at = now
            task = asyncio.get_running_loop().create_task(self._check(item, count, changed))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def _is_worth_it(self, item: _Item, count: SeedsCounted, now: float, *, watched: bool) -> bool:
        if not watched:
            due = now - item.looked_at >= _OTHERS_AGAIN_SECONDS
            return due and bool(count.estimate or count.peers or item.suspects)
        known = item.valid(now)
        if any(each.again_at() <= now for each in known):
            return True
        # Somebody new is on screen at once.
        listed = count.estimate + count.peers > len(known) + len(item.asking) + 0.5
        answered = sum(1 for each in known if each.verdict in _ANSWERED)
        unasked = item.suspects.keys() - item.asking
        return bool(unasked) or (listed and answered < _WANTED_ANSWERS)

    async def _check(self, item: _Item, count: SeedsCounted, changed: Callable[[], None]) -> None:
        header = self._index.header(count.infohash)
        claimed = await self._checker.claimed(count.infohash)
        named = [peer for peer in claimed if _is_named(peer, count)]
        peers = self._chosen(item, [*named, *item.suspects.values()])
        if header is None or not peers:
            return
        before = self.judged(count)
        asked = {peer.host for peer in peers}
        item.asking |= asked
        try:
            verdicts = await asyncio.gather(*(self._checker.check(header, peer) for peer in peers))
        finally:
            item.asking -= asked
        for peer, verdict in zip(peers, verdicts, strict=True):
            self._take(count.infohash, item, peer, verdict)
        if self.judged(count) != before:
            changed()

    def _take(self, infohash: bytes, item: _Item, peer: Address, verdict: Verdict) -> None:
        self.verdicts[verdict] += 1
        known = item.hosts.get(peer.host)
        was_seed = known is not None and known.verdict is Verdict.PROVED
        if was_seed and verdict is Verdict.BUSY:
            # It has proved it before, and is still there.
            return
        item.put(peer, verdict, self._clocks.monotonic())
        if verdict is Verdict.PROVED:
            self._evidence.record(infohash, [peer])
        elif was_seed:
            self._evidence.gone(infohash, peer)

    def _chosen(self, item: _Item, claimed: Iterable[Address]) -> list[Address]:
        """Choose hosts that were never asked, and those whose last answer is the oldest."""
        by_host: dict[str, Address] = {}
        for peer in claimed:
            known = item.hosts.get(peer.host)
            # Of several ports of a host the one that had it is asked again.
            if peer.host not in by_host or (known is not None and known.peer == peer):
                by_host[peer.host] = peer
        now = self._clocks.monotonic()
        fresh = [peer for host, peer in by_host.items() if host not in item.hosts]
        self._options.chance.shuffle(fresh)
        again = sorted(item.hosts.values(), key=_Checked.again_at)
        order = [*fresh, *(each.peer for each in again if each.again_at() <= now)]
        free = [peer for peer in order if peer.host not in item.asking]
        wanted = free[: min(_AT_ONCE, int(self._refilled()))]
        self._left -= len(wanted)
        return wanted

    def _refilled(self) -> float:
        now = self._clocks.monotonic()
        back = (now - self._left_at) * self._options.per_minute / _MINUTE
        self._left = min(self._options.per_minute, self._left + back)
        self._left_at = now
        return self._left

    def _is_high(self, infohash: bytes) -> bool:
        now = self._clocks.monotonic()
        if now >= self._high_until:
            self._high_until = now + _TOP_SECONDS
            tops = (
                self._index.top(Ranking(period, Order.TOP, self._clocks.unix(), _TOP_EACH))
                for period in Period
            )
            self._high = {entry.item.infohash for top in tops for entry in top}
        return infohash in self._high


def _packed(host: str) -> bytes:
    return ipaddress.ip_address(host).packed


def _home(host: str) -> bytes:
    # Of an IPv6 address, the /64 that a household has; an IPv4 address is shorter than that.
    return _packed(host)[:_HOME_BYTES]


def _is_named(peer: Address, count: SeedsCounted) -> bool:
    packed = _packed(peer.host)
    return packed in count.listed or packed in count.listed_peers
