"""Headers that we lack: whom we ask for which, and what is done when they do not come.

Ids come from announcements (`have`) and from reconciling. Each is asked of one peer at a time, up
to 512 of a peer at once; who stays silent for two seconds is passed over for another who has it.
Whatever strangers announce, there is room for a fixed number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from p2psocial.protocol.messages import MAX_IDS, Get
from p2psocial.services.spreading.neighbours import MOST_DOUBT, Peer
from p2psocial.services.spreading.recent import Recent
from p2psocial.services.spreading.surroundings import Surroundings

PATIENCE_SECONDS = 2.0
# What a peer may have announced that it was not asked for yet; less when all together have much.
_MAX_ANNOUNCED, _LEAST_ANNOUNCED = 512, 128
_MANY = 10_000
# Who gives much gives some of it late, so what reconciling has shown is asked for again.
_MAX_TRIES = 8
_MAX_OTHERS = 8
_USELESS, _USELESS_SECONDS = 12, 30.0
_REFUSED = 50_000


@dataclass(slots=True)
class _Wanted:
    """An item that we lack: whom we ask, when we did (None: not yet), who else said to have it.

    `synced` tells that a reconciliation showed that we lack it.
    """

    asked: int
    synced: bool
    tries: int = 0
    at: float | None = None
    others: tuple[int, ...] = ()

    def note(self, number: int) -> None:
        """Note that one more peer has it; of many, the latest count."""
        if number not in self.others:
            self.others = (*self.others[1 - _MAX_OTHERS :], number)


@dataclass(slots=True)
class _Giver:
    """What one peer is to be asked for, how much it was, and when it last gave something."""

    gave_at: float
    waiting: deque[bytes] = field(default_factory=deque)
    outstanding: int = 0
    overflowed: bool = False


class Missing:
    """Keeps track of what we lack; what comes is noted with `arrived`, from whomever it comes."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._wanted: dict[bytes, _Wanted] = {}
        self._givers: dict[int, _Giver] = {}
        # What was asked for when and of whom, the oldest first; and what of it is still owed.
        self._under_way: deque[tuple[float, bytes, int]] = deque()
        self._owed: set[tuple[bytes, int]] = set()
        self._refused = Recent(_REFUSED)

    def __len__(self) -> int:
        return len(self._wanted)

    def __contains__(self, identifier: bytes) -> bool:
        return identifier in self._wanted

    def is_synced(self, identifier: bytes) -> bool:
        """Whether we asked for that item because a reconciliation showed that we lack it."""
        wanted = self._wanted.get(identifier)
        return wanted is not None and wanted.synced

    def was_refused(self, identifier: bytes) -> bool:
        """Whether an item was refused lately."""
        return identifier in self._refused

    # -- asking ------------------------------------------------------------------------------

    def heard_of(self, peer: Peer, ids: Iterable[bytes], *, synced: bool = False) -> None:
        """Ask for those of these ids that we lack; `synced` when reconciling has shown that.

        Announcements beyond what a peer may have are passed over; see `overflowed`.
        """
        giver = self._giver(peer.number)
        better: list[bytes] = []
        for identifier in ids:
            peer.knows.add(identifier)
            if identifier in self._refused or self._around.index.knows(identifier):
                continue
            wanted = self._wanted.get(identifier)
            if wanted is not None:
                wanted.note(peer.number)
                if self._is_better(peer, wanted):
                    better.append(identifier)
            elif synced or len(giver.waiting) < self._room():
                self._wanted[identifier] = _Wanted(peer.number, synced)
                giver.waiting.append(identifier)
            else:
                giver.overflowed = True
        self._ask_again(better)
        self._ask(peer.number)

    def _is_better(self, peer: Peer, wanted: _Wanted) -> bool:
        """Whether a peer is to be asked at once for what another is asked for now."""
        asked = self._doubt(wanted.asked)
        # Whoever reconciles gives much, which would come twice.
        return asked > peer.doubt and (not wanted.synced or asked >= MOST_DOUBT)

    def _doubt(self, number: int) -> int:
        peer = self._around.neighbours.get(number)
        return peer.doubt if peer is not None else MOST_DOUBT

    def useless(self) -> list[Peer]:
        """Return the peers that announce much and give nothing."""
        before = self._around.timers.now() - _USELESS_SECONDS
        return [
            peer
            for peer in self._around.neighbours
            if peer.broken >= _USELESS and self.gave_at(peer.number) < before
        ]

    def _room(self) -> int:
        return _MAX_ANNOUNCED if len(self._wanted) < _MANY else _LEAST_ANNOUNCED

    def _giver(self, number: int) -> _Giver:
        giver = self._givers.get(number)
        if giver is None:
            giver = self._givers[number] = _Giver(self._around.timers.now())
        return giver

    def overflowed(self, number: int) -> bool:
        """Whether a peer announced more than it may, since this was last asked."""
        giver = self._givers.get(number)
        overflowed = giver is not None and giver.overflowed
        if giver is not None:
            giver.overflowed = False
        return overflowed

    def expected_of(self, number: int) -> int:
        """Return how many items a peer is to give us."""
        giver = self._givers.get(number)
        return len(giver.waiting) + giver.outstanding if giver else 0

    def gave_at(self, number: int) -> float:
        """Return when a peer last gave us what we had asked it for, or was first heard of."""
        giver = self._givers.get(number)
        return giver.gave_at if giver else self._around.timers.now()

    def _ask(self, number: int) -> None:
        """Ask a peer for what waits, as much as may be under way at a time."""
        giver = self._givers[number]
        now = self._around.timers.now()
        ids: list[bytes] = []
        while giver.waiting and giver.outstanding + len(ids) < MAX_IDS:
            identifier = giver.waiting.popleft()
            wanted = self._wanted.get(identifier)
            if wanted is not None and wanted.asked == number and wanted.at is None:
                wanted.at = now
                self._under_way.append((now, identifier, number))
                self._owed.add((identifier, number))
                ids.append(identifier)
        if ids:
            giver.outstanding += len(ids)
            self._around.sender.send(number, Get(tuple(ids)))

    # -- what comes --------------------------------------------------------------------------

    def gave(self, peer: Peer, identifier: bytes) -> None:
        """Note that a peer has sent an item, whether or not we still want it."""
        peer.broken = 0
        self._owed.discard((identifier, peer.number))
        source = self._givers.get(peer.number)
        if source is not None:
            source.gave_at = self._around.timers.now()

    def arrived(self, identifier: bytes) -> None:
        """Note that an item has come, from a peer or otherwise."""
        wanted = self._wanted.pop(identifier, None)
        asked = self._givers.get(wanted.asked) if wanted is not None else None
        if wanted is None or asked is None or wanted.at is None:
            return
        asked.outstanding -= 1
        if asked.waiting and asked.outstanding < MAX_IDS // 2:
            self._ask(wanted.asked)

    def refused(self, identifier: bytes) -> None:
        """Note that an item is not wanted here, however often it is offered."""
        self._refused.add(identifier)
        self.arrived(identifier)

    # -- what does not -----------------------------------------------------------------------

    def gone(self, number: int) -> None:
        """Ask others for what a peer that has gone was asked for."""
        if self._givers.pop(number, None) is not None:
            lost = [key for key, each in self._wanted.items() if each.asked == number]
            self._ask_again(lost)

    def tick(self) -> None:
        """Ask elsewhere for what did not come in time."""
        late = self._around.timers.now() - PATIENCE_SECONDS
        # As keys, for an item may be under way twice.
        silent: dict[bytes, None] = {}
        while self._under_way and self._under_way[0][0] < late:
            at, identifier, number = self._under_way.popleft()
            self._note_broken(identifier, number)
            wanted = self._wanted.get(identifier)
            if wanted is not None and wanted.at == at and wanted.asked == number:
                silent[identifier] = None
        self._ask_again(silent)

    def _note_broken(self, identifier: bytes, number: int) -> None:
        # Also of what another has given meanwhile: else only who is asked alone would ever fail.
        if (identifier, number) in self._owed:
            self._owed.remove((identifier, number))
            peer = self._around.neighbours.get(number)
            if peer is not None:
                peer.broken += 1

    def _ask_again(self, ids: Iterable[bytes]) -> None:
        """Ask for what did not come: others who have it, or the same peer once more."""
        peers: dict[int, None] = {}
        for identifier in ids:
            wanted = self._wanted[identifier]
            giver = self._givers.get(wanted.asked)
            if giver is not None and wanted.at is not None:
                giver.outstanding -= 1
                peers[wanted.asked] = None
            number = self._whom_next(wanted)
            if number is None:
                del self._wanted[identifier]
                continue
            wanted.asked, wanted.at = number, None
            self._giver(number).waiting.append(identifier)
            peers[number] = None
        for number in peers:
            self._ask(number)

    def _whom_next(self, wanted: _Wanted) -> int | None:
        # Among those whose word is worth as much, the order stays as it is.
        candidates = sorted(wanted.others, key=self._doubt)
        while candidates:
            number = candidates.pop(0)
            wanted.others = tuple(candidates)
            if self._around.neighbours.get(number) is not None:
                return number
        wanted.tries += 1
        again = wanted.synced and wanted.tries < _MAX_TRIES
        return wanted.asked if again and self._around.neighbours.get(wanted.asked) else None
