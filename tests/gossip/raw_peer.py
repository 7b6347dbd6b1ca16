"""Another program on the wire, written with nothing but sockets and BEP 3 and 10 in mind."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import socket
from collections.abc import AsyncIterator

from p2psocial.protocol.magnet import Address
from tests.gossip.endpoints import BOARD, SECONDS, new_host

BOARD_HASH = hashlib.sha1(b"p2psocial:1:board:" + BOARD.encode(), usedforsecurity=False).digest()
DIRECTORY_HASH = hashlib.sha1(b"p2psocial:1:boards", usedforsecurity=False).digest()
EXTENDED_HANDSHAKE = b"\x14\x00d1:md9:p2pociali3ee1:v3:rawe".replace(b"p2pocial", b"p2psocial")
OUR_NUMBER = 3


def handshake(infohash: bytes = BOARD_HASH, peer_id: bytes | None = None) -> bytes:
    peer_id = peer_id or os.urandom(20)
    return b"\x13BitTorrent protocol" + bytes.fromhex("0000000000100000") + infohash + peer_id


def frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


def message(bencoded: bytes) -> bytes:
    """Return a message as our endpoint takes it: under number 1."""
    return frame(b"\x14\x01" + bencoded)


class RawPeer:
    """A TCP connection to an endpoint."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.peer_id = b""

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def read(self, size: int) -> bytes:
        async with asyncio.timeout(SECONDS):
            return await self.reader.readexactly(size)

    async def read_frame(self) -> bytes:
        return await self.read(int.from_bytes(await self.read(4), "big"))

    async def shake(self, infohash: bytes = BOARD_HASH, peer_id: bytes | None = None) -> bytes:
        """Do both handshakes; returns the other side's extended one."""
        await self.send(handshake(infohash, peer_id))
        answer = await self.read(68)
        assert answer[:20] == b"\x13BitTorrent protocol"
        assert answer[25] & 0x10
        assert answer[28:48] == infohash
        self.peer_id = answer[48:]
        extended = await self.read_frame()
        await self.send(frame(EXTENDED_HANDSHAKE))
        return extended

    async def is_closed(self) -> bytes:
        """Wait until the other side closes; returns what came until then."""
        async with asyncio.timeout(SECONDS):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read(-1)
        return b""

    async def close(self) -> None:
        if self.writer.transport.get_write_buffer_size():
            # The other side does not read, so it would take for ever to close in order.
            self.writer.transport.abort()
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@contextlib.asynccontextmanager
async def connected(
    address: Address, host: str | None = None, buffer: int = 0
) -> AsyncIterator[RawPeer]:
    """Connect to an endpoint from an address of our own."""
    opened = socket.socket()
    if buffer:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    opened.setblocking(False)  # noqa: FBT003 -- takes no names
    opened.bind((host or new_host(), 0))
    await asyncio.get_running_loop().sock_connect(opened, (address.host, address.port))
    peer = RawPeer(*await asyncio.open_connection(sock=opened))
    try:
        yield peer
    finally:
        await peer.close()
