"""Real sessions in the test's own process, on loopback addresses of their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from p2psocial.network.bittorrent import BitTorrent
from p2psocial.network.events import Fetched, NetworkEvent, SeedTorrent
from p2psocial.network.options import NetworkOptions
from p2psocial.protocol.magnet import Address, parse_address
from tests.hostile.crafted import Torrent
from tests.node_process import loopback_address


class Session(BitTorrent):
    """A network with what it told, and where it is."""

    def __init__(self, folder: Path, address: Address | None = None) -> None:
        self.address = address or parse_address(loopback_address())
        self.seeds = folder / "seeds"
        self.reading = folder / "reading"
        folder.mkdir(parents=True, exist_ok=True)
        options = NetworkOptions(
            seeds_folder=self.seeds,
            reading_folder=self.reading,
            state_file=folder / "session.state",
            listen=(self.address,),
            private=True,
        )
        self.events: list[NetworkEvent] = []
        super().__init__(options, self.events.append)

    def file_of(self, torrent: Torrent) -> Path:
        name = torrent.infohash.hex()
        return self.seeds / name[:2] / f"{name}.txt"

    async def seed_one(self, torrent: Torrent) -> int:
        return await self.seed([as_seed(torrent)], lambda _: torrent.data)

    async def read(
        self,
        torrent: Torrent,
        peers: Sequence[Address],
        seconds: float = 15,
        accept: Callable[[bytes], None] = lambda _: None,
    ) -> Fetched:
        async with asyncio.timeout(seconds):
            return await self.fetch(torrent.infohash, peers, accept, lambda _: None)


def as_seed(torrent: Torrent) -> SeedTorrent:
    item = torrent.item
    return SeedTorrent(item.infohash, torrent.info, item.length, item.created)


@contextlib.asynccontextmanager
async def opened(folder: Path, address: Address | None = None) -> AsyncIterator[Session]:
    """Run a session for as long as the block lasts."""
    session = Session(folder, address)
    try:
        await session.start()
        yield session
    finally:
        await session.close()
