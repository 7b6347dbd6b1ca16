"""Which DHT nodes we know of one family, in the order of their ids.

*Proven* nodes have answered under the id they are kept with; the others are hearsay, which an
attacker can make up without end. So hearsay never takes the place of a proven node that answered
recently, and an address has one id: whoever answers under another one than before is wrong until
the node is forgotten. Hearsay that proved empty is not heard again for some minutes: nodes go on
telling of dead ones, and each costs a count a second. Everything is bounded.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.protocol.krpc import ID_BYTES, Node
from p2psocial.protocol.magnet import Address

_ID_BITS = ID_BYTES * 8
_SAMPLE = 32
_PATIENCE_PROVEN = 3
_FRESH_SECONDS = 900.0
_SILENT_SECONDS = 300.0
_MOST_SILENT = 4_096


@dataclass(slots=True)
class Known:
    """What is known of a node. `answered` is when it last did, None for hearsay."""

    node: Node
    number: int
    answered: float | None = None
    failures: int = 0


class NodeCache:
    """See the module."""

    def __init__(self, most: int, monotonic: Callable[[], float], chance: random.Random) -> None:
        """Begin empty; `most` nodes are kept."""
        self._most = most
        self._monotonic = monotonic
        self._chance = chance
        self._known: dict[Address, Known] = {}
        self._addresses: list[Address] = []
        self._places: dict[Address, int] = {}
        self._order: list[tuple[int, Address]] = []
        self._silent: OrderedDict[Address, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, address: Address) -> Known | None:
        """Return what is known of the node at an address."""
        return self._known.get(address)

    def hear(self, node: Node) -> None:
        """Take note of a node that somebody told of; nothing changes when its address is known."""
        if node.address in self._known or self.was_silent(node.address):
            return
        if self._make_room():
            self._put(Known(node, int.from_bytes(node.id, "big")))

    def prove(self, node: Node) -> bool:
        """Take note that a node answered; False when the same address had another id before."""
        known = self._known.get(node.address)
        if known is not None and known.node.id != node.id:
            if known.answered is not None:
                self.fail(node.address)
                return False
            self._drop(node.address)
            known = None
        if known is None:
            if not self._make_room(proven=True):
                return True
            known = Known(node, int.from_bytes(node.id, "big"))
            self._put(known)
        known.answered, known.failures = self._monotonic(), 0
        self._silent.pop(node.address, None)
        return True

    def fail(self, address: Address) -> None:
        """Take note that a node did not answer; it is forgotten when that goes on."""
        known = self._known.get(address)
        if known is not None:
            known.failures += 1
            if known.answered is None or known.failures >= _PATIENCE_PROVEN:
                self._drop(address)
        if known is None or known.answered is None:
            self._silent[address] = self._monotonic() + _SILENT_SECONDS
            self._silent.move_to_end(address)
            if len(self._silent) > _MOST_SILENT:
                self._silent.popitem(last=False)

    def was_silent(self, address: Address) -> bool:
        """Whether nobody answered there some minutes ago, nor ever before."""
        return self._silent.get(address, 0.0) > self._monotonic()

    def closest(self, target: bytes, count: int) -> list[Known]:
        """Return the nodes whose ids are closest to `target` by XOR, the closest first."""
        wanted = int.from_bytes(target, "big")
        # Ids with a common beginning stand together, and all of them are closer to the target than
        # any other. The shortest beginning that enough of them have is found by bisection.
        low, high = 0, _ID_BITS
        while low < high:
            middle = (low + high + 1) // 2
            first, end = self._with_prefix(wanted, middle)
            if end - first >= count:
                low = middle
            else:
                high = middle - 1
        first, end = self._with_prefix(wanted, low)
        nearest = heapq.nsmallest(count, self._order[first:end], key=lambda one: one[0] ^ wanted)
        return [self._known[address] for _, address in nearest]

    def _with_prefix(self, wanted: int, bits: int) -> tuple[int, int]:
        size = 1 << _ID_BITS - bits
        start = wanted // size * size
        return bisect_left(self._order, (start,)), bisect_left(self._order, (start + size,))

    def _make_room(self, *, proven: bool = False) -> bool:
        if len(self._known) < self._most:
            return True
        sample = [self._known[self._chance.choice(self._addresses)] for _ in range(_SAMPLE)]
        worst = min(sample, key=lambda one: (one.answered or 0.0, -one.failures))
        fresh = self._monotonic() - _FRESH_SECONDS
        if not proven and worst.answered is not None and worst.answered > fresh:
            return False
        self._drop(worst.node.address)
        return True

    def _put(self, known: Known) -> None:
        address = known.node.address
        self._known[address] = known
        self._places[address] = len(self._addresses)
        self._addresses.append(address)
        insort(self._order, (known.number, address))

    def _drop(self, address: Address) -> None:
        known = self._known.pop(address)
        del self._order[bisect_left(self._order, (known.number, address))]
        # The last one takes its place, so that choosing at random stays cheap.
        place, last = self._places.pop(address), self._addresses.pop()
        if last != address:
            self._addresses[place] = last
            self._places[last] = place
