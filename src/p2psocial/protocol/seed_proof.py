"""Does a peer have a text? A short talk in BitTorrent's own wire (BEP 3) that settles it.

Sans-I/O: `begin` is what to send first, `feed` takes what came and returns what to send next, until
`verdict` is there; when the peer hangs up or time is up, `end` gives the verdict. We ask for one
piece and offer nothing, so the peer has no reason to take us for one of those who have the text.

Who says that it has nothing, or sends something else, denies. Who says that it has all but does not
serve us now may just be busy: that proves nothing, either way. Sizes are checked before anything is
stored.
"""

from __future__ import annotations

import hashlib
import struct
from enum import Enum

from p2psocial.protocol.item import HASH_BYTES, PIECE_LENGTH, Item
from p2psocial.protocol.peer_wire import HANDSHAKE_BYTES

_PROTOCOL = b"\x13BitTorrent protocol"
# No extensions: then whoever has pieces says so in a bitfield.
_RESERVED = bytes(8)
_LENGTH_BYTES = 4
_BLOCK_HEADER_BYTES = 9
_MAX_FRAME_BYTES = PIECE_LENGTH + _BLOCK_HEADER_BYTES
_MAX_BYTES = 4 * PIECE_LENGTH
_INTERESTED, _REQUEST = 2, 6


class Verdict(Enum):
    """What became of a check."""

    PROVED = "proved"
    DENIED = "denied"
    BUSY = "busy"
    UNREACHABLE = "unreachable"


class SeedProof:
    """One talk with one peer about one item; `piece` is which one to ask for."""

    def __init__(self, item: Item, piece: int, peer_id: bytes) -> None:
        """Prepare; `peer_id` (20 bytes) is who we say that we are."""
        self._item = item
        self._piece = piece
        self._pieces = len(item.pieces) // HASH_BYTES
        self._has: set[int] = set()
        self._buffer = bytearray()
        self._received = 0
        self._shaken = False
        self.begin = _PROTOCOL + _RESERVED + item.infohash + peer_id
        self.verdict: Verdict | None = None

    def feed(self, data: bytes) -> bytes:
        """Take more bytes; returns what to send."""
        self._received += len(data)
        self._buffer += data
        if self._received > _MAX_BYTES:
            self.verdict = Verdict.DENIED
        answer = b""
        while self.verdict is None and (part := self._take()) is not None:
            answer += self._heed(part)
        return answer

    @property
    def claims(self) -> bool:
        """Whether the peer has said that it has all of it."""
        return len(self._has) == self._pieces

    def end(self) -> Verdict:
        """Return the verdict when no more will come."""
        if self.verdict is None:
            self.verdict = Verdict.BUSY if self.claims else Verdict.DENIED
        return self.verdict

    def _take(self) -> bytes | None:
        """Take the handshake or a frame from the buffer, if it is there as a whole."""
        if not self._shaken:
            size = HANDSHAKE_BYTES
            if not _PROTOCOL.startswith(bytes(self._buffer[: len(_PROTOCOL)])):
                self.verdict = Verdict.DENIED
                return None
        elif len(self._buffer) < _LENGTH_BYTES:
            return None
        else:
            length = int.from_bytes(self._buffer[:_LENGTH_BYTES], "big")
            if length > _MAX_FRAME_BYTES:
                self.verdict = Verdict.DENIED
                return None
            size = _LENGTH_BYTES + length
        if len(self._buffer) < size:
            return None
        part = bytes(self._buffer[:size])
        del self._buffer[:size]
        return part

    def _heed(self, part: bytes) -> bytes:
        if not self._shaken:
            self._shaken = True
            if part[28:48] != self._item.infohash:
                self.verdict = Verdict.DENIED
            return struct.pack(">IB", 1, _INTERESTED)
        kind, payload = part[_LENGTH_BYTES : _LENGTH_BYTES + 1], part[_LENGTH_BYTES + 1 :]
        match kind[0] if kind else None:
            case 1:  # unchoke
                return self._request()
            case 4 if len(payload) == _LENGTH_BYTES:  # have
                self._has |= {int.from_bytes(payload, "big")} & set(range(self._pieces))
            case 5:  # bitfield
                self._read_bitfield(payload)
            case 14:  # BEP 6: have all, which we did not ask to be told so
                self._has = set(range(self._pieces))
            case 7:  # piece
                self._judge(payload)
        return b""

    def _request(self) -> bytes:
        begin = self._piece * PIECE_LENGTH
        length = min(PIECE_LENGTH, self._item.length - begin)
        return struct.pack(">IBIII", 13, _REQUEST, self._piece, 0, length)

    def _read_bitfield(self, bits: bytes) -> None:
        self._has = {
            piece
            for piece in range(min(self._pieces, 8 * len(bits)))
            if bits[piece // 8] & 0x80 >> piece % 8
        }
        if len(self._has) < self._pieces:
            self.verdict = Verdict.DENIED

    def _judge(self, payload: bytes) -> None:
        if payload[:8] != struct.pack(">II", self._piece, 0):
            return
        found = hashlib.sha1(payload[8:], usedforsecurity=False).digest()
        start = self._piece * HASH_BYTES
        right = found == self._item.pieces[start : start + HASH_BYTES]
        self.verdict = Verdict.PROVED if right else Verdict.DENIED
