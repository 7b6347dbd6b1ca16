"""Reading what others have: by magnet, by `.torrent`, or by bare infohash.

What is fetched is checked, stored and can be read and searched. It is never offered to others:
that is a vote, and nobody votes by reading.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from p2psocial.failures import RequestError
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Magnet
from p2psocial.protocol.torrent import torrent_info, torrent_nodes
from p2psocial.services.admission import Admission
from p2psocial.services.evidence import Evidence
from p2psocial.services.ports import Address, Entry, Fetched, FetchProgress, Index, Network

_PROOF_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """An item that is here now, and whether it was not before."""

    entry: Entry
    new: bool


@dataclass(slots=True)
class _Turn:
    """A lock, and how many hold it or wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


# Asks the gossip peers for the text of an item whose header is here, and calls back when the text
# has come and is stored.
AskGossip = Callable[[Item, Callable[[], None]], None]


# Takes note of peers that say they have all of an item, which nobody has tested.
NoteClaims = Callable[[bytes, Sequence[Address]], None]


def _not_noted(infohash: bytes, claims: Sequence[Address]) -> None:
    del infohash, claims


def _nobody_to_ask(item: Item, came: Callable[[], None]) -> None:
    del item, came


class Importing:
    """Fetches items one by one; the same item asked for twice is fetched once."""

    def __init__(
        self, index: Index, network: Network, admission: Admission, evidence: Evidence
    ) -> None:
        self._index = index
        self._network = network
        self._admission = admission
        self._evidence = evidence
        self._turns: dict[bytes, _Turn] = {}
        self._gossip: AskGossip = _nobody_to_ask
        self._note_claims: NoteClaims = _not_noted

    async def by_torrent(
        self, torrent: bytes, seconds: float, progress: Callable[[FetchProgress], None]
    ) -> Imported:
        """Import from the bytes of a `.torrent`. Raises as `by_magnet` does."""
        item = self._admission.check_info(torrent_info(torrent))
        magnet = Magnet(item.infohash, peers=torrent_nodes(torrent))
        return await self.by_magnet(magnet, seconds, progress)

    async def by_magnet(
        self, magnet: Magnet, seconds: float, progress: Callable[[FetchProgress], None]
    ) -> Imported:
        """Fetch, check and store an item; what is here already is only looked for at the peers.

        Waits `seconds` at most. Raises `InvalidItem` for what is not a valid item and
        `RequestError` when nobody had it in that time.
        """
        async with self._alone(magnet.infohash):
            known = self._index.entry(magnet.infohash)
            if known is not None and known.retracted:
                message = "its author took this back, so it is not fetched again"
                raise RequestError(message)
            if known is None or self._index.text(magnet.infohash) is None:
                return await self._fetch(magnet, known, seconds, progress)
            await self._meet(known, magnet.peers)
            return Imported(self._entry(magnet.infohash), new=False)

    def ask_gossip_too(self, ask: AskGossip) -> None:
        """Ask the gossip peers as well from now on, where a header is here already."""
        self._gossip = ask

    def tell_of_claims(self, note: NoteClaims) -> None:
        """Tell from now on who says that it has all of what was fetched, and did not prove it."""
        self._note_claims = note

    @contextlib.asynccontextmanager
    async def _alone(self, infohash: bytes) -> AsyncIterator[None]:
        """Let one caller at a time deal with an infohash; the others wait for it."""
        turn = self._turns.setdefault(infohash, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[infohash]

    def _entry(self, infohash: bytes) -> Entry:
        entry = self._index.entry(infohash)
        if entry is None:
            message = "the very same item is here already, under another infohash"
            raise RequestError(message)
        return entry

    async def _fetch(
        self,
        magnet: Magnet,
        known: Entry | None,
        seconds: float,
        progress: Callable[[FetchProgress], None],
    ) -> Imported:
        try:
            async with asyncio.timeout(seconds):
                await self._fetch_either_way(magnet, known, progress)
        except TimeoutError as error:
            message = (
                f"nobody who has it answered within {seconds:g} s; try again later, wait longer "
                "with --timeout, or use a magnet link that names a peer (x.pe)"
            )
            raise RequestError(message) from error
        return Imported(self._entry(magnet.infohash), new=known is None)

    async def _fetch_either_way(
        self, magnet: Magnet, known: Entry | None, progress: Callable[[FetchProgress], None]
    ) -> None:
        """Fetch and store over BitTorrent, or have gossip peers give it, whichever is quicker."""
        came = asyncio.Event()
        if known is not None:
            self._gossip(known.item, came.set)
        by_gossip = asyncio.ensure_future(came.wait())
        by_torrent = asyncio.ensure_future(self._fetch_torrent(magnet, progress))
        try:
            await asyncio.wait((by_gossip, by_torrent), return_when=asyncio.FIRST_COMPLETED)
            if by_torrent.done():
                by_torrent.result()
        finally:
            for way in (by_gossip, by_torrent):
                way.cancel()
            await asyncio.gather(by_gossip, by_torrent, return_exceptions=True)

    async def _fetch_torrent(
        self, magnet: Magnet, progress: Callable[[FetchProgress], None]
    ) -> None:
        fetched = await self._read(magnet.infohash, magnet.peers, progress)
        self._admission.admit(fetched.info, fetched.data)
        self._note_seeds(magnet.infohash, fetched)

    def _note_seeds(self, infohash: bytes, fetched: Fetched) -> None:
        self._evidence.record(infohash, fetched.seeds)
        self._note_claims(infohash, fetched.claims)

    async def _read(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        def accept(info: bytes) -> None:
            self._admission.check_info(info)

        return await self._network.fetch(infohash, peers, accept, progress)

    async def _meet(self, known: Entry, peers: Sequence[Address]) -> None:
        """Connect to the peers that a link names, for something that is here already."""
        infohash = known.item.infohash
        if not peers:
            return
        if known.seeding:
            self._network.dial(infohash, peers)
            return
        # A reader does not offer the text, but can find out which of the peers are seeds. What
        # liars among them send is nothing to the text that is here.
        with contextlib.suppress(TimeoutError, InvalidItem):
            async with asyncio.timeout(_PROOF_SECONDS):
                fetched = await self._read(infohash, peers, lambda _: None)
                self._note_seeds(infohash, fetched)
