"""How a range that differs is cut into smaller ones, which the specification leaves open.

An id costs 32 bytes, a fingerprint about 21 with its bound. So small ranges are listed and large
ones cut, and how depends on who speaks. A list by the responder settles its range at once, for one
list. A list by the initiator must be answered by another: it keeps to fingerprints of few items as
long as it can, and leaves the listing to the responder. docs/negentropy.md has the measurements.
"""

from __future__ import annotations

from dataclasses import dataclass

# Of the initiator's first message: so many parts of equal size, of which the newest is cut again.
_OPENING_PARTS = 12
# Items in the newest part of all, about.
_NEWEST_ITEMS = 24


@dataclass(frozen=True, slots=True)
class Splitting:
    """Ranges of up to `listed` items are listed, larger ones cut into at most `parts`.

    A part has at least about `items`, so that small ranges are not cut into too many.
    """

    listed: int
    parts: int
    items: int

    def sizes(self, count: int) -> list[int]:
        """The sizes of the parts; at least two, or else two sides could go on for ever."""
        parts = max(2, min(self.parts, -(-count // self.items)))
        return equal_sizes(count, parts)


INITIATOR = Splitting(listed=3, parts=8, items=3)
RESPONDER = Splitting(listed=16, parts=8, items=8)


def equal_sizes(count: int, parts: int) -> list[int]:
    size, larger = divmod(count, parts)
    return [size + 1] * larger + [size] * (parts - larger)


def opening_sizes(count: int) -> list[int]:
    """The parts of the first message, small where differences are likeliest: at the newest end."""
    if count < _OPENING_PARTS * INITIATOR.items:
        return INITIATOR.sizes(count)
    *sizes, newest = equal_sizes(count, _OPENING_PARTS)
    while newest > 2 * _NEWEST_ITEMS:
        sizes.append(newest - newest // 4)
        newest //= 4
    return [*sizes, newest]
