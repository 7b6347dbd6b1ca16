"""Sets that forget: of constant size however long a node runs and whoever fills them.

They are Bloom filters of 32 bits for each key, one after the other: when the newest is full the
next one is begun, and the oldest is dropped as soon as the others hold what is to be remembered. A
hundredth of what a set of the keys would take, for a mistake in some 200,000: a key that was never
put in is then taken for one that was. Python keys its hash of bytes anew at each start, so nobody
outside can aim at somebody else's key.
"""

from __future__ import annotations

_BITS_PER_KEY = 32
_PROBES = 10
_FIRST_KEYS = 64
# Each place follows from the one before as in a generator of chance numbers; odd, so that none of
# the hash is lost on the way. By Knuth, for numbers of 64 bits.
_FACTOR = 6_364_136_223_846_793_005
_HASH_BITS = 64
_MASK = (1 << _HASH_BITS) - 1


class _Filter:
    """A Bloom filter for up to `capacity` keys, which is a power of two."""

    __slots__ = ("_bits", "_shift", "capacity", "count")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.count = 0
        size = capacity * _BITS_PER_KEY
        # The upper bits of a number say where to look, because they are the well mixed ones.
        self._shift = _HASH_BITS - (size.bit_length() - 1)
        self._bits = bytearray(size // 8)

    def __contains__(self, hashed: int) -> bool:
        bits, shift = self._bits, self._shift
        for _ in range(_PROBES):
            hashed = hashed * _FACTOR & _MASK
            place = hashed >> shift
            if not bits[place >> 3] >> (place & 7) & 1:
                return False
        return True

    def add(self, hashed: int) -> None:
        bits, shift = self._bits, self._shift
        for _ in range(_PROBES):
            hashed = hashed * _FACTOR & _MASK
            place = hashed >> shift
            bits[place >> 3] |= 1 << (place & 7)
        self.count += 1


class Recent:
    """Remembers at least the last `limit` keys that were put in, and at most twice as many."""

    __slots__ = ("_filters", "_limit", "_most")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._most = max(_FIRST_KEYS, 1 << (limit // 2 - 1).bit_length())
        self._filters = [_Filter(_FIRST_KEYS)]

    def __contains__(self, key: bytes) -> bool:
        hashed = hash(key)
        for each in self._filters:  # noqa: SIM110 -- asked for every id, and `any` takes twice as long
            if hashed in each:
                return True
        return False

    def add(self, key: bytes) -> None:
        """Put a key in, as the latest."""
        hashed = hash(key)
        newest = self._filters[-1]
        if hashed in newest:
            return
        if newest.count >= newest.capacity:
            newest = self._next()
        newest.add(hashed)

    def _next(self) -> _Filter:
        held = sum(each.count for each in self._filters)
        while held - self._filters[0].count >= self._limit:
            held -= self._filters.pop(0).count
        self._filters.append(_Filter(min(2 * self._filters[-1].capacity, self._most)))
        return self._filters[-1]
