"""The network as the use cases see it: two sessions behind one door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from p2psocial.network.counting import Counting
from p2psocial.network.events import (
    AcceptInfo,
    Fetched,
    FetchProgress,
    NetworkEvent,
    NetworkStatus,
    SeedFailed,
    SeedsCounted,
    SeedTorrent,
)
from p2psocial.network.options import NetworkOptions
from p2psocial.network.reading import Reading
from p2psocial.network.seed_checking import SeedChecking
from p2psocial.network.seeding import Seeding
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.seed_proof import Verdict


class BitTorrent:
    """Implements `services.ports.Network` with libtorrent; the docstrings there hold here."""

    def __init__(self, options: NetworkOptions, on_event: Callable[[NetworkEvent], None]) -> None:
        """Prepare; `on_event` is called on the loop that `start` runs on."""
        self._on_event = on_event
        self._seeding = Seeding(options, self._pass_on)
        self._reading = Reading(options, self._seeding)
        # Nothing of the counting goes through a proxy, so behind one there is none.
        self._counting = None if options.proxy else Counting(options, self._seeding, on_event)
        self._checking = None if options.proxy else SeedChecking(options)

    def _pass_on(self, event: NetworkEvent) -> None:
        if isinstance(event, SeedFailed):
            # Nobody is to be sent here for what is not served.
            self._stop_announcing(event.infohash)
        self._on_event(event)

    @property
    def dht(self) -> Seeding:
        """What `rendezvous.Rendezvous` meets others through; usable once started."""
        return self._seeding

    async def start(self) -> None:
        """Open both sessions. Raises `MachineError` when there is no address to listen on."""
        await self._seeding.start()
        self._reading.start()
        if self._counting is not None:
            await self._counting.start()

    async def close(self) -> None:
        """Close both sessions; safe to call whether or not `start` succeeded."""
        if self._counting is not None:
            await self._counting.close()
        self._reading.close()
        await self._seeding.close()

    async def seed(self, torrents: Iterable[SeedTorrent], text_of: Callable[[bytes], bytes]) -> int:
        """See `services.ports.Network.seed`."""
        if self._counting is None:
            return await self._seeding.add(torrents, text_of)
        return await self._seeding.add(_announced(torrents, self._counting), text_of)

    async def count(self, infohash: bytes) -> SeedsCounted | None:
        """See `services.ports.SeedCounter.count`."""
        return None if self._counting is None else await self._counting.count(infohash)

    def can_count(self) -> bool:
        """See `services.ports.SeedCounter.can_count`."""
        return self._counting is not None and self._counting.can_count()

    def will_count(self, infohash: bytes) -> bool:
        """See `services.ports.SeedCounter.will_count`."""
        return self._counting is not None and self._counting.will_count(infohash)

    async def claimed(self, infohash: bytes) -> list[Address]:
        """See `services.ports.SeedChecker.claimed`."""
        return [] if self._counting is None else await self._counting.claimed(infohash)

    async def check(self, item: Item, peer: Address) -> Verdict:
        """See `services.ports.SeedChecker.check`."""
        return Verdict.BUSY if self._checking is None else await self._checking.check(item, peer)

    async def unseed(self, infohash: bytes) -> None:
        """See `services.ports.Network.unseed`."""
        self._stop_announcing(infohash)
        await self._seeding.remove(infohash)

    def withdraw(self, infohash: bytes) -> None:
        """See `services.ports.Network.withdraw`."""
        self._stop_announcing(infohash)
        self._seeding.withdraw(infohash)

    def _stop_announcing(self, infohash: bytes) -> None:
        if self._counting is not None:
            self._counting.forget(infohash)

    def take_uploaded(self) -> dict[bytes, int]:
        """Return by infohash how many bytes others took since this was last called."""
        return self._seeding.uploads.take()

    def delete_leftovers(self) -> None:
        """Delete files that a crash left behind; call it when every vote is seeded again."""
        self._seeding.delete_leftovers()

    async def fetch(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        accept: AcceptInfo,
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        """See `services.ports.Network.fetch`."""
        return await self._reading.fetch(infohash, peers, accept, progress)

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        """See `services.ports.Network.dial`."""
        self._seeding.dial(infohash, peers)

    def listening(self) -> tuple[Address, ...]:
        """See `services.ports.Network.listening`."""
        return self._seeding.listening()

    def status(self) -> NetworkStatus:
        """See `services.ports.Network.status`."""
        status = self._seeding.status()
        if self._counting is None:
            return status
        return replace(
            status,
            counting=self._counting.counting_status(),
            announcing=self._counting.announcing_status(),
        )


def _announced(torrents: Iterable[SeedTorrent], counting: Counting) -> Iterator[SeedTorrent]:
    """Yield them, each to be announced as soon as it is drawn: they can be too many for a list."""
    # Votes come one by one; what was voted for earlier comes back all at once.
    vote = isinstance(torrents, Sequence) and len(torrents) == 1
    for torrent in torrents:
        counting.announce(torrent, vote=vote)
        yield torrent
