"""What one session sees of an `OrderedSet`: the items of a time window at one moment."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from p2psocial.protocol.negentropy.wire import (
    FINGERPRINT_BYTES,
    ID_BYTES,
    INFINITY,
    KEY_BYTES,
    LOWEST,
    TIME_BYTES,
    encode_varint,
)

_MODULUS_MASK = (1 << 256) - 1


def id_sum(keys: bytes) -> int:
    """Sum the ids of keys that lie one after another, as little-endian numbers."""
    from_bytes = int.from_bytes
    return sum(
        from_bytes(keys[at : at + ID_BYTES], "little")
        for at in range(TIME_BYTES, len(keys), KEY_BYTES)
    )


def place_in(chunk: bytes, key: bytes) -> int:
    """How many of the chunk's keys are less than `key`."""
    low, high = 0, len(chunk) // KEY_BYTES
    while low < high:
        middle = (low + high) // 2
        start = middle * KEY_BYTES
        if chunk[start : start + KEY_BYTES] < key:
            low = middle + 1
        else:
            high = middle
    return low


def fingerprint_of(total: int, count: int) -> bytes:
    """The fingerprint of `count` items whose ids, as little-endian numbers, sum to `total`."""
    summed = (total & _MODULUS_MASK).to_bytes(ID_BYTES, "little")
    return hashlib.sha256(summed + encode_varint(count)).digest()[:FINGERPRINT_BYTES]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A set at one moment, cut into chunks of keys.

    `firsts` holds each chunk's first key. `counts` and `sums` hold how many keys lie before each
    chunk, and their sum; both have one entry more, for the whole.
    """

    chunks: Sequence[bytes]
    firsts: Sequence[bytes]
    counts: Sequence[int]
    sums: Sequence[int]

    def place(self, key: bytes) -> int:
        """How many keys are less than `key`."""
        number = bisect_right(self.firsts, key) - 1
        return self.counts[number] + place_in(self.chunks[number], key) if number >= 0 else 0

    def sum_before(self, place: int) -> int:
        number = bisect_right(self.counts, place) - 1
        if number == len(self.chunks):
            return self.sums[number]
        chunk = self.chunks[number]
        cut = (place - self.counts[number]) * KEY_BYTES
        # Whichever part is the shorter.
        if 2 * cut < len(chunk):
            return self.sums[number] + id_sum(chunk[:cut])
        return self.sums[number + 1] - id_sum(chunk[cut:])


class View:
    """The items of [start, end) in an `OrderedSet`, as they were when `view` was called.

    What a view shows never changes, however much is added to or removed from the set afterwards.
    Places are counted from 0 to `len(view)`. Made by `OrderedSet.view`.
    """

    __slots__ = ("_begin", "_end", "_last_sum", "_snapshot")

    def __init__(self, snapshot: Snapshot, lower: bytes = LOWEST, upper: bytes = INFINITY) -> None:
        self._snapshot = snapshot
        self._begin = snapshot.place(lower)
        self._end = max(self._begin, snapshot.place(upper))
        self._last_sum = (0, 0)

    def __len__(self) -> int:
        return self._end - self._begin

    def place(self, key: bytes) -> int:
        """How many of the view's keys are less than `key`."""
        place = self._snapshot.place(key)
        return min(max(place, self._begin), self._end) - self._begin

    def key(self, place: int) -> bytes:
        snapshot = self._snapshot
        number = bisect_right(snapshot.counts, self._begin + place) - 1
        at = (self._begin + place - snapshot.counts[number]) * KEY_BYTES
        return snapshot.chunks[number][at : at + KEY_BYTES]

    def keys(self, first: int, last: int) -> Iterator[bytes]:
        """The keys at places `first` to `last` (not included), ascending."""
        snapshot = self._snapshot
        place, end = self._begin + first, self._begin + last
        number = bisect_right(snapshot.counts, place) - 1
        while place < end:
            chunk = snapshot.chunks[number]
            start = place - snapshot.counts[number]
            stop = min(end - snapshot.counts[number], len(chunk) // KEY_BYTES)
            for at in range(start * KEY_BYTES, stop * KEY_BYTES, KEY_BYTES):
                yield chunk[at : at + KEY_BYTES]
            place += stop - start
            number += 1

    def ids(self, first: int, last: int) -> list[bytes]:
        return [key[TIME_BYTES:] for key in self.keys(first, last)]

    def fingerprint(self, first: int, last: int) -> bytes:
        """The fingerprint of the items at places `first` to `last` (not included)."""
        # Ranges are gone through in order: most begin where the one before has ended.
        known, before = self._last_sum
        if known != self._begin + first:
            before = self._snapshot.sum_before(self._begin + first)
        total = self._snapshot.sum_before(self._begin + last)
        self._last_sum = self._begin + last, total
        return fingerprint_of(total - before, last - first)

    def separator(self, place: int) -> bytes:
        """The shortest bound between the items at `place - 1` and at `place`."""
        before, after = self.key(place - 1), self.key(place)
        differing = int.from_bytes(before, "big") ^ int.from_bytes(after, "big")
        same = KEY_BYTES - (differing.bit_length() + 7) // 8
        return after[: max(same + 1, TIME_BYTES)].ljust(KEY_BYTES, b"\0")
