"""Upvote is seed: fetch if needed, keep, serve, for as long as the voter said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from p2psocial.failures import BudgetFullError, MachineError, RequestError
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address, Magnet
from p2psocial.services.importing import Importing
from p2psocial.services.ports import Clock, Entry, FetchProgress, Index, Network, SeedTorrent

_DAY = 86_400


class Duration(StrEnum):
    """How long a vote lasts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    FOREVER = "forever"


_SECONDS = {
    Duration.DAY: _DAY,
    Duration.WEEK: 7 * _DAY,
    Duration.MONTH: 30 * _DAY,
    Duration.YEAR: 365 * _DAY,
}


def until(duration: Duration, now: int) -> int | None:
    """Return when a vote that begins now ends; None is never."""
    return None if duration is Duration.FOREVER else now + _SECONDS[duration]


@dataclass(frozen=True, slots=True)
class Vote:
    """Something that we seed, until then (Unix time; None is for ever)."""

    entry: Entry
    until: int | None


def seed_torrent(item: Item, *, endangered: bool = False) -> SeedTorrent:
    """Return an item as what the network seeds; `endangered` is what nobody else seeds."""
    return SeedTorrent(item.infohash, item.info, item.length, item.created, endangered)


class Voting:
    """Starts and ends votes, and brings them back after a restart."""

    def __init__(
        self,
        index: Index,
        network: Network,
        importing: Importing,
        clock: Clock,
        disk_budget: int,
    ) -> None:
        self._index = index
        self._network = network
        self._importing = importing
        self._clock = clock
        self._disk_budget = disk_budget
        self._resuming = False
        self._may_expire: Callable[[], bool] = lambda: True

    def heed(self, may_expire: Callable[[], bool]) -> None:
        """Let votes end only while this says so; see `settled_clock`."""
        self._may_expire = may_expire

    @property
    def resuming(self) -> bool:
        """Whether votes of earlier runs are still being seeded again."""
        return self._resuming

    async def upvote(
        self,
        magnet: Magnet,
        duration: Duration,
        seconds: float,
        progress: Callable[[FetchProgress], None],
    ) -> Vote:
        """Seed an item from now on, fetching it first when it is not here.

        Voting again changes how long. Raises `RequestError` for what its author took back, for a
        full disk budget, and as `Importing.by_magnet` does.
        """
        entry = self.ready(magnet.infohash)
        if entry is None:
            entry = (await self._importing.by_magnet(magnet, seconds, progress)).entry
        now = self._clock()
        ends = until(duration, now)
        self.start(entry, now, ends)
        await self.serve(entry)
        self.meet(magnet.infohash, magnet.peers)
        return Vote(self._index.entry(magnet.infohash) or entry, ends)

    def ready(self, infohash: bytes) -> Entry | None:
        """Return an item for which nothing needs to be fetched: its text is here, or taken back."""
        entry = self._index.entry(infohash)
        # A header without its text can be here as well.
        if entry is None or not (entry.retracted or self._has_text(entry)):
            return None
        return entry

    def start(self, entry: Entry, now: int, ends: int | None) -> None:
        """Record a vote for what is here. Raises `RequestError`, see `upvote`."""
        if entry.retracted:
            message = "its author took this back, so there is nothing left to seed"
            raise RequestError(message)
        self._check_budget(entry)
        self._index.start_seed(entry.item.infohash, now, ends)

    def _has_text(self, entry: Entry) -> bool:
        return self._index.text(entry.item.infohash) is not None

    async def serve(self, entry: Entry) -> None:
        """Serve what a vote was recorded for; undoes the vote and raises `MachineError`."""
        try:
            await self.hand_over(entry.item)
        except MachineError:
            if not entry.seeding:
                # What nobody can be served is no vote.
                self._index.stop_seed(entry.item.infohash, self._clock())
            raise

    async def hand_over(self, item: Item) -> None:
        """Have the network seed what the index says we do. Raises `MachineError`."""
        await self._network.seed([seed_torrent(item)], self.file_of)

    def meet(self, infohash: bytes, peers: tuple[Address, ...]) -> None:
        """Connect to these peers for something that we seed."""
        if peers:
            self._network.dial(infohash, peers)

    def _check_budget(self, entry: Entry) -> None:
        needed = entry.item.length
        together = self._index.totals().seed_bytes + needed
        if together > self._disk_budget and not entry.seeding:
            message = (
                f"seeding this would take {together:,} bytes, and the disk budget is "
                f"{self._disk_budget:,}; 'p2psocial seeding --to-free {needed}' proposes what to "
                "unvote, or raise it with 'p2psocial settings disk_budget BYTES'"
            )
            raise BudgetFullError(message, needed)

    async def unvote(self, infohash: bytes) -> Entry:
        """Stop seeding an item and delete its file; its text can still be read here."""
        entry = self._index.entry(infohash)
        if entry is None or not self._index.stop_seed(infohash, self._clock()):
            message = "you do not seed this; 'p2psocial seeding' lists what you do"
            raise RequestError(message)
        await self._network.unseed(infohash)
        return self._index.entry(infohash) or entry

    async def expire(self) -> list[bytes]:
        """End the votes whose time is up and return their infohashes."""
        if not self._may_expire():
            return []
        now = self._clock()
        expired = self._index.expired(now)
        for infohash in expired:
            self._index.stop_seed(infohash, now)
            await self._network.unseed(infohash)
        return expired

    async def resume(self) -> int:
        """Seed again everything that was seeded when the node last ran; returns how many.

        The newest votes come first, and everything else goes on in between.
        """
        # A vote that is withdrawn while this goes on must not come back.
        lonely = self._index.lonely_seeds()
        still_seeded = (
            seed_torrent(item, endangered=item.infohash in lonely)
            for item in self._index.seed_torrents()
            if self._index.is_seeded(item.infohash)
        )
        self._resuming = True
        try:
            return await self._network.seed(still_seeded, self.file_of)
        finally:
            self._resuming = False

    def file_of(self, infohash: bytes) -> bytes:
        """Return the file of something that we seed."""
        text = self._index.text(infohash)
        if text is None:
            message = f"the index has no text for {infohash.hex()}, which it says we seed"
            raise AssertionError(message)
        return text.encode()
