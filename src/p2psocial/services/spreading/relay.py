"""Headers on their way: new ones pushed, announced ones fetched, asked ones given.

A new item goes whole, with its text if that is small, to three random peers, and as a mere id,
in batches, to the rest. Who hears of an id that it lacks asks for it, elsewhere if the first one
asked stays silent.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from p2psocial.protocol.item import Item
from p2psocial.protocol.messages import MAX_IDS, MAX_INFOS, Body, Get, Have, Items, in_frames
from p2psocial.services.spreading.conduct import Recent
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.surroundings import Surroundings

EAGER_PEERS = 3
EAGER_TEXT_BYTES = 8_192
LAZY_SECONDS = 0.05
PATIENCE_SECONDS = 2.0
PUSHED_SECONDS = 86_400
_MAX_WANTED = 200_000
# What one peer may announce beyond what is asked of it at a time.
_MAX_ANNOUNCED = 2_048
# Who gives much gives some of it late, so what reconciling has shown is asked for again.
_MAX_TRIES = 8
_MAX_OTHERS = 8
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
    others: deque[int] = field(default_factory=lambda: deque(maxlen=_MAX_OTHERS))


class Relay:
    """Pushes headers and keeps track of those that we asked for."""

    def __init__(self, around: Surroundings, servable: Callable[[Item], bytes | None]) -> None:
        self._around = around
        self._servable = servable
        self._wanted: OrderedDict[bytes, _Wanted] = OrderedDict()
        self._outstanding: dict[int, int] = defaultdict(int)
        self._waiting: dict[int, deque[bytes]] = defaultdict(deque)
        self._under_way: deque[tuple[float, bytes]] = deque()
        self._lazy: dict[int, list[bytes]] = defaultdict(list)
        self._flush_due = False
        self._refused: Recent[bytes] = Recent(_REFUSED)

    # -- out ---------------------------------------------------------------------------------

    def is_young(self, item: Item) -> bool:
        """Whether an item is new enough to be pushed; older ones travel by reconciliation."""
        return item.created > self._around.clock() - PUSHED_SECONDS

    def push(self, item: Item) -> None:
        """Tell the neighbours of a new item, those that do not know it yet."""
        if not self.is_young(item):
            return
        targets = [
            peer
            for peer in self._around.neighbours.of_board(item.board)
            if item.id not in peer.knows
        ]
        eager = self._eager(targets)
        for peer in eager:
            self._give(peer, (item,))
        for peer in targets:
            if peer not in eager:
                self._lazy[peer.number].append(item.id)
        if self._lazy and not self._flush_due:
            self._flush_due = True
            self._around.timers.call_later(LAZY_SECONDS, self._flush)

    def _eager(self, targets: list[Peer]) -> list[Peer]:
        """Choose a few at random, of different hosts as far as there are.

        Somebody who opens many connections is not chosen more often for that.
        """
        drawn = self._around.chance.sample(targets, len(targets))
        by_host: dict[str, Peer] = {}
        others = [
            peer
            for peer in drawn
            if by_host.setdefault(peer.neighbour.address.host, peer) is not peer
        ]
        return [*by_host.values(), *others][:EAGER_PEERS]

    def _flush(self) -> None:
        self._flush_due = False
        lazy, self._lazy = self._lazy, defaultdict(list)
        for number, ids in lazy.items():
            peer = self._around.neighbours.get(number)
            if peer is None:
                continue
            unknown = [identifier for identifier in ids if identifier not in peer.knows]
            self.tell(peer, unknown)

    def tell(self, peer: Peer, ids: Iterable[bytes]) -> None:
        """Tell a peer that we have these."""
        for group in in_frames(ids):
            if self._around.sender.send(peer.number, Have(group)):
                for identifier in group:
                    peer.knows.add(identifier)

    def _give(self, peer: Peer, items: Sequence[Item]) -> None:
        if not self._around.sender.send(peer.number, Items(tuple(item.info for item in items))):
            return
        for item in items:
            peer.knows.add(item.id)
            if item.length <= EAGER_TEXT_BYTES and self.is_young(item):
                data = self._servable(item)
                if data is not None:
                    self._around.sender.send(peer.number, Body(item.id, data))

    def asked(self, peer: Peer, ids: Sequence[bytes]) -> None:
        """Give a peer the headers that it asked for, of boards that it joined."""
        now = self._around.timers.now()
        found: list[Item] = []
        for identifier in ids:
            item = self._around.index.item(identifier)
            if item and item.board in peer.boards and peer.served.take(len(item.info), now):
                found.append(item)
        for begin in range(0, len(found), MAX_INFOS):
            self._give(peer, found[begin : begin + MAX_INFOS])

    # -- in ----------------------------------------------------------------------------------

    def heard_of(self, peer: Peer, ids: Iterable[bytes], *, synced: bool = False) -> None:
        """Ask for those of these ids that we lack; `synced` when reconciling has shown that."""
        for identifier in ids:
            peer.knows.add(identifier)
            if identifier in self._refused or self._around.index.knows(identifier):
                continue
            wanted = self._wanted.get(identifier)
            if wanted is not None:
                wanted.others.append(peer.number)
            elif len(self._wanted) < _MAX_WANTED and (
                synced or len(self._waiting[peer.number]) < _MAX_ANNOUNCED
            ):
                self._wanted[identifier] = _Wanted(peer.number, synced)
                self._waiting[peer.number].append(identifier)
        self._ask(peer.number)

    def _ask(self, number: int) -> None:
        """Ask a peer for what waits, as much as may be under way at a time."""
        waiting = self._waiting[number]
        room = MAX_IDS - self._outstanding[number]
        now = self._around.timers.now()
        ids: list[bytes] = []
        while waiting and len(ids) < room:
            identifier = waiting.popleft()
            wanted = self._wanted.get(identifier)
            if wanted is not None and wanted.asked == number:
                wanted.at = now
                self._under_way.append((now, identifier))
                ids.append(identifier)
        if ids and self._around.sender.send(number, Get(tuple(ids))):
            self._outstanding[number] += len(ids)

    def is_wanted(self, identifier: bytes) -> bool:
        """Whether we asked somebody for that item."""
        return identifier in self._wanted

    def is_synced(self, identifier: bytes) -> bool:
        """Whether we asked for that item because a reconciliation showed that we lack it."""
        wanted = self._wanted.get(identifier)
        return wanted is not None and wanted.synced

    def arrived(self, identifier: bytes) -> None:
        """Note that an item has come, from whomever."""
        wanted = self._wanted.pop(identifier, None)
        if wanted is not None:
            self._outstanding[wanted.asked] = max(0, self._outstanding[wanted.asked] - 1)
            if self._waiting[wanted.asked] and self._outstanding[wanted.asked] < MAX_IDS // 2:
                self._ask(wanted.asked)

    def refused(self, identifier: bytes) -> None:
        """Note that an item is not wanted here, however often it is offered."""
        self._refused.add(identifier)
        self.arrived(identifier)

    def was_refused(self, identifier: bytes) -> bool:
        """Whether an item was refused lately."""
        return identifier in self._refused

    def gone(self, number: int) -> None:
        """Ask others for what a peer that has gone was asked for."""
        self._waiting.pop(number, None)
        self._lazy.pop(number, None)
        lost = [key for key, each in self._wanted.items() if each.asked == number]
        self._ask_again(lost)
        self._outstanding.pop(number, None)

    def tick(self) -> None:
        """Ask elsewhere for what did not come in time."""
        late = self._around.timers.now() - PATIENCE_SECONDS
        missing: list[bytes] = []
        while self._under_way and self._under_way[0][0] < late:
            at, identifier = self._under_way.popleft()
            wanted = self._wanted.get(identifier)
            if wanted is not None and wanted.at == at:
                missing.append(identifier)
        self._ask_again(missing)

    def _ask_again(self, ids: Iterable[bytes]) -> None:
        """Ask for what did not come: others who have it, or the same peer once more."""
        peers: dict[int, None] = {}
        for identifier in ids:
            wanted = self._wanted[identifier]
            self._outstanding[wanted.asked] = max(0, self._outstanding[wanted.asked] - 1)
            number = self._whom_next(wanted)
            if number is None:
                del self._wanted[identifier]
                continue
            wanted.asked, wanted.at = number, None
            self._waiting[number].append(identifier)
            peers[number] = None
        for number in peers:
            self._ask(number)

    def _whom_next(self, wanted: _Wanted) -> int | None:
        while wanted.others:
            number = wanted.others.popleft()
            if self._around.neighbours.get(number) is not None:
                return number
        wanted.tries += 1
        again = wanted.synced and wanted.tries < _MAX_TRIES
        return wanted.asked if again and self._around.neighbours.get(wanted.asked) else None
