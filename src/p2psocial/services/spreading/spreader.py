"""The listener of the gossip endpoint: hears every message and hands it to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.item import Item
from p2psocial.protocol.messages import (
    Boards,
    Body,
    Bye,
    Get,
    GetBody,
    Have,
    Hint,
    Items,
    Message,
    Peers,
    SyncClose,
    SyncMessage,
    SyncOpen,
)
from p2psocial.services.admission import Admission
from p2psocial.services.ports import Address, BoardActivity, Neighbour
from p2psocial.services.spreading.bodies import Bodies, Outcomes
from p2psocial.services.spreading.catching_up import CatchingUp
from p2psocial.services.spreading.conduct import BAN_SECONDS, STRIKES
from p2psocial.services.spreading.intake import Consequences, Intake
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.missing import Missing
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.relay import Relay
from p2psocial.services.spreading.surroundings import Surroundings

TICK_SECONDS = 0.25
# For how long we do without a peer that announces and does not give, or does not reconcile.
_USELESS_SECONDS = 600.0
_HOUSEKEEPING_SECONDS = 60.0
_SHARED_PEERS = 20
# What a peer is charged when it tells of boards, and one more for each.
_INTRODUCTION_COST = 5


@dataclass(frozen=True, slots=True)
class SpreadingOptions:
    """What a node does for others and keeps for itself.

    `carries`: fetch new texts to pass them on. `author_quota`: items an hour of each author whom
    nobody here values. `cache_bytes`: how much text that is not seeded may be kept.
    """

    carries: bool = True
    author_quota: int = 10
    cache_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """With how many neighbours we are reconciling now, and how many items we know that we lack."""

    syncing: int
    missing: int


def _tell_nobody(_: Item) -> None:
    pass


def _count_nothing(_: bytes) -> None:
    pass


class Spreader:
    """Implements `services.ports.GossipListener`; made whole by `app`."""

    def __init__(
        self,
        around: Surroundings,
        admission: Admission,
        membership: Membership,
        fetch_torrent: Callable[[Item], None],
        options: SpreadingOptions,
    ) -> None:
        self._around = around
        self._admission = admission
        self._membership = membership
        self._cache_bytes = options.cache_bytes
        self._on_header_here: Callable[[Item], None] = _tell_nobody
        self._on_text_here: Callable[[Item], None] = _tell_nobody
        self._heed_hint: Callable[[bytes], None] = _count_nothing
        outcomes = Outcomes(self._on_text, self._on_bad_text, fetch_torrent)
        self.bodies = Bodies(around, outcomes, carries=options.carries)
        self._relay = Relay(around, self.bodies.servable)
        self._missing = Missing(around)
        self._catching_up = CatchingUp(around, membership, self._relay, self._missing)
        self._intake = Intake(
            around,
            admission,
            membership,
            self._missing,
            Consequences(self._on_header, self._strike, self._catching_up.is_caught_up),
            author_quota=options.author_quota,
        )
        self._stop_ticking: Callable[[], None] = lambda: None
        self._clean_at = around.timers.now() + _HOUSEKEEPING_SECONDS

    # -- start, stop, boards -----------------------------------------------------------------

    def start(self) -> None:
        """Begin to act by the clock."""
        self._around.sender.join(self._membership.joined)
        self._tick()

    def watch(self, header: Callable[[Item], None], text: Callable[[Item], None]) -> None:
        """Have these called from now on: for every new header, and for every text that is here."""
        self._on_header_here, self._on_text_here = header, text

    def heed_hints(self, on_hint: Callable[[bytes], None]) -> None:
        """Have `on_hint` called from now on with infohashes whose count is said to have changed."""
        self._heed_hint = on_hint

    def close(self) -> None:
        """Act no more."""
        self._stop_ticking()

    def _tick(self) -> None:
        self._stop_ticking = self._around.timers.call_later(TICK_SECONDS, self._tick)
        self._missing.tick()
        self._leave_useless()
        self._intake.tick()
        self.bodies.tick()
        self._catching_up.tick()
        for peer in self._around.neighbours:
            self._heed_introduction(peer)
            self._heed_addresses(peer)
        if self._around.timers.now() >= self._clean_at:
            self._clean_at = self._around.timers.now() + _HOUSEKEEPING_SECONDS
            self.bodies.keep_house()
            self._around.index.trim_texts(self._cache_bytes)

    def _leave_useless(self) -> None:
        for peer in self._missing.useless():
            self._around.sender.disconnect(peer.number, "silent", _USELESS_SECONDS)
            self.disconnected(peer.neighbour)
        for peer in self._catching_up.useless():
            self._around.sender.leave(peer.number, "silent", _USELESS_SECONDS)
            self.disconnected(peer.neighbour)

    def join(self, board: str) -> bool:
        """Join a board and meet its members; False when it was joined already."""
        joined = self._membership.join(board)
        if joined:
            self._boards_changed()
        return joined

    def leave(self, board: str) -> bool:
        """Leave a board; False when it was not joined."""
        left = self._membership.leave(board)
        if left:
            self._catching_up.left(board)
            self._boards_changed()
        return left

    def progress(self) -> Progress:
        """Return how far catching up is."""
        return Progress(self._catching_up.partners(), len(self._missing))

    def directory(self) -> list[BoardActivity]:
        """Return every board that we know of, with how busy it is."""
        return self._membership.directory()

    def _boards_changed(self) -> None:
        self._around.sender.join(self._membership.joined)
        introduction = self._membership.introduction()
        for peer in self._around.neighbours:
            self._around.sender.send(peer.number, introduction)
            self._share_boards(peer)

    def _share_boards(self, peer: Peer) -> None:
        """Bring up to date which boards we have in common with a peer."""
        before, peer.boards = peer.boards, peer.joined & self._membership.joined
        self._catching_up.met(peer, peer.boards - before)

    # -- what happens here -------------------------------------------------------------------

    def published(self, item: Item) -> None:
        """Spread an item that came into the index by other ways than gossip."""
        self._membership.add(item)
        self._missing.arrived(item.id)
        self.bodies.came_otherwise(item)
        self._on_text_here(item)
        if item.board in self._membership.joined:
            self._relay.push(item)

    def hint(self, infohash: bytes) -> None:
        """Tell the members of an item's board that its seed count has changed."""
        entry = self._around.index.entry(infohash)
        if entry is not None:
            message = Hint(infohash, entry.seeds, self._around.clock())
            for peer in self._around.neighbours.of_board(entry.item.board):
                self._around.sender.send(peer.number, message)

    def removed(self, item: Item) -> None:
        """Note that an item was put out of the index, and is not wanted back."""
        self._membership.remove(item)
        self._missing.refused(item.id)

    def _on_header(self, item: Item, young: bool, source: int) -> None:  # noqa: FBT001 -- called as `Consequences.stored`
        self._on_header_here(item)
        if young and self.bodies.carries:
            self.bodies.want(item, source)
        else:
            self._relay.push(item)

    def _on_text(self, item: Item) -> None:
        self._on_text_here(item)
        self._relay.push(item)

    def _on_bad_text(self, peer: Peer, item: Item, error: InvalidItem) -> bool:
        at_fault = self._admission.expel_if_at_fault(item, error)
        self._strike(peer)
        return not at_fault

    # -- what peers say ----------------------------------------------------------------------

    def connected(self, neighbour: Neighbour) -> None:
        """See `network.gossip_events.GossipListener`."""
        self._around.neighbours.add(Peer(neighbour, self._around.timers.now()))
        self._around.sender.send(neighbour.number, self._membership.introduction())

    def disconnected(self, neighbour: Neighbour) -> None:
        """See `network.gossip_events.GossipListener`."""
        if self._around.neighbours.remove(neighbour.number) is not None:
            self._relay.gone(neighbour.number)
            self._missing.gone(neighbour.number)
            self._catching_up.gone(neighbour.number)

    def received(self, neighbour: Neighbour, message: Message) -> None:
        """See `network.gossip_events.GossipListener`."""
        peer = self._around.neighbours.get(neighbour.number)
        if peer is None:
            return
        match message:
            case Items():
                self._intake.received(peer, message)
            case Body():
                self.bodies.received(peer, message)
            case Have(ids) | Get(ids) | GetBody(ids):
                self._on_ids(peer, message, ids)
            case SyncOpen() | SyncMessage() | SyncClose():
                self._on_sync(peer, message)
            case Boards() | Peers():
                self._on_introduction(peer, message)
            case Hint() | Bye():
                self._on_remark(peer, message)

    def _on_remark(self, peer: Peer, message: Hint | Bye) -> None:
        # What a peer says it counted only decides what we count next.
        if isinstance(message, Hint) and peer.asks.take(1, self._around.timers.now()):
            self._heed_hint(message.infohash)

    def _on_ids(self, peer: Peer, message: Have | Get | GetBody, ids: tuple[bytes, ...]) -> None:
        if not peer.asks.take(1 + len(ids) / 64, self._around.timers.now()):
            return
        match message:
            case Have():
                self._missing.heard_of(peer, self._intake.worth_asking(peer, ids))
            case Get():
                self._relay.asked(peer, ids)
            case GetBody():
                self.bodies.asked(peer, ids)

    def _on_sync(self, peer: Peer, message: SyncOpen | SyncMessage | SyncClose) -> None:
        match message:
            case SyncOpen():
                self._catching_up.opened(peer, message)
            case SyncMessage():
                self._catching_up.received(peer, message)
            case SyncClose():
                self._catching_up.closed(peer, message)

    def _on_introduction(self, peer: Peer, message: Boards | Peers) -> None:
        if isinstance(message, Boards):
            peer.introduction = message
            self._heed_introduction(peer)
        elif peer.asks.take(1 + len(peer.boards), self._around.timers.now()):
            peer.told = message.addresses
            self._heed_addresses(peer)

    def _heed_addresses(self, peer: Peer) -> None:
        """Learn the addresses that a peer told last, once it has proven itself.

        Whoever keeps things back names others that do.
        """
        if peer.told and peer.proven:
            for board in peer.boards:
                self._around.sender.learn(board, peer.told)
            peer.told = ()

    def _heed_introduction(self, peer: Peer) -> None:
        """Act on the boards that a peer told last, as soon as it may make us do that."""
        message = peer.introduction
        cost = _INTRODUCTION_COST + len(message.joined) if message else 0
        if message is None or not peer.asks.take(cost, self._around.timers.now()):
            return
        peer.introduction = None
        self._membership.heard(peer.number, message)
        peer.joined = frozenset(message.joined)
        self._share_boards(peer)
        listening = peer.neighbour.listening
        addresses: list[Address] = []
        for board in peer.boards:
            addresses += self._around.sender.known(board, _SHARED_PEERS)
            if listening is not None:
                self._around.sender.learn(board, (listening,))
        others = tuple(dict.fromkeys(each for each in addresses if each != listening))
        if others:
            self._around.sender.send(peer.number, Peers(others[:_SHARED_PEERS]))

    def _strike(self, peer: Peer) -> None:
        peer.strikes += 1
        if peer.strikes >= STRIKES:
            self._around.sender.disconnect(peer.number, "invalid", BAN_SECONDS)
            self.disconnected(peer.neighbour)
