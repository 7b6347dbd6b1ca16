"""Which parts of the order an initiator is done with, as intervals of keys."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from p2psocial.protocol.negentropy.wire import NegentropyError

MAX_INTERVALS = 65_536


class Settled:
    """Disjoint intervals [lower, upper), in ascending order; those that touch become one."""

    def __init__(self) -> None:
        self._lowers: list[bytes] = []
        self._uppers: list[bytes] = []

    def add(self, lower: bytes, upper: bytes) -> None:
        if lower >= upper:
            return
        first = bisect_left(self._uppers, lower)
        last = bisect_right(self._lowers, upper)
        if first < last:
            lower = min(lower, self._lowers[first])
            upper = max(upper, self._uppers[last - 1])
        self._lowers[first:last] = [lower]
        self._uppers[first:last] = [upper]
        if len(self._lowers) > MAX_INTERVALS:
            raise NegentropyError("the peer settles too many ranges apart from each other")

    def gaps(self, lower: bytes, upper: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The parts of [lower, upper) that are in no interval, ascending."""
        number = bisect_right(self._uppers, lower)
        while lower < upper and number < len(self._lowers) and self._lowers[number] < upper:
            if lower < self._lowers[number]:
                yield lower, self._lowers[number]
            lower = self._uppers[number]
            number += 1
        if lower < upper:
            yield lower, upper
