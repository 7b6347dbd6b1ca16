"""Reading and writing messages: varints, bounds and ranges of Negentropy V1.

Strategy: inside this package a place in the order of items is always a *key* of 40 bytes, the time
as 8 bytes big-endian and then the id, so that comparing bytes is comparing places. A bound of the
wire is a key as well: the part of the id that is left out there counts as zeros. Infinity is the
key of the reserved time with an id of zeros, and is greater than every item's.

The specification lets a reader be lenient in places; this one takes exactly what a writer may
produce, so a message has one meaning or is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

VERSION = 0x61
_LEAST_VERSION = 0x60
_GREATEST_VERSION = 0x6F
ID_BYTES = 32
TIME_BYTES = 8
KEY_BYTES = TIME_BYTES + ID_BYTES
FINGERPRINT_BYTES = 16
RESERVED_TIME = (1 << 64) - 1

LOWEST = bytes(KEY_BYTES)
INFINITY = b"\xff" * TIME_BYTES + bytes(ID_BYTES)

MAX_MESSAGE_BYTES = 1 << 20
MAX_RANGES = 16_384
"""What one message may hold at most; a longer one is refused unread, so that work is bounded."""

# The bit of a varint's byte that says that another one follows.
_MORE = 0x80
# The longest a bound can be: a varint of 64 bits, a length and a whole id.
MAX_BOUND_BYTES = 10 + 1 + ID_BYTES


class NegentropyError(Exception):
    """The peer's message is not Negentropy V1, or too much; the session cannot go on."""


class Mode(IntEnum):
    SKIP = 0
    FINGERPRINT = 1
    ID_LIST = 2


@dataclass(frozen=True, slots=True)
class Range:
    """Everything from the bound before up to `upper` (a key, not included).

    `payload` is empty, a fingerprint, or ids one after another, depending on `mode`.
    """

    upper: bytes
    mode: Mode
    payload: bytes = b""


def encode_varint(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(number & 0x7F | _MORE)
    return bytes(reversed(digits))


def encode_bound(key: bytes, since: int) -> bytes:
    """Write a bound after one whose time was `since`; zeros at the end of the id are implied."""
    if key >= INFINITY:
        return b"\0\0"
    prefix = key[TIME_BYTES:].rstrip(b"\0")
    return encode_varint(time_of(key) - since + 1) + bytes([len(prefix)]) + prefix


def time_of(key: bytes) -> int:
    return int.from_bytes(key[:TIME_BYTES], "big")


class _Reader:
    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def at_end(self) -> bool:
        return self._at == len(self._data)

    def take(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._data):
            raise NegentropyError("the message ends in the middle of a range")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def varint(self) -> int:
        digit = self.take(1)[0]
        if digit == _MORE:
            raise NegentropyError("a number is written with a leading zero")
        number = digit & 0x7F
        while digit & _MORE:
            digit = self.take(1)[0]
            number = number << 7 | digit & 0x7F
            if number > RESERVED_TIME:
                raise NegentropyError("a number has more than 64 bits")
        return number


def _read_bound(reader: _Reader, previous: bytes) -> bytes:
    written = reader.varint()
    length = reader.varint()
    if length > ID_BYTES:
        raise NegentropyError("a bound is longer than an id")
    prefix = reader.take(length)
    if not written:
        # The specification gives the id of this bound no meaning.
        return INFINITY
    time = time_of(previous) + written - 1
    if time >= RESERVED_TIME:
        raise NegentropyError("a bound lies beyond the greatest time")
    bound = time.to_bytes(TIME_BYTES, "big") + prefix.ljust(ID_BYTES, b"\0")
    if bound < previous:
        raise NegentropyError("the bounds are not in ascending order")
    return bound


def _read_payload(reader: _Reader, mode: int) -> bytes:
    if mode == Mode.ID_LIST:
        return reader.take(reader.varint() * ID_BYTES)
    if mode == Mode.FINGERPRINT:
        return reader.take(FINGERPRINT_BYTES)
    if mode == Mode.SKIP:
        return b""
    raise NegentropyError(f"unknown mode {mode}")


def is_supported(message: bytes) -> bool:
    """Whether the message is of version 1; raises `NegentropyError` when it is of none."""
    if not message or not _LEAST_VERSION <= message[0] <= _GREATEST_VERSION:
        raise NegentropyError("the message does not begin with a version of the protocol")
    return message[0] == VERSION


def read_ranges(message: bytes) -> list[Range]:
    """Read what follows the version byte; raises `NegentropyError`.

    The bounds ascend, two may be equal, and nothing follows infinity.
    """
    if len(message) > MAX_MESSAGE_BYTES:
        raise NegentropyError(f"the message has more than {MAX_MESSAGE_BYTES} bytes")
    reader = _Reader(message)
    reader.take(1)
    ranges: list[Range] = []
    previous = LOWEST
    while not reader.at_end():
        if previous == INFINITY:
            raise NegentropyError("a range follows the one that ends at infinity")
        if len(ranges) == MAX_RANGES:
            raise NegentropyError(f"the message has more than {MAX_RANGES} ranges")
        previous = _read_bound(reader, previous)
        mode = reader.varint()
        payload = _read_payload(reader, mode)
        ranges.append(Range(previous, Mode(mode), payload))
    return ranges


def split_ids(payload: bytes) -> list[bytes]:
    return [payload[at : at + ID_BYTES] for at in range(0, len(payload), ID_BYTES)]


class Frame:
    """A message being written, never longer than `limit` bytes.

    Some bytes stay reserved, so that `rest` can always end a message that has become full.
    """

    _SKIP_BYTES = MAX_BOUND_BYTES + 1
    _RESERVE = _SKIP_BYTES + MAX_BOUND_BYTES + 1 + FINGERPRINT_BYTES

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._written = bytearray([VERSION])
        self._covered = LOWEST
        self._skip: bytes | None = None

    def skip(self, upper: bytes) -> None:
        """Pass over everything up to `upper`; it is written only when something follows it."""
        if upper > self._covered:
            self._skip = upper

    def put(self, upper: bytes, mode: Mode, payload: bytes) -> bool:
        """Write a range, preceded by what was skipped; false, and no change, if it does not fit."""
        written = self._range(upper, mode, payload)
        if len(self._written) + len(written) + self._RESERVE > self._limit:
            return False
        self._append(upper, written)
        return True

    def room_for_ids(self) -> int:
        """How many ids a list can hold that is put next, whatever its upper bound."""
        head = self._SKIP_BYTES + MAX_BOUND_BYTES + 1 + len(encode_varint(self._limit))
        return max(0, self._limit - self._RESERVE - len(self._written) - head) // ID_BYTES

    def rest(self, upper: bytes, fingerprint: bytes | None) -> None:
        """End a full message: one range for all that was not dealt with; None if it is empty."""
        # An empty list is smaller. It is also safer: an implementation that counts a remainder
        # from the wrong place cannot take it for equal, as it could an empty fingerprint.
        mode, payload = (
            (Mode.ID_LIST, b"\0") if fingerprint is None else (Mode.FINGERPRINT, fingerprint)
        )
        self._append(upper, self._range(upper, mode, payload))

    def message(self) -> bytes:
        return bytes(self._written)

    def _range(self, upper: bytes, mode: Mode, payload: bytes) -> bytes:
        before, since = b"", time_of(self._covered)
        if self._skip is not None:
            before = encode_bound(self._skip, since) + bytes([Mode.SKIP])
            since = time_of(self._skip)
        return before + encode_bound(upper, since) + bytes([mode]) + payload

    def _append(self, upper: bytes, written: bytes) -> None:
        self._written += written
        self._covered = upper
        self._skip = None
