"""Asking peers one by one, when what comes from all of them together makes no sense.

libtorrent puts together what several peers send, and believes the first about the size of the
metadata; then it cannot always tell which of them lied. Here each peer has a TCP connection of its
own, and everything that it sends is checked for itself: so a liar is known for one, and holds up
nobody else. The raw bytes of the info dict are seen, also when libtorrent cannot read them.

Nothing here goes through a proxy, and there is neither encryption nor uTP: whom that does not
reach is left to libtorrent.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable, Sequence
from typing import Any

from p2psocial.network.tuning import MAX_METADATA_BYTES, READER_FINGERPRINT
from p2psocial.network.wanted import Wanted
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.peer_wire import PEER_ID_BYTES, Handshake, WireError, handshake
from p2psocial.protocol.swarm_wire import (
    PART_BYTES,
    Block,
    Choking,
    Has,
    MetadataOffer,
    MetadataPart,
    SwarmEvent,
    SwarmReader,
    block_request,
    interest,
    metadata_greeting,
    metadata_request,
)
from p2psocial.protocol.torrent import infohash_of

# Metadata, a text, and whatever else a peer says about itself.
_MOST_BYTES = MAX_METADATA_BYTES + (256 << 10)
# Some clients hang up when they have given the metadata, and are ready for the next call.
_CALLS = 3
_PAUSE_SECONDS = 0.5


class Questioning:
    """Asks for one text; what it finds out goes into `wanted`."""

    def __init__(self, wanted: Wanted, own_hosts: Sequence[str]) -> None:
        """Prepare; calls go out from the first of these addresses that fits, if there is one."""
        self.wanted = wanted
        self._own_hosts = own_hosts
        self.peer_id = READER_FINGERPRINT.encode() + os.urandom(
            PEER_ID_BYTES - len(READER_FINGERPRINT)
        )
        self._calls: set[asyncio.Task[None]] = set()
        self._conversations: set[_Conversation] = set()

    async def run(self, peers: Iterable[Address], seconds: float) -> None:
        """Ask until the text is here, or nobody has more to say, or the time is up."""
        self.ask(peers)
        try:
            async with asyncio.timeout(seconds):
                while self._calls and not self.wanted.result.done():
                    waiting: set[asyncio.Future[Any]] = {*self._calls, self.wanted.result}
                    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    self._calls = {call for call in self._calls if not call.done()}
        except TimeoutError:
            pass
        finally:
            for call in self._calls:
                call.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)

    def ask(self, peers: Iterable[Address]) -> None:
        """Ask these as well."""
        self._calls |= {asyncio.create_task(self._call(peer)) for peer in self.wanted.usable(peers)}

    async def _call(self, peer: Address) -> None:
        for _ in range(_CALLS):
            conversation = _Conversation(self, peer)
            self._conversations.add(conversation)
            try:
                await conversation.run()
            except (OSError, WireError):
                pass
            finally:
                self._conversations.discard(conversation)
            if not conversation.shaken or not self.wanted.usable([peer]):
                return
            await asyncio.sleep(_PAUSE_SECONDS)

    def source(self, peer: Address) -> tuple[str, int] | None:
        """Return where a call to that peer goes out from, None for anywhere."""
        fitting = [host for host in self._own_hosts if (":" in host) == (":" in peer.host)]
        return (fitting[0], 0) if fitting else None

    def found_info(self, info: bytes) -> None:
        """Go on with what the infohash stands for: the others need not be asked for that."""
        if self.wanted.take_info(info):
            for conversation in list(self._conversations):
                conversation.ask_for_text()


class _Conversation:
    """One connection; ends with `WireError` when there is nothing more to be had from the peer."""

    def __init__(self, questioning: Questioning, peer: Address) -> None:
        self._questioning = questioning
        self._wanted = questioning.wanted
        self._peer = peer
        self._reader = SwarmReader()
        self._writer: asyncio.StreamWriter | None = None
        self._offer = MetadataOffer(0, 0)
        self._parts: dict[int, bytes] = {}
        self._has: set[int] = set()
        self._has_all = False
        self._choked = True
        self._interested = False
        self._requested: set[int] = set()
        self.shaken = False

    async def run(self) -> None:
        source = self._questioning.source(self._peer)
        reader, self._writer = await asyncio.open_connection(
            self._peer.host, self._peer.port, local_addr=source
        )
        try:
            self._send(handshake(self._wanted.infohash, self._questioning.peer_id))
            received = 0
            while received < _MOST_BYTES and (data := await reader.read(PART_BYTES)):
                received += len(data)
                for event in self._reader.feed(data):
                    self._hear(event)
        finally:
            self._writer.transport.abort()

    def _send(self, data: bytes) -> None:
        if self._writer is not None:
            self._writer.write(data)

    def _hear(self, event: SwarmEvent) -> None:
        match event:
            case Handshake():
                self._greet(event)
            case MetadataOffer():
                self._offer = event
                self._ask_for_info()
            case MetadataPart():
                self._take_part(event)
            case Block():
                self._take_block(event)
            case Has():
                self._has |= event.pieces
                self._has_all |= event.everything
                self._request()
            case Choking():
                self._choked = event.choked
                if event.choked:
                    # What was asked for is forgotten on the other side.
                    self._requested.clear()
                self._request()

    def _greet(self, theirs: Handshake) -> None:
        if theirs.infohash != self._wanted.infohash:
            message = "the peer serves another torrent"
            raise WireError(message)
        self.shaken = True
        if theirs.extended:
            self._send(metadata_greeting())
        self.ask_for_text()

    def _caught(self, message: str) -> WireError:
        self._wanted.liars.add(self._peer)
        return WireError(message)

    # -- the info dict -----------------------------------------------------------------------

    def _ask_for_info(self) -> None:
        offer = self._offer
        if self._wanted.info is not None or not offer.number or not offer.size:
            return
        if offer.size > MAX_METADATA_BYTES:
            self._wanted.note_oversized(self._peer, offer.size, time.monotonic())
            message = "the peer offers an info dict that no item has"
            raise WireError(message)
        for part in range(-(-offer.size // PART_BYTES)):
            self._send(metadata_request(offer, part))

    def _take_part(self, part: MetadataPart) -> None:
        size = self._offer.size
        if self._wanted.info is not None or not size:
            return
        expected = min(PART_BYTES, size - part.number * PART_BYTES)
        if part.number < 0 or len(part.data) != expected:
            message = "a part of the metadata has another size than was claimed"
            raise self._caught(message)
        self._parts[part.number] = part.data
        if sum(map(len, self._parts.values())) < size:
            return
        info = b"".join(self._parts[number] for number in sorted(self._parts))
        if infohash_of(info) != self._wanted.infohash:
            message = "the metadata is not what the infohash stands for"
            raise self._caught(message)
        self._questioning.found_info(info)

    # -- the text ----------------------------------------------------------------------------

    def ask_for_text(self) -> None:
        """Ask to be served, once it is known what is to come."""
        if self._wanted.info is not None and self.shaken and not self._interested:
            self._interested = True
            self._send(interest())
        self._request()

    def _request(self) -> None:
        if self._choked or not self._interested:
            return
        for piece in self._wanted.missing():
            if piece not in self._requested and (self._has_all or piece in self._has):
                self._requested.add(piece)
                self._send(block_request(piece, self._wanted.size_of(piece)))

    def _take_block(self, block: Block) -> None:
        if block.piece not in self._requested or self._wanted.result.done():
            return
        is_seed = self._has_all or self._has >= set(range(len(self._wanted.hashes)))
        if is_seed:
            self._wanted.seeds.add(self._peer)
        if block.start or not self._wanted.take_piece(block.piece, block.data):
            self._wanted.note_contradiction(time.monotonic())
            message = "a piece does not match its hash"
            raise self._caught(message)
