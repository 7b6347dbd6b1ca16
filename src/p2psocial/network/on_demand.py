"""The network of a command that runs without a node: opened only when something must be fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from p2psocial.network import seed_files
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.network.events import (
    AcceptInfo,
    Fetched,
    FetchProgress,
    NetworkStatus,
    SeedTorrent,
)
from p2psocial.network.options import NetworkOptions
from p2psocial.protocol.magnet import Address


class OnDemand:
    """Implements `services.ports.Network`; seeding waits until a node runs."""

    def __init__(self, options: NetworkOptions) -> None:
        """Prepare; no socket is opened before the first `fetch`."""
        self._options = options
        self._bittorrent: BitTorrent | None = None

    async def close(self) -> None:
        """Close what was opened."""
        if self._bittorrent is not None:
            await self._bittorrent.close()

    async def seed(self, torrents: Iterable[SeedTorrent], text_of: Callable[[bytes], bytes]) -> int:
        """Seed nothing now: the votes are in the index, and the next node takes them up."""
        del torrents, text_of
        return 0

    async def unseed(self, infohash: bytes) -> None:
        """Delete the file that a node served."""
        seed_files.delete(self._options.seeds_folder, infohash)

    def withdraw(self, infohash: bytes) -> None:
        """Delete the file that a node served."""
        seed_files.delete(self._options.seeds_folder, infohash)

    async def fetch(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        accept: AcceptInfo,
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        """See `services.ports.Network.fetch`; opens a session when there is none yet."""
        if self._bittorrent is None:
            self._bittorrent = BitTorrent(self._options, lambda _: None)
            await self._bittorrent.start()
        return await self._bittorrent.fetch(infohash, peers, accept, progress)

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        """Dial nobody: there is nothing that is seeded."""
        del infohash, peers

    def listening(self) -> tuple[Address, ...]:
        """Return nothing: nobody can reach a command."""
        return ()

    def status(self) -> NetworkStatus:
        """Return the state of a node that does not run."""
        return NetworkStatus((), 0, 0, 0, 0, 0, "off")
