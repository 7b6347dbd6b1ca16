"""Where members of the boards are said to accept connections, and what became of dialling them.

Addresses are of two sorts. *Met* ones were dialled with success, or belong to somebody who was
connected and named the port itself: these are remembered across starts and told to others. All
others are hearsay: an attacker can make up as many as it likes, so there is room for a fixed number
of them, few of any one region, a new one takes the place of any other, and the met ones come first
in most choices. Everything is bounded.
"""

from __future__ import annotations

import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from p2psocial.network.gossip.subnets import is_worth_dialling, region
from p2psocial.network.saved_peers import SavedPeer
from p2psocial.protocol.magnet import Address

# The board of those that are only known to speak the protocol: its hash is the directory's.
DIRECTORY = ""

_MOST_MET = 1_000
_MOST_HEARSAY = 1_000
_MOST_OF_A_REGION = 32
_MOST_BOARDS = 64
_MOST_OURS = 50
# How often dialling may fail in a row before an address is forgotten.
_PATIENCE_MET = 12
_PATIENCE_HEARSAY = 3
_MET_FIRST = 0.75
_FORGET_SECONDS = 30 * 86_400
_AVOID_MOST_SECONDS = 86_400.0
# Beyond so many doublings any wait is longer than the longest; numbers have an end too.
_DOUBLINGS_MOST = 20


def _doubled(seconds: float, times: int, most: float) -> float:
    return min(most, seconds * 2.0 ** min(times, _DOUBLINGS_MOST))


@dataclass(slots=True)
class _Entry:
    boards: set[str] = field(default_factory=set)
    met: int = 0
    failures: int = 0
    avoided: int = 0
    rest_until: float = 0.0


class AddressBook:
    """See the module. Times of meeting are Unix times, those of resting are monotonic."""

    def __init__(
        self,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        chance: random.Random,
        redial_seconds: tuple[float, float],
        *,
        private: bool,
    ) -> None:
        """Begin empty; `redial_seconds` are the shortest and the longest wait after a failure."""
        self._clock = clock
        self._monotonic = monotonic
        self._chance = chance
        self._redial_least, self._redial_most = redial_seconds
        self._private = private
        self._met: dict[Address, _Entry] = {}
        self._hearsay: dict[Address, _Entry] = {}
        self._regions: Counter[bytes] = Counter()
        self._ours: OrderedDict[Address, None] = OrderedDict()

    # -- what is known -----------------------------------------------------------------------

    def add(self, board: str, addresses: Iterable[Address], *, trusted: bool = False) -> None:
        """Take note of hearsay about a board; from a trusted source, any address is believed."""
        for address in addresses:
            entry = self._met.get(address) or self._hearsay.get(address)
            if entry is None and address not in self._ours:
                worth = trusted or is_worth_dialling(address, private=self._private)
                entry = self._new_hearsay(address) if worth else None
            if entry is not None and len(entry.boards) < _MOST_BOARDS:
                entry.boards.add(board)

    def _new_hearsay(self, address: Address, entry: _Entry | None = None) -> _Entry | None:
        area = region(address.host)
        if not self._private and self._regions[area] >= _MOST_OF_A_REGION:
            return None
        if len(self._hearsay) >= _MOST_HEARSAY:
            self._drop_hearsay(self._chance.choice(list(self._hearsay)))
        self._regions[area] += 1
        found = self._hearsay[address] = entry or _Entry()
        return found

    def _drop_hearsay(self, address: Address) -> _Entry | None:
        entry = self._hearsay.pop(address, None)
        if entry is not None:
            area = region(address.host)
            self._regions[area] -= 1
            if not self._regions[area]:
                del self._regions[area]
        return entry

    def meet(self, address: Address, boards: Iterable[str]) -> None:
        """Somebody is at this address now, and is a member of these boards among others."""
        self._meet(address, boards, int(self._clock()))

    def _meet(self, address: Address, boards: Iterable[str], time: int) -> None:
        if address in self._ours:
            return
        entry = self._met.pop(address, None) or self._drop_hearsay(address) or _Entry()
        entry.boards.update(list(boards)[: _MOST_BOARDS - len(entry.boards)])
        entry.met = time
        self._met[address] = entry
        if len(self._met) > _MOST_MET:
            del self._met[min(self._met, key=lambda each: self._met[each].met)]

    def fail(self, address: Address) -> None:
        """Dialling an address, or what came after, did not work: wait longer each time."""
        entry = self._met.get(address) or self._hearsay.get(address)
        if entry is None:
            return
        entry.failures += 1
        self._rest(entry, _doubled(self._redial_least, entry.failures - 1, self._redial_most))
        if address in self._met:
            old = entry.met < self._clock() - _FORGET_SECONDS
            if old or entry.failures > _PATIENCE_MET:
                del self._met[address]
        elif entry.failures >= _PATIENCE_HEARSAY and not self._private:
            self._drop_hearsay(address)

    def rest(self, address: Address, seconds: float) -> None:
        """Leave an address alone for a while that there is nothing wrong with."""
        entry = self._met.get(address) or self._hearsay.get(address)
        if entry is not None:
            entry.failures = 0
            self._rest(entry, seconds)

    def avoid(self, address: Address, seconds: float) -> None:
        """Leave an address alone that was of no use: so long, and twice as long each time.

        At most for a day, and on a private network no longer than after a failure. It does not
        count as met any more, so others are not told of it.
        """
        met = self._met.pop(address, None)
        entry = self._new_hearsay(address, met) if met else self._hearsay.get(address)
        if entry is not None:
            most = self._redial_most if self._private else _AVOID_MOST_SECONDS
            self._rest(entry, _doubled(seconds, entry.avoided, most))
            entry.avoided += 1

    def _rest(self, entry: _Entry, seconds: float) -> None:
        until = self._monotonic() + seconds * self._chance.uniform(0.75, 1.25)
        # The end of a connection is noted too: no reason to wait less than was said before it.
        entry.rest_until = max(entry.rest_until, until)

    def is_ours(self, address: Address) -> None:
        """Never dial an address again, because it leads to ourselves."""
        self._ours[address] = None
        if len(self._ours) > _MOST_OURS:
            self._ours.popitem(last=False)
        self._met.pop(address, None)
        self._drop_hearsay(address)

    # -- what to do with it ------------------------------------------------------------------

    def pick(self, board: str, allowed: Callable[[Address], bool]) -> Address | None:
        """Return an address of a board to dial now, at random; any board's for the directory."""
        met = self._ready(self._met, board, allowed)
        hearsay = self._ready(self._hearsay, board, allowed)
        if met and (not hearsay or self._chance.random() < _MET_FIRST):
            return self._chance.choice(met)
        return self._chance.choice(hearsay) if hearsay else None

    def pick_hearsay(self, allowed: Callable[[Address], bool]) -> Address | None:
        """Return an address to find out whether anybody is there."""
        ready = self._ready(self._hearsay, DIRECTORY, allowed)
        return self._chance.choice(ready) if ready else None

    def _ready(
        self, entries: dict[Address, _Entry], board: str, allowed: Callable[[Address], bool]
    ) -> list[Address]:
        now = self._monotonic()
        return [
            address
            for address, entry in entries.items()
            if entry.rest_until <= now
            and (board == DIRECTORY or board in entry.boards)
            and allowed(address)
        ]

    def boards_of(self, address: Address) -> frozenset[str]:
        """Return the boards whose members are said to be at an address."""
        entry = self._met.get(address) or self._hearsay.get(address)
        return frozenset(entry.boards) if entry else frozenset()

    def known(self, board: str, limit: int) -> tuple[Address, ...]:
        """Return met addresses of a board (of any for the directory), the latest first."""
        found = [
            (entry.met, address)
            for address, entry in self._met.items()
            if board == DIRECTORY or board in entry.boards
        ]
        found.sort(key=lambda pair: -pair[0])
        return tuple(address for _, address in found[:limit])

    def to_save(self, limit: int) -> tuple[SavedPeer, ...]:
        """Return the met addresses, the latest first."""
        return tuple(
            SavedPeer(address, self._met[address].met, tuple(sorted(self._met[address].boards)))
            for address in self.known(DIRECTORY, limit)
        )

    def restore(self, peers: Iterable[SavedPeer]) -> None:
        """Take note of those that were met before this start."""
        for peer in peers:
            self._meet(peer.address, peer.boards, peer.seen)
