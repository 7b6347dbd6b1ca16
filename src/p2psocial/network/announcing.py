"""Which seed is announced to the DHT when.

Nodes forget an announcement after 45 minutes. Every seed has a place of its own, by its infohash,
in each round of 41 minutes, so that announcements are spread evenly however many seeds were begun
at once. When more are due than the budget allows for, what was just voted for comes first, then
what is endangered or new, then the rest, the newest first; whatever has to wait so long that the
DHT forgets it is counted as late. None is ever given up.

The walk that announces a seed can count it too, which is a third of its bytes. What nobody else
seeds is counted in one round of four only.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from p2psocial.network.events import SeedTorrent

ROUND_SECONDS = 41 * 60.0
# Between two announcements of a seed there are at least these, so at most ROUND + LEAST = 44 min.
LEAST_SECONDS = 3 * 60.0
FORGOTTEN_SECONDS = 45 * 60.0
RETRY_SECONDS = 30.0
# Who would have the text of what we alone seed would have it from us, and be known for that.
ROUNDS_ALONE = 4
_NEW_SECONDS = 86_400
_FEW_SEEDS = 1.5
_PLACE_BYTES = 4
_NEVER = float("-inf")


@dataclass(slots=True)
class _Seed:
    """`ticket` is the number of the one entry about it that is not outdated.

    It is not to be counted in the next `uncounted` announcements.
    """

    created: int
    vote: bool
    ticket: int = 0
    announced: float = _NEVER
    endangered: bool = False
    uncounted: int = 0


class Announcing:
    """See the module. Belongs to one loop; `unix` and `monotonic` are its clocks."""

    def __init__(self, unix: Callable[[], float], monotonic: Callable[[], float]) -> None:
        """Begin without a seed."""
        self._unix = unix
        self._monotonic = monotonic
        self._seeds: dict[bytes, _Seed] = {}
        self._due: list[tuple[float, int, bytes]] = []
        self._ready: list[tuple[int, int, int, bytes]] = []
        self._tickets = itertools.count()
        self._wake = asyncio.Event()

    def __contains__(self, infohash: bytes) -> bool:
        return infohash in self._seeds

    def __len__(self) -> int:
        return len(self._seeds)

    def add(self, torrents: Iterable[SeedTorrent], *, vote: bool) -> None:
        """Keep these announced from now on; `vote` tells that somebody has just voted for them."""
        for torrent in torrents:
            if torrent.infohash not in self._seeds:
                made = _Seed(torrent.created, vote, endangered=torrent.endangered)
                self._seeds[torrent.infohash] = made
                self._put_ready(torrent.infohash)
        self._wake.set()

    def forget(self, infohash: bytes) -> None:
        """Announce it no more. The DHT forgets by itself."""
        self._seeds.pop(infohash, None)

    def counted(self, infohash: bytes, seeds: float) -> None:
        """Take note of how many seeds there are of something, with us."""
        seed = self._seeds.get(infohash)
        if seed is not None:
            seed.endangered = seeds < _FEW_SEEDS
            seed.uncounted = ROUNDS_ALONE if seed.endangered else 0

    def wants_count(self, infohash: bytes) -> bool:
        """Whether announcing this now should count it too."""
        seed = self._seeds.get(infohash)
        return seed is not None and not seed.uncounted

    async def next(self) -> bytes:
        """Wait for what is to be announced now; `done` or `failed` is to be called about it."""
        while (infohash := self.take()) is None:
            self._wake.clear()
            wait = self._due[0][0] - self._monotonic() if self._due else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()
        return infohash

    def is_first(self, infohash: bytes) -> bool:
        """Whether this is still to be announced for the first time since the start."""
        seed = self._seeds.get(infohash)
        return seed is not None and seed.announced == _NEVER

    def take(self) -> bytes | None:
        """Do what `next` does without waiting: None when nothing is to be announced now."""
        self._take_due()
        while self._ready:
            *_, ticket, infohash = heapq.heappop(self._ready)
            if self._holds(infohash, ticket):
                return infohash
        return None

    def done(self, infohash: bytes) -> None:
        """Take note that the DHT knows it now."""
        seed = self._seeds.get(infohash)
        if seed is not None:
            now = self._monotonic()
            seed.announced, seed.vote = now, False
            seed.uncounted = max(0, seed.uncounted - 1)
            self._put_due(infohash, now + self._gap(infohash, now))

    def failed(self, infohash: bytes) -> None:
        """Take note that no node took it; it is tried again soon."""
        self._put_due(infohash, self._monotonic() + RETRY_SECONDS)

    def late(self) -> int:
        """Return how many seeds the DHT does not know of, or has forgotten."""
        since = self._monotonic() - FORGOTTEN_SECONDS
        return sum(1 for seed in self._seeds.values() if seed.announced < since)

    # -- places ------------------------------------------------------------------------------

    def _gap(self, infohash: bytes, now: float) -> float:
        """Return the seconds until the seed's place in this round, or in the next one."""
        share = int.from_bytes(infohash[:_PLACE_BYTES], "big") / (1 << 8 * _PLACE_BYTES)
        gap = (share * ROUND_SECONDS - now) % ROUND_SECONDS
        return gap if gap >= LEAST_SECONDS else gap + ROUND_SECONDS

    def _holds(self, infohash: bytes, ticket: int) -> bool:
        seed = self._seeds.get(infohash)
        return seed is not None and seed.ticket == ticket

    def _put_due(self, infohash: bytes, when: float) -> None:
        seed = self._seeds.get(infohash)
        if seed is not None:
            seed.ticket = next(self._tickets)
            heapq.heappush(self._due, (when, seed.ticket, infohash))
            self._wake.set()

    def _take_due(self) -> None:
        now = self._monotonic()
        while self._due and self._due[0][0] <= now:
            _, ticket, infohash = heapq.heappop(self._due)
            if self._holds(infohash, ticket):
                self._put_ready(infohash)

    def _put_ready(self, infohash: bytes) -> None:
        seed = self._seeds[infohash]
        seed.ticket = next(self._tickets)
        new = seed.created > self._unix() - _NEW_SECONDS
        rank = 0 if seed.vote else 1 if seed.endangered or new else 2
        heapq.heappush(self._ready, (rank, -seed.created, seed.ticket, infohash))
