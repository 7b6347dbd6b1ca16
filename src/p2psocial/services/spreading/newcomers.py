"""New items of authors of whom nothing is here yet: let in at a pace, the rest kept waiting.

Keys cost nothing, so whoever floods uses many. Authors who are known do not wait in that queue, and
since every node lets newcomers through at the same pace, it does not matter to how many nodes at
once somebody talks. Nothing is refused: what has to wait is asked for again when its turn comes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator

from p2psocial.protocol.item import Item
from p2psocial.services.spreading.conduct import Allowance
from p2psocial.services.spreading.recent import Recent

# Newcomers a second, and at once, who are pushed to us; and when catching up brings them. An item
# costs each node of a network 3 ms of a processor: storing, searching, passing on and counting it.
PUSHED_RATE, PUSHED_BURST = 2.0, 50.0
SYNCED_RATE, SYNCED_BURST = 200.0, 2_000.0
_MAX_WAITING = 2_000


class Newcomers:
    """The queue; `is_known` tells whether something of an author is here."""

    def __init__(self, is_known: Callable[[bytes], bool], now: float) -> None:
        self._is_known = is_known
        self._pushed = Allowance(PUSHED_RATE, PUSHED_BURST, now)
        self._synced = Allowance(SYNCED_RATE, SYNCED_BURST, now)
        # Which neighbour has what has to wait; and what was asked for when its turn had come.
        self._waiting: OrderedDict[bytes, int] = OrderedDict()
        self._called = Recent(_MAX_WAITING)

    def __contains__(self, identifier: bytes) -> bool:
        return identifier in self._waiting

    def admits(self, item: Item, neighbour: int, now: float, *, synced: bool) -> bool:
        """Whether an item may come in now; if not it waits, or is forgotten when too many do.

        `synced` tells that it comes of a reconciliation and not because it is new.
        """
        allowance = self._synced if synced else self._pushed
        if self._is_known(item.author) or item.id in self._called or allowance.take(1, now):
            self._waiting.pop(item.id, None)
            return True
        if len(self._waiting) < _MAX_WAITING:
            self._waiting.setdefault(item.id, neighbour)
        return False

    def due(self, now: float) -> Iterator[tuple[int, bytes]]:
        """Yield the neighbours and ids of those whose turn has come."""
        while self._waiting and self._pushed.take(1, now):
            identifier, neighbour = self._waiting.popitem(last=False)
            self._called.add(identifier)
            yield neighbour, identifier
