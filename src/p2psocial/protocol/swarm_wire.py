"""BitTorrent's own wire, as far as reading from one seed takes: BEP 3, BEP 9 and BEP 10.

Sans-I/O: `SwarmReader` takes whatever bytes came and returns what they say; the functions return
bytes to send. It never says that anything is here, so nobody can take the reader for a seed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from p2psocial.protocol.bencoding import BencodeError, Value, decode, encode, first_value, raw_value
from p2psocial.protocol.peer_wire import (
    MAX_EXTENDED_HANDSHAKE_BYTES,
    FrameReader,
    Handshake,
    WireError,
)

# Metadata and pieces both travel in parts of this size.
PART_BYTES = 16_384
# A part, with room for what stands before it.
MAX_FRAME_BYTES = PART_BYTES + 1_024
_METADATA_NAME = b"ut_metadata"
# The number under which we take metadata (BEP 10 lets each side choose its own).
_OUR_METADATA = 1
_METADATA_REQUEST, _METADATA_PART = 0, 1
_CHOKE, _UNCHOKE, _INTERESTED, _HAVE = b"\0", b"\1", b"\2", b"\4"
_BITFIELD, _REQUEST, _PIECE, _HAVE_ALL, _EXTENDED = b"\5", b"\6", b"\7", b"\x0e", b"\x14"
_INDEX = struct.Struct(">I")
_BLOCK_HEADER = struct.Struct(">II")
_BLOCK_REQUEST = struct.Struct(">III")
# More pieces than any text has.
_MAX_BITFIELD_BYTES = 32


@dataclass(frozen=True, slots=True)
class MetadataOffer:
    """The peer's BEP 10 handshake: the number it takes our requests under, and the size it claims.

    Either is 0 when it does not offer metadata.
    """

    number: int
    size: int


@dataclass(frozen=True, slots=True)
class MetadataPart:
    """A part of the metadata, which a peer may have made up."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Has:
    """The peer has these pieces; `everything` when it has all that there are."""

    pieces: frozenset[int] = frozenset()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Choking:
    """Whether the peer answers requests from now on."""

    choked: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes of a piece, from `start` on, which a peer may have made up."""

    piece: int
    start: int
    data: bytes


SwarmEvent: TypeAlias = Handshake | MetadataOffer | MetadataPart | Has | Choking | Block


def _message(kind: bytes, payload: bytes = b"") -> bytes:
    return _INDEX.pack(1 + len(payload)) + kind + payload


def metadata_greeting() -> bytes:
    """Return our BEP 10 handshake, which says that we take metadata and have none."""
    known: dict[bytes, Value] = {_METADATA_NAME: _OUR_METADATA}
    return _message(_EXTENDED, b"\0" + encode({b"m": known}))


def metadata_request(offer: MetadataOffer, part: int) -> bytes:
    """Ask for one part of the metadata."""
    asked = encode({b"msg_type": _METADATA_REQUEST, b"piece": part})
    return _message(_EXTENDED, bytes([offer.number]) + asked)


def interest() -> bytes:
    """Ask to be unchoked."""
    return _message(_INTERESTED)


def block_request(piece: int, size: int) -> bytes:
    """Ask for a piece of at most `PART_BYTES` bytes, which is one block."""
    return _message(_REQUEST, _BLOCK_REQUEST.pack(piece, 0, size))


class SwarmReader(FrameReader):
    """Turns the bytes of one connection into events."""

    def __init__(self) -> None:
        super().__init__(MAX_FRAME_BYTES)

    def feed(self, data: bytes) -> Iterator[SwarmEvent]:
        """Take more bytes and yield what is complete now. Raises `WireError`.

        Messages that reading does not need are passed over.
        """
        for part in self.cut(data):
            try:
                event = part if isinstance(part, Handshake) else _read_frame(part)
            except BencodeError as error:
                message = f"a message of an extension: {error}"
                raise WireError(message) from error
            if event is not None:
                yield event


def _read_frame(frame: bytes) -> SwarmEvent | None:
    kind, payload = frame[:1], frame[1:]
    event: SwarmEvent | None = None
    if kind in (_CHOKE, _UNCHOKE):
        event = Choking(kind == _CHOKE)
    elif kind == _PIECE and len(payload) >= _BLOCK_HEADER.size:
        piece, start = _BLOCK_HEADER.unpack_from(payload)
        event = Block(piece, start, payload[_BLOCK_HEADER.size :])
    elif kind == _EXTENDED and payload:
        extended = {b"\0": _read_offer, bytes([_OUR_METADATA]): _read_metadata_part}
        read = extended.get(payload[:1])
        event = read(payload[1:]) if read else None
    else:
        event = _read_has(kind, payload)
    return event


def _read_has(kind: bytes, payload: bytes) -> Has | None:
    if kind == _HAVE_ALL:
        return Has(everything=True)
    if kind == _HAVE and len(payload) == _INDEX.size:
        return Has(frozenset(_INDEX.unpack(payload)))
    if kind == _BITFIELD:
        # The highest bit of the first byte is the first piece. A text has few of them.
        bits = payload[:_MAX_BITFIELD_BYTES]
        set_bits = (n for n in range(len(bits) * 8) if bits[n // 8] >> (7 - n % 8) & 1)
        return Has(frozenset(set_bits))
    return None


def _integer(dictionary: bytes, key: bytes) -> int:
    """Return an integer in an encoded dictionary, whatever the order of its keys; -1 for none."""
    raw = raw_value(dictionary, key, limit=MAX_EXTENDED_HANDSHAKE_BYTES)
    value = decode(raw, limit=MAX_EXTENDED_HANDSHAKE_BYTES) if raw is not None else None
    return value if isinstance(value, int) else -1


def _read_offer(data: bytes) -> MetadataOffer:
    known = raw_value(data, b"m", limit=MAX_EXTENDED_HANDSHAKE_BYTES)
    number = _integer(known, _METADATA_NAME) if known is not None else 0
    size = _integer(data, b"metadata_size")
    return MetadataOffer(number if 0 < number < 256 else 0, max(0, size))  # noqa: PLR2004 -- one byte


def _read_metadata_part(data: bytes) -> MetadataPart | None:
    head = first_value(data)
    if _integer(head, b"msg_type") != _METADATA_PART:
        return None
    return MetadataPart(_integer(head, b"piece"), data[len(head) :])
