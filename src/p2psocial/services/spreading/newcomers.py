"""New items of authors of whom nothing is here yet: let in at a pace, the rest kept waiting.

Keys cost nothing, so whoever floods uses many. Authors who are known do not wait in that queue, and
of the neighbours each household has a pace of its own, so that new authors behind the others need
not wait behind a flood. Nothing is refused: what has to wait is asked for again when its turn
comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from p2psocial.protocol.item import Item
from p2psocial.services.spreading.conduct import Allowance
from p2psocial.services.spreading.neighbours import Neighbours, Peer
from p2psocial.services.spreading.recent import Recent

# Newcomers a second, and at once, whom all neighbours together that we did not choose may push
# (`neighbours` has how many each may); and when catching up brings them. An item costs each node of
# a network 3 ms of a processor: storing, searching, passing on and counting it.
PUSHED_RATE, PUSHED_BURST = 2.0, 16.0
SYNCED_RATE, SYNCED_BURST = 200.0, 2_000.0
_MAX_WAITING = 2_000
_MAX_WAITING_OF_ONE = 400


class Newcomers:
    """The queue; `is_known` tells whether something of an author is here."""

    def __init__(self, is_known: Callable[[bytes], bool], now: float) -> None:
        self._is_known = is_known
        self._pushed = Allowance(PUSHED_RATE, PUSHED_BURST, now)
        self._synced = Allowance(SYNCED_RATE, SYNCED_BURST, now)
        # Which neighbour has what has to wait, and in which order; and what was asked for when its
        # turn had come.
        self._waiting: dict[bytes, int] = {}
        self._queues: dict[int, deque[bytes]] = {}
        self._called = Recent(_MAX_WAITING)

    def __contains__(self, identifier: bytes) -> bool:
        return identifier in self._waiting

    def admits(self, item: Item, peer: Peer, now: float, *, synced: bool) -> bool:
        """Whether an item may come in now; if not it waits, or is forgotten when too many do.

        `synced` tells that it comes of a reconciliation and not because it is new.
        """
        if self._is_known(item.author) or item.id in self._called or self._take(peer, now, synced):
            self._waiting.pop(item.id, None)
            return True
        queue = self._queues.setdefault(peer.number, deque())
        room = len(self._waiting) < _MAX_WAITING and len(queue) < _MAX_WAITING_OF_ONE
        if room and item.id not in self._waiting:
            self._waiting[item.id] = peer.number
            queue.append(item.id)
        return False

    def calls(self, peer: Peer, identifier: bytes, now: float) -> bool:
        """Whether an item that waits has its turn now, because one more peer turns out to have it.

        So nobody waits behind a flood at one neighbour who can be had of another.
        """
        if self._waiting.get(identifier) == peer.number or not self._take(peer, now, synced=False):
            return False
        del self._waiting[identifier]
        self._called.add(identifier)
        return True

    def _take(self, peer: Peer, now: float, synced: bool) -> bool:  # noqa: FBT001 -- passed on
        if synced:
            return self._synced.take(1, now)
        # Those whom we chose are few, and not crowded out by any number of those who chose us.
        chosen = peer.neighbour.outgoing
        return peer.newcomers.take(1, now) and (chosen or self._pushed.take(1, now))

    def due(self, neighbours: Neighbours, now: float) -> Iterator[tuple[Peer, bytes]]:
        """Yield the ids of those whose turn has come, and who has them."""
        for number, queue in list(self._queues.items()):
            peer = neighbours.get(number)
            while queue and (peer is None or self._take(peer, now, synced=False)):
                identifier = queue.popleft()
                if self._waiting.pop(identifier, None) is not None and peer is not None:
                    self._called.add(identifier)
                    yield peer, identifier
            if not queue:
                del self._queues[number]
