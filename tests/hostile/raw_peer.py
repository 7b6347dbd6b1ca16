"""A BitTorrent peer (BEP 3, 6, 9, 10) of bare sockets, which lies where a program would not.

It waits for connections on a loopback address of its own and serves one torrent. What it does is
data: `Behaviour` says what it claims, what it sends and at which stage it stops.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from p2psocial.protocol.bencoding import encode
from p2psocial.protocol.magnet import Address, Magnet, parse_address
from tests.node_process import loopback_address

_PROTOCOL = b"\x13BitTorrent protocol"
# Bits of the handshake: BEP 10 extensions, BEP 6 fast extension.
_RESERVED = bytes([0, 0, 0, 0, 0, 0x10, 0, 0x04])
_BLOCK = 16_384
_UT_METADATA = 3
_CHOKE, _UNCHOKE, _INTERESTED, _HAVE, _BITFIELD, _REQUEST, _PIECE = 0, 1, 2, 4, 5, 6, 7
_HAVE_ALL, _EXTENDED = 14, 20


class Stage(IntEnum):
    """How far a conversation goes before the peer stops it."""

    ACCEPT = 1
    HANDSHAKE = 2
    EXTENSIONS = 3
    METADATA = 4
    REQUEST = 5
    NEVER = 6


@dataclass(frozen=True)
class Behaviour:
    """What the peer claims and sends. By default it is an honest seed of `info` and `data`.

    `has` are the pieces that it has, None for all. `hang_up` is where it closes the connection,
    `fall_silent` where it says nothing more but keeps it open. `trickle` is a pause after every
    byte. With `flood` it sends messages without end. `asks` makes it request what the other has.
    """

    info: bytes
    data: bytes = b""
    metadata: bytes | None = None
    metadata_size: int | None = None
    has: frozenset[int] | None = None
    hang_up: Stage = Stage.NEVER
    fall_silent: Stage = Stage.NEVER
    trickle: float = 0.0
    flood: bool = False
    asks: bool = False
    unchokes: bool = True
    delay: float = 0.0


@dataclass
class Seen:
    """What the other side did."""

    connections: int = 0
    messages: list[tuple[int, bytes]] = field(default_factory=list)
    open: int = 0
    accepted: int = 0

    def of(self, kind: int) -> list[bytes]:
        return [payload for number, payload in list(self.messages) if number == kind]

    @property
    def haves(self) -> list[int]:
        """The pieces that it said it has."""
        return [struct.unpack(">I", payload[:4])[0] for payload in self.of(_HAVE)]

    @property
    def sent_pieces(self) -> int:
        return len(self.of(_PIECE))

    @property
    def requests(self) -> int:
        return len(self.of(_REQUEST))


class _HangUpError(Exception):
    pass


class RawPeer:
    """Serves one torrent as its behaviour says, until it is closed."""

    def __init__(self, behaviour: Behaviour, address: str | None = None) -> None:
        self._behaviour = behaviour
        self.infohash = hashlib.sha1(behaviour.info, usedforsecurity=False).digest()
        self.address: Address = parse_address(address or loopback_address())
        self.seen = Seen()
        self._closing = threading.Event()
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server((self.address.host, self.address.port))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def magnet(self) -> str:
        return str(Magnet(self.infohash, "", (self.address,)))

    def close(self) -> None:
        """Drop all connections and wait until every thread has ended."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._converse, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        self.seen.open += 1
        self.seen.accepted += 1
        with connection, contextlib.suppress(OSError, _HangUpError):
            _Conversation(
                connection, self._behaviour, self.infohash, self.seen, self._closing
            ).run()
        self.seen.open -= 1


class _Conversation:
    def __init__(
        self,
        connection: socket.socket,
        behaviour: Behaviour,
        infohash: bytes,
        seen: Seen,
        closing: threading.Event,
    ) -> None:
        self._connection = connection
        self._behaviour = behaviour
        self._infohash = infohash
        self._seen = seen
        self._closing = closing
        self._metadata_id = 0

    def run(self) -> None:
        self._stage(Stage.ACCEPT)
        first = self._receive(1)
        if first != _PROTOCOL[:1]:
            # libtorrent tries an encrypted connection first; hanging up makes it come back plain.
            return
        self._receive(67)
        self._seen.connections += 1
        self._stage(Stage.HANDSHAKE)
        self._send(_PROTOCOL + _RESERVED + self._infohash + b"-RAW000-" + os.urandom(12))
        self._stage(Stage.EXTENSIONS)
        self._greet()
        if self._behaviour.flood:
            self._flood()
        while True:
            self._answer(*self._message())

    def _stage(self, stage: Stage) -> None:
        if self._behaviour.hang_up is stage:
            raise _HangUpError
        if self._behaviour.fall_silent is stage:
            self._connection.settimeout(None)
            while self._connection.recv(1 << 16):
                pass
            raise _HangUpError

    def _send(self, data: bytes) -> None:
        if not self._behaviour.trickle:
            self._connection.sendall(data)
            return
        for byte in data:
            self._connection.sendall(bytes([byte]))
            if self._closing.wait(self._behaviour.trickle):
                raise _HangUpError

    def _send_message(self, kind: int, payload: bytes = b"") -> None:
        self._send(struct.pack(">IB", 1 + len(payload), kind) + payload)

    def _receive(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            part = self._connection.recv(size - len(received))
            if not part:
                raise _HangUpError
            received += part
        return received

    def _message(self) -> tuple[int, bytes]:
        while True:
            (size,) = struct.unpack(">I", self._receive(4))
            if size:
                body = self._receive(size)
                self._seen.messages.append((body[0], body[1:]))
                return body[0], body[1:]

    def _greet(self) -> None:
        behaviour = self._behaviour
        info = behaviour.info if behaviour.metadata is None else behaviour.metadata
        handshake = encode(
            {
                b"m": {b"upload_only": 4, b"ut_metadata": _UT_METADATA},
                b"metadata_size": behaviour.metadata_size or len(info),
                b"v": b"raw",
            }
        )
        self._send_message(_EXTENDED, b"\0" + handshake)
        has = behaviour.has
        if has is None:
            self._send_message(_HAVE_ALL)
        else:
            bits = sum(1 << (7 - piece) for piece in has)
            self._send_message(_BITFIELD, bytes([bits]))
        if behaviour.unchokes:
            self._send_message(_UNCHOKE)

    def _flood(self) -> None:
        have = struct.pack(">IBI", 5, _HAVE, 0) * 2_000
        while not self._closing.is_set():
            self._connection.sendall(have)

    def _answer(self, kind: int, payload: bytes) -> None:
        if kind == _EXTENDED and payload[:1] == b"\0":
            place = payload.find(b"11:ut_metadatai")
            self._metadata_id = payload[place + 15] - ord("0") if place >= 0 else 0
        elif kind == _EXTENDED:
            self._stage(Stage.METADATA)
            self._send_metadata(payload)
        elif kind == _REQUEST:
            self._stage(Stage.REQUEST)
            self._closing.wait(self._behaviour.delay)
            piece, start, length = struct.unpack(">III", payload)
            begin = piece * _BLOCK + start
            block = self._behaviour.data[begin : begin + length].ljust(length, b"\0")
            self._send_message(_PIECE, struct.pack(">II", piece, start) + block)
        elif kind == _HAVE and self._behaviour.asks:
            self._send_message(_INTERESTED)
            (piece,) = struct.unpack(">I", payload)
            self._send_message(_REQUEST, struct.pack(">III", piece, 0, _BLOCK))

    def _send_metadata(self, payload: bytes) -> None:
        # d8:msg_typei0e5:piecei<N>ee
        number = int(payload.split(b"5:piecei")[1].split(b"e")[0])
        behaviour = self._behaviour
        info = behaviour.info if behaviour.metadata is None else behaviour.metadata
        total = behaviour.metadata_size or len(info)
        header = encode({b"msg_type": 1, b"piece": number, b"total_size": total})
        part = info[number * _BLOCK : (number + 1) * _BLOCK]
        self._send_message(_EXTENDED, bytes([self._metadata_id]) + header + part)


@contextlib.contextmanager
def serving(*behaviours: Behaviour) -> Iterator[list[RawPeer]]:
    """Run a peer for each behaviour for as long as the block lasts."""
    peers: list[RawPeer] = []
    try:
        peers.extend(RawPeer(behaviour) for behaviour in behaviours)
        yield peers
    finally:
        for peer in peers:
            peer.close()


def flood(node: Address, infohash: str, closing: threading.Event) -> int:
    """Connect to a seed and send it messages without end; returns how many bytes it took."""
    sent = 0
    with socket.create_connection((node.host, node.port), 10) as connection:
        peer_id = b"-RAW000-" + os.urandom(12)
        connection.sendall(_PROTOCOL + _RESERVED + bytes.fromhex(infohash) + peer_id)
        connection.settimeout(0.2)
        have = struct.pack(">IBI", 5, _HAVE, 0) * 2_000
        while not closing.is_set():
            with contextlib.suppress(TimeoutError):
                try:
                    sent += connection.send(have)
                except ConnectionError:
                    break
    return sent
