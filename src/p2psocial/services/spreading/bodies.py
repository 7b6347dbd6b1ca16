"""Texts on their way: asked of gossip peers, over BitTorrent where these do not have them.

Only what we seed or carry is given to others. What is carried is not announced and not counted:
it gets the text of an author behind a router to the first people who may vote for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.item import Item
from p2psocial.protocol.messages import Body, GetBody
from p2psocial.protocol.validation import check_text
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.relay import EAGER_TEXT_BYTES
from p2psocial.services.spreading.surroundings import Surroundings

CARRY_BYTES = 50 * 1024 * 1024
PATIENCE_SECONDS = 2.0
# A small text follows its header by itself.
_EAGER_PATIENCE_SECONDS = 0.5
_MAX_PENDING = 5_000
_MAX_ASKED = 8
_GIVE_UP_SECONDS = 120.0
_CARRIED_SECONDS = 86_400


@dataclass(slots=True)
class _Pending:
    """A text that is wanted: whom it was asked of, and when we lose patience."""

    item: Item
    begun: float
    impatient_at: float
    asked: set[int] = field(default_factory=set)
    by_torrent: bool = False
    then: list[Callable[[], None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Who is told of a text that has come, of a peer that gave a wrong one, of one nobody gave.

    `on_bad_text` returns whether a right one may still be had elsewhere.
    """

    on_text: Callable[[Item], None]
    on_bad_text: Callable[[Peer, Item, InvalidItem], bool]
    fetch_torrent: Callable[[Item], None]


class Bodies:
    """Fetches, checks, stores and gives texts."""

    def __init__(self, around: Surroundings, outcomes: Outcomes, *, carries: bool) -> None:
        self._around = around
        self._outcomes = outcomes
        self._carries = carries
        self._pending: OrderedDict[bytes, _Pending] = OrderedDict()

    @property
    def carries(self) -> bool:
        """Whether new texts are fetched to be passed on."""
        return self._carries

    def servable(self, item: Item) -> bytes | None:
        """Return the file of an item if we may give it to others."""
        return self._around.index.servable(item.infohash)

    def ask_for(self, item: Item, came: Callable[[], None]) -> None:
        """Get a text that a person wants to read, calling back when it has come."""
        pending = self._pending.get(item.id)
        if pending is None:
            now = self._around.timers.now()
            pending = self._pending[item.id] = _Pending(item, now, now, by_torrent=True)
        pending.then.append(came)
        self._ask(pending, None)

    def want(self, item: Item, source: int | None) -> None:
        """Get the text of an item, whose header `source` has just sent (None: nobody has)."""
        if item.id in self._pending or len(self._pending) >= _MAX_PENDING:
            return
        now = self._around.timers.now()
        pending = _Pending(item, now, now)
        self._pending[item.id] = pending
        if source is not None and item.length <= EAGER_TEXT_BYTES:
            pending.impatient_at = now + _EAGER_PATIENCE_SECONDS
        else:
            self._ask(pending, source)

    def _ask(self, pending: _Pending, number: int | None) -> None:
        if number is None:
            number = self._holder(pending)
        pending.impatient_at = self._around.timers.now() + PATIENCE_SECONDS
        if number is None:
            # Somebody who has it may still connect, so the question is put again in a while.
            self._ask_the_swarm(pending)
        else:
            pending.asked.add(number)
            self._around.sender.send(number, GetBody((pending.item.id,)))

    def _holder(self, pending: _Pending) -> int | None:
        """Return a peer that may have the item, and was not asked for it yet; proven ones first."""
        if len(pending.asked) >= _MAX_ASKED:
            return None
        peers = [
            peer
            for peer in self._around.neighbours.of_board(pending.item.board)
            if peer.number not in pending.asked
        ]
        knowing = [peer for peer in peers if pending.item.id in peer.knows]
        best = min(knowing or peers, key=lambda peer: (peer.doubt, peer.number), default=None)
        return best.number if best else None

    def _ask_the_swarm(self, pending: _Pending) -> None:
        if not pending.by_torrent:
            pending.by_torrent = True
            self._outcomes.fetch_torrent(pending.item)

    def tick(self) -> None:
        """Ask elsewhere for what did not come in time, and give up in the end."""
        now = self._around.timers.now()
        late = [each for each in self._pending.values() if each.impatient_at <= now]
        for pending in late:
            if now - pending.begun >= _GIVE_UP_SECONDS:
                del self._pending[pending.item.id]
            else:
                self._ask(pending, None)

    def asked(self, peer: Peer, ids: tuple[bytes, ...]) -> None:
        """Give a peer the texts that it asked for, as far as we may and it may."""
        now = self._around.timers.now()
        for identifier in ids:
            item = self._around.index.item(identifier)
            data = self.servable(item) if item and item.board in peer.boards else None
            if data is not None and not peer.served.take(len(data), now):
                data = None
            self._around.sender.send(peer.number, Body(identifier, data))

    def received(self, peer: Peer, message: Body) -> None:
        """Take a text from a peer; what was not wanted is passed over."""
        pending = self._pending.get(message.id)
        if pending is None:
            return
        if message.data is None:
            pending.asked.add(peer.number)
            self._ask(pending, None)
            return
        try:
            text = check_text(pending.item, message.data)
        except InvalidItem as error:
            pending.asked.add(peer.number)
            if self._outcomes.on_bad_text(peer, pending.item, error):
                self._ask(pending, None)
            else:
                del self._pending[message.id]
            return
        with self._around.index.transaction(durable=False):
            stored = self._around.index.add_text(pending.item.infohash, text)
            self._carry(pending.item)
        self._settle(pending.item)
        if stored:
            peer.useful_at = self._around.timers.now()
            self._outcomes.on_text(pending.item)

    def came_otherwise(self, item: Item) -> None:
        """Note that the text of an item is here now by other ways than gossip."""
        if item.id in self._pending:
            self._carry(item)
            self._settle(item)

    def _carry(self, item: Item) -> None:
        now = self._around.clock()
        if self._carries and item.created > now - _CARRIED_SECONDS:
            self._around.index.carry(item.infohash, now)

    def _settle(self, item: Item) -> None:
        pending = self._pending.pop(item.id, None)
        for came in pending.then if pending else ():
            came()

    def keep_house(self) -> None:
        """Drop what is carried beyond the limits of age and size."""
        self._around.index.drop_carried(self._around.clock() - _CARRIED_SECONDS, CARRY_BYTES)
