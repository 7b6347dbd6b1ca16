"""Bloom filters of IP addresses, with which DHT nodes say how many seeds they know (BEP 33).

256 bytes, two bits per address. How many addresses went in can be estimated from how many bits are
set, within 2 % for 500 of them; beyond about 6,000 the filter is too full to tell. A filter counts
addresses, not ports: everybody behind one IPv4 address is one.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FILTER_BYTES = 256
# BEP 33: nodes stop accepting announces there, so a filter that says more is none of theirs.
MAX_COUNT = 6_000
_BITS = FILTER_BYTES * 8
_HASHES = 2
_ADDRESS_BYTES = (4, 16)


@dataclass(frozen=True, slots=True)
class BloomFilter:
    """A filter, as the number whose bit `i` is the filter's bit `i`."""

    bits: int = 0

    def __post_init__(self) -> None:
        """Raise `ValueError` for a number that is no filter."""
        if not 0 <= self.bits < 1 << _BITS:
            message = f"a bloom filter has {_BITS} bits"
            raise ValueError(message)

    @classmethod
    def from_bytes(cls, data: bytes) -> BloomFilter:
        """Read a filter as it travels. Raises `ValueError` when it is not of 256 bytes."""
        if len(data) != FILTER_BYTES:
            message = f"{len(data)} bytes, a bloom filter has {FILTER_BYTES}"
            raise ValueError(message)
        # Bit i stands in byte i // 8, the lowest bit of a byte first.
        return cls(int.from_bytes(data, "little"))

    @classmethod
    def of(cls, addresses: Iterable[bytes]) -> BloomFilter:
        """Return the filter of these packed IP addresses, of 4 or 16 bytes each."""
        bits = 0
        for address in addresses:
            bits |= _bits_of(address)
        return cls(bits)

    def to_bytes(self) -> bytes:
        """Return the filter as it travels."""
        return self.bits.to_bytes(FILTER_BYTES, "little")

    def insert(self, address: bytes) -> BloomFilter:
        """Return this filter with one more packed IP address in it."""
        return BloomFilter(self.bits | _bits_of(address))

    def merge(self, other: BloomFilter) -> BloomFilter:
        """Return the filter of the addresses that are in either."""
        return BloomFilter(self.bits | other.bits)

    def __contains__(self, address: bytes) -> bool:
        """Whether a packed IP address may be in it; False is certain."""
        wanted = _bits_of(address)
        return self.bits & wanted == wanted

    @property
    def ones(self) -> int:
        """How many bits are set."""
        return self.bits.bit_count()

    @property
    def estimate(self) -> float:
        """How many addresses are in it, by the formula of BEP 33; 0 when no bit is set.

        There the formula says 0.5, because it never takes a filter for empty. One bit is one
        address, both of whose bits are the same, as one in 2,048 has it. A full filter counts as if
        one bit were missing (7,804): look at `saturated`.
        """
        return max(1.0, estimate_of(self.ones)) if self.ones else 0.0

    @property
    def saturated(self) -> bool:
        """Whether it is too full to tell how many there are, except that they are many."""
        return self.estimate > MAX_COUNT


EMPTY = BloomFilter()


def estimate_of(ones: float) -> float:
    """Return how many addresses set that many bits of a filter, on average."""
    if ones <= 0:
        return 0.0
    zeros = min(max(_BITS - ones, 1.0), _BITS - 1.0)
    return math.log(zeros / _BITS) / (_HASHES * math.log(1 - 1 / _BITS))


def in_at_least(filters: Sequence[BloomFilter], least: int) -> BloomFilter:
    """Return the bits that are set in at least `least` of the filters; with 1 it is their union."""
    # Adding one filter after another to counters that stop at `least`: reached[i] has the bits
    # that have been seen more than i times.
    reached = [0] * max(1, least)
    for each in filters:
        carried = each.bits
        for i, seen in enumerate(reached):
            reached[i], carried = seen | carried, seen & carried
    return BloomFilter(reached[-1])


def _bits_of(address: bytes) -> int:
    if len(address) not in _ADDRESS_BYTES:
        message = f"an IP address has 4 or 16 bytes, not {len(address)}"
        raise ValueError(message)
    digest = hashlib.sha1(address, usedforsecurity=False).digest()
    first = int.from_bytes(digest[:2], "little") % _BITS
    second = int.from_bytes(digest[2:4], "little") % _BITS
    return 1 << first | 1 << second
