"""BitTorrent's own wire, as far as the gossip uses it: BEP 3 handshake and frames, BEP 10.

Sans-I/O: `WireReader` takes whatever bytes came and returns what they say; the functions return
bytes to send. Sizes are checked before anything is stored, so a peer can make us hold one frame of
`MAX_FRAME_BYTES` at most.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from p2psocial.protocol.bencoding import BencodeError, Value, decode, encode

EXTENSION_NAME = "p2psocial"
# The number under which we take our extension's messages (BEP 10 lets each side choose its own).
OUR_EXTENSION = 1
MAX_FRAME_BYTES = 128 * 1024
HANDSHAKE_BYTES = 68
PEER_ID_BYTES = 20
MAX_CLIENT_NAME = 60
# BEP 10 sets no limit. Real ones have some hundred bytes, and a stranger's costs us time to decode.
MAX_EXTENDED_HANDSHAKE_BYTES = 4_096
_MAX_PORT = 65_535
_PROTOCOL = b"\x13BitTorrent protocol"
# BEP 10: bit 20 from the right says that the extension protocol is understood.
_EXTENDED_BIT = 0x10
_RESERVED = bytes([0, 0, 0, 0, 0, _EXTENDED_BIT, 0, 0])
_EXTENDED = 20
_LENGTH_BYTES = 4
_EXTENDED_HANDSHAKE = 0


class WireError(ValueError):
    """The peer sent what is not this wire; the connection cannot go on."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """The BEP 3 handshake of the other side; `extended` tells whether it understands BEP 10."""

    infohash: bytes
    peer_id: bytes
    extended: bool


@dataclass(frozen=True, slots=True)
class ExtendedHandshake:
    """The other side's BEP 10 handshake.

    `extension` is the number under which it takes our messages, 0 when it does not know us;
    `port` is where it accepts connections, 0 when it does not say.
    """

    extension: int
    port: int
    client: str


@dataclass(frozen=True, slots=True)
class Payload:
    """One bencoded message of the `p2psocial` extension."""

    data: bytes


WireEvent: TypeAlias = Handshake | ExtendedHandshake | Payload


def handshake(infohash: bytes, peer_id: bytes) -> bytes:
    """Return our half of the BEP 3 handshake for a rendezvous hash."""
    return _PROTOCOL + _RESERVED + infohash + peer_id


def _frame(extension: int, payload: bytes) -> bytes:
    return struct.pack(">IBB", len(payload) + 2, _EXTENDED, extension) + payload


def extended_handshake(port: int, client: str) -> bytes:
    """Return our BEP 10 handshake; `port` is where we accept connections, 0 for nowhere."""
    known: dict[bytes, Value] = {EXTENSION_NAME.encode(): OUR_EXTENSION}
    ours: dict[bytes, Value] = {b"m": known, b"v": client.encode()}
    return _frame(_EXTENDED_HANDSHAKE, encode(ours | ({b"p": port} if port else {})))


def payload_frame(extension: int, payload: bytes) -> bytes:
    """Return a message framed for the other side; `extension` is its number for us."""
    frame = _frame(extension, payload)
    if len(frame) - _LENGTH_BYTES > MAX_FRAME_BYTES:
        message = f"a frame of {len(frame)} bytes is over the limit of {MAX_FRAME_BYTES}"
        raise ValueError(message)
    return frame


KEEP_ALIVE = bytes(_LENGTH_BYTES)


def _read_handshake(data: bytes) -> Handshake:
    reserved = data[20:28]
    return Handshake(data[28:48], data[48:68], bool(reserved[5] & _EXTENDED_BIT))


def _read_extended_handshake(data: bytes) -> ExtendedHandshake:
    try:
        value = decode(data, limit=MAX_EXTENDED_HANDSHAKE_BYTES)
    except BencodeError as error:
        message = f"extended handshake: {error}"
        raise WireError(message) from error
    if not isinstance(value, dict):
        message = "the extended handshake is not a dictionary"
        raise WireError(message)
    known, port, client = value.get(b"m"), value.get(b"p"), value.get(b"v")
    extension = known.get(EXTENSION_NAME.encode()) if isinstance(known, dict) else None
    return ExtendedHandshake(
        extension if isinstance(extension, int) and 0 < extension < 256 else 0,  # noqa: PLR2004 -- one byte
        port if isinstance(port, int) and 0 < port <= _MAX_PORT else 0,
        client[:MAX_CLIENT_NAME].decode("utf-8", "replace") if isinstance(client, bytes) else "",
    )


class FrameReader:
    """Cuts the bytes of one connection into its BEP 3 handshake and the frames that follow."""

    def __init__(self, max_frame_bytes: int) -> None:
        self._max_frame_bytes = max_frame_bytes
        self._buffer = bytearray()
        self._shaken = False
        self.frames = 0

    @property
    def held(self) -> int:
        """How many bytes of an unfinished handshake or frame are held; `frames` counts others."""
        return len(self._buffer)

    def cut(self, data: bytes) -> Iterator[Handshake | bytes]:
        """Take more bytes and yield the handshake, then frames as far as they are complete."""
        self._buffer += data
        if not self._shaken:
            begun = self._take_handshake()
            if begun is None:
                return
            yield begun
        while (frame := self._take_frame()) is not None:
            yield frame

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _take_handshake(self) -> Handshake | None:
        if not _PROTOCOL.startswith(bytes(self._buffer[: len(_PROTOCOL)])):
            message = "not a BitTorrent handshake"
            raise WireError(message)
        if len(self._buffer) < HANDSHAKE_BYTES:
            return None
        self._shaken = True
        return _read_handshake(self._take(HANDSHAKE_BYTES))

    def _take_frame(self) -> bytes | None:
        if len(self._buffer) < _LENGTH_BYTES:
            return None
        size = int.from_bytes(self._buffer[:_LENGTH_BYTES], "big")
        if size > self._max_frame_bytes:
            message = f"a frame of {size} bytes is over the limit of {self._max_frame_bytes}"
            raise WireError(message)
        if len(self._buffer) < _LENGTH_BYTES + size:
            return None
        self.frames += 1
        return self._take(_LENGTH_BYTES + size)[_LENGTH_BYTES:]


class WireReader(FrameReader):
    """Turns the bytes of one connection into events."""

    def __init__(self) -> None:
        super().__init__(MAX_FRAME_BYTES)

    def feed(self, data: bytes) -> list[WireEvent]:
        """Take more bytes and return what is complete now. Raises `WireError`.

        Messages of ordinary BitTorrent, other extensions and keep-alives are passed over. What
        came before an error is not returned: the connection is lost with it.
        """
        read = (
            part if isinstance(part, Handshake) else _read_frame(part) for part in self.cut(data)
        )
        return [event for event in read if event is not None]


def _read_frame(frame: bytes) -> WireEvent | None:
    if len(frame) < 2 or frame[0] != _EXTENDED:  # noqa: PLR2004 -- message number and extension
        return None
    if frame[1] == _EXTENDED_HANDSHAKE:
        return _read_extended_handshake(frame[2:])
    return Payload(frame[2:]) if frame[1] == OUR_EXTENSION else None
