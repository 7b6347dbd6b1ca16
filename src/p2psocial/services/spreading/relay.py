"""Headers on their way out: new ones pushed, asked ones given.

A new item goes whole, with its text if that is small, to three peers, and as a mere id, in batches,
to the rest. Who hears of an id that it lacks asks for it: see `missing`.

Two of the three are peers that we dialled: however many connect to us and pass nothing on, they do
not slow down what others write. The third came to us, and is one of those that gave us a new text
last, if any did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest

from p2psocial.protocol.item import Item
from p2psocial.protocol.messages import MAX_INFOS, Body, Have, Items, in_frames
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.surroundings import Surroundings

EAGER_PEERS, EAGER_DIALLED = 3, 2
# Of those who came to us, so many that were useful last share the third place.
_USEFUL_PEERS = 8
EAGER_TEXT_BYTES = 8_192
LAZY_SECONDS = 0.05
PUSHED_SECONDS = 86_400


def is_young(item: Item, now: int) -> bool:
    """Whether an item is new enough to be pushed; older ones travel by reconciliation."""
    return item.created > now - PUSHED_SECONDS


def _one_of_each_home(peers: Iterable[Peer]) -> list[Peer]:
    """Return the first of each household."""
    by_home: dict[str, Peer] = {}
    for peer in peers:
        by_home.setdefault(peer.home, peer)
    return list(by_home.values())


class Relay:
    """Pushes headers, and gives those that we are asked for."""

    def __init__(self, around: Surroundings, servable: Callable[[Item], bytes | None]) -> None:
        self._around = around
        self._servable = servable
        self._lazy: dict[int, list[bytes]] = defaultdict(list)
        self._flush_due = False

    def push(self, item: Item) -> None:
        """Tell the neighbours of a new item, those that do not know it yet."""
        if not is_young(item, self._around.clock()):
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
        """Choose a few at random, proven ones first, of different households as far as there are.

        Somebody who opens many connections is not chosen more often for that.
        """
        drawn = self._around.chance.sample(targets, len(targets))
        drawn.sort(key=lambda peer: peer.doubt)
        dialled = [peer for peer in drawn if peer.neighbour.outgoing]
        came = [peer for peer in drawn if not peer.neighbour.outgoing]
        useful = [peer for peer in came if peer.useful_at is not None]
        latest = nlargest(_USEFUL_PEERS, useful, key=lambda peer: peer.useful_at or 0)
        came = [*(peer for peer in came if peer in latest), *came]
        dialled, came = _one_of_each_home(dialled), _one_of_each_home(came)
        places = EAGER_PEERS - EAGER_DIALLED
        best = [*dialled[:EAGER_DIALLED], *came[:places], *dialled[EAGER_DIALLED:], *came[places:]]
        others = [peer for peer in drawn if peer not in best]
        return [*best, *others][:EAGER_PEERS]

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
            if item.length <= EAGER_TEXT_BYTES and is_young(item, self._around.clock()):
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

    def gone(self, number: int) -> None:
        """Forget what a peer that has gone was to be told."""
        self._lazy.pop(number, None)
