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
from p2psocial.protocol.torrent import infohash_of
from p2psocial.protocol.validation import read_header
from p2psocial.services.admission import Admission
from p2psocial.services.ports import Address, BoardActivity, Neighbour
from p2psocial.services.spreading.bodies import Bodies, Outcomes
from p2psocial.services.spreading.catching_up import CatchingUp
from p2psocial.services.spreading.conduct import (
    BAN_SECONDS,
    FORGIVEN,
    STRIKES,
    AuthorQuota,
    Recent,
)
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.newcomers import Newcomers
from p2psocial.services.spreading.relay import Relay
from p2psocial.services.spreading.surroundings import Surroundings

TICK_SECONDS = 0.25
_HOUSEKEEPING_SECONDS = 60.0
_REFUSED_INFOS = 50_000
_SHARED_PEERS = 20


@dataclass(frozen=True, slots=True)
class SpreadingOptions:
    """What a node does for others and keeps for itself.

    `carries`: fetch new texts to pass them on. `author_quota`: items an hour of each author whom
    nobody here values. `cache_bytes`: how much text that is not seeded may be kept.
    """

    carries: bool = True
    author_quota: int = 10
    cache_bytes: int = 256 * 1024 * 1024


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
        self._quota = AuthorQuota(options.author_quota)
        self._on_header_here: Callable[[Item], None] = _tell_nobody
        self._on_text_here: Callable[[Item], None] = _tell_nobody
        self._heed_hint: Callable[[bytes], None] = _count_nothing
        self._newcomers = Newcomers(around.index.has_author, around.timers.now())
        self._refused_infos: Recent[bytes] = Recent(_REFUSED_INFOS)
        outcomes = Outcomes(self._on_text, self._on_bad_text, fetch_torrent)
        self.bodies = Bodies(around, outcomes, carries=options.carries)
        self._relay = Relay(around, self.bodies.servable)
        self._catching_up = CatchingUp(around, membership, self._relay)
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
        self._relay.tick()
        self._call_newcomers()
        self.bodies.tick()
        self._catching_up.tick()
        if self._around.timers.now() >= self._clean_at:
            self._clean_at = self._around.timers.now() + _HOUSEKEEPING_SECONDS
            self.bodies.keep_house()
            self._around.index.trim_texts(self._cache_bytes)

    def _call_newcomers(self) -> None:
        for number, identifier in self._newcomers.due(self._around.timers.now()):
            peer = self._around.neighbours.get(number)
            if peer is not None:
                self._relay.heard_of(peer, (identifier,))

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

    def directory(self) -> list[BoardActivity]:
        """Return every board that we know of, with how busy it is."""
        return self._membership.directory()

    def _boards_changed(self) -> None:
        self._around.sender.join(self._membership.joined)
        introduction = self._membership.introduction()
        for peer in self._around.neighbours:
            peer.boards = peer.boards & self._membership.joined
            self._around.sender.send(peer.number, introduction)

    # -- what happens here -------------------------------------------------------------------

    def published(self, item: Item) -> None:
        """Spread an item that came into the index by other ways than gossip."""
        self._membership.add(item)
        self._relay.arrived(item.id)
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
        self._relay.refused(item.id)

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
            self._catching_up.gone(neighbour.number)

    def received(self, neighbour: Neighbour, message: Message) -> None:
        """See `network.gossip_events.GossipListener`."""
        peer = self._around.neighbours.get(neighbour.number)
        if peer is None:
            return
        match message:
            case Items():
                self._on_items(peer, message)
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
                self._relay.heard_of(peer, (each for each in ids if each not in self._newcomers))
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
        if isinstance(message, Peers):
            for board in peer.boards:
                self._around.sender.learn(board, message.addresses)
            return
        self._membership.heard(peer.number, message)
        before, peer.boards = peer.boards, frozenset(message.joined) & self._membership.joined
        self._catching_up.met(peer, peer.boards - before)
        listening = peer.neighbour.listening
        addresses: list[Address] = []
        for board in peer.boards:
            addresses += self._around.sender.known(board, _SHARED_PEERS)
            if listening is not None:
                self._around.sender.learn(board, (listening,))
        others = tuple(dict.fromkeys(each for each in addresses if each != listening))
        if others:
            self._around.sender.send(peer.number, Peers(others[:_SHARED_PEERS]))

    def _on_items(self, peer: Peer, message: Items) -> None:
        for info in message.infos:
            infohash = infohash_of(info)
            if infohash in self._refused_infos:
                continue
            known = self._around.index.header(infohash)
            if known is not None:
                peer.knows.add(known.id)
                self._relay.arrived(known.id)
                continue
            try:
                self._on_new_item(peer, info)
            except InvalidItem as error:
                self._refused_infos.add(infohash)
                if error.reason not in FORGIVEN:
                    self._strike(peer)
                    if self._around.neighbours.get(peer.number) is None:
                        return

    def _on_new_item(self, peer: Peer, info: bytes) -> None:
        item = read_header(info)
        peer.knows.add(item.id)
        wanted = self._relay.is_wanted(item.id)
        if not wanted and not peer.items.take(1, self._around.timers.now()):
            return
        if item.board not in self._membership.joined or self._relay.was_refused(item.id):
            return
        if not wanted and not self._relay.is_young(item):
            return
        synced = self._relay.is_synced(item.id)
        try:
            self._admission.check(item)
        finally:
            self._relay.arrived(item.id)
        if not self._is_their_turn(peer, item, synced=synced):
            return
        if not self._admission.is_welcome(item) or not self._within_quota(item):
            self._relay.refused(item.id)
            return
        if self._admission.admit_header(item):
            self._membership.add(item)
            self._on_header_here(item)
            if self._relay.is_young(item) and self.bodies.carries:
                self.bodies.want(item, peer.number)
            else:
                self._relay.push(item)

    def _is_their_turn(self, peer: Peer, item: Item, *, synced: bool) -> bool:
        now = self._around.timers.now()
        return not self._relay.is_young(item) or self._newcomers.admits(
            item, peer.number, now, synced=synced
        )

    def _within_quota(self, item: Item) -> bool:
        return self._quota.take(item.author, item.created) or self._around.index.values(item.author)

    def _strike(self, peer: Peer) -> None:
        peer.strikes += 1
        if peer.strikes >= STRIKES:
            self._around.sender.disconnect(peer.number, "invalid", BAN_SECONDS)
            self.disconnected(peer.neighbour)
