"""Catching up: reconciling the sets of items with peers, newest first (Negentropy V1).

Whoever meets compares the whole past year in one go, which costs next to nothing when little is
missing. When much is, that is given up for windows: day before week before month before year, so
that the feed is of use from the first second. Every window of every board is reconciled with two
peers; the day again every ten minutes, with one.

A reconciliation waits while the peer has still to give many of the items that it has shown to be
missing, and ends before it has shown more than may be held; what is left is for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from p2psocial.protocol.item import MAX_CREATED, MAX_FUTURE_SECONDS
from p2psocial.protocol.messages import (
    MAX_SYNC_BYTES,
    MAX_SYNC_NUMBER,
    SyncClose,
    SyncMessage,
    SyncOpen,
)
from p2psocial.protocol.negentropy import Initiator, NegentropyError, Responder
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.missing import Missing
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.relay import Relay
from p2psocial.services.spreading.silence import AGAIN_SECONDS, Silence
from p2psocial.services.spreading.surroundings import Surroundings

_DAY = 86_400
# How far back each window reaches, from where the one before it ends.
WINDOWS = (_DAY, 7 * _DAY, 30 * _DAY, 365 * _DAY)
# All of the windows at once.
EVERYTHING = len(WINDOWS)
PEERS_PER_WINDOW = 2
REPEAT_SECONDS = 600.0
_SESSION_SECONDS = 20.0
_MAX_SESSIONS = 3
_MAX_ANSWERED_PER_PEER = 4
_SLACK_SECONDS = 3_600
# An answer longer than this, or naming more ids, tells that much is missing.
_MUCH_BYTES = 4_096
_MUCH_IDS = 512
# A peer is told to go on when so few items are still expected of it, and shows at most so many.
_FEW_EXPECTED = 1_024
_MOST_SHOWN = 50_000
# However much is to be had from one peer, others get their turn after that time.
_LONGEST_SECONDS = 120.0
_GREETED_SECONDS = 10.0


def _cost(message: bytes) -> float:
    """Return what a peer is charged for a message: 60,000 bytes can be 0.1 s of work."""
    return 1 + len(message) / 1_000


@dataclass(slots=True)
class _Session:
    """A reconciliation that we opened; `held` is what is to be said next, when it is time.

    `cost` is what the peer is charged for the work that it has made with its last message.
    """

    number: int
    peer: int
    board: str
    window: int
    initiator: Initiator
    begun_at: float
    active_at: float
    shown: int = 0
    held: bytes | None = None
    cost: float = 0.0


@dataclass(slots=True)
class _Answering:
    """A reconciliation that a peer opened."""

    board: str
    since: int
    until: int
    responder: Responder
    active_at: float


class CatchingUp:
    """Opens reconciliations when it is time, and answers those of others."""

    def __init__(
        self, around: Surroundings, membership: Membership, relay: Relay, missing: Missing
    ) -> None:
        self._around = around
        self._membership = membership
        self._relay = relay
        self._missing = missing
        # Peers and boards that are to be reconciled as soon as may be, in that order.
        self._to_greet: dict[tuple[int, str], None] = {}
        self._sessions: dict[int, _Session] = {}
        self._answering: dict[tuple[int, int], _Answering] = {}
        self._next_number = 0
        # Peers that broke off a reconciliation, and until when they are left alone.
        self._avoided: dict[int, float] = {}
        self._silence = Silence()
        # When and with whom each window of each board was last reconciled.
        self._done: dict[tuple[str, int], dict[int, float]] = {}

    # -- ours --------------------------------------------------------------------------------

    def tick(self) -> None:
        """Give up what got no answer, go on with what can, and open what is due."""
        self._expire()
        for session in self._sessions.values():
            self._say(session)
        self._ask_silent_again()
        while self._to_greet and len(self._sessions) < _MAX_SESSIONS:
            number, board = next(iter(self._to_greet))
            del self._to_greet[number, board]
            peer = self._around.neighbours.get(number)
            if peer is not None and board in peer.boards:
                self._open(peer, board, EVERYTHING)
        for board, window in self._due():
            if len(self._sessions) >= _MAX_SESSIONS:
                return
            peer = self._partner(board, window)
            if peer is not None:
                self._open(peer, board, window)

    def met(self, peer: Peer, boards: frozenset[str]) -> None:
        """Reconcile with a peer that shares these boards, as soon as may be.

        It may come from a part of the network that ours was cut off from. Who dialled begins.
        """
        if peer.neighbour.outgoing:
            self._greet(peer, sorted(boards))
        elif boards:
            # It will begin; doing the same the other way round would only cost.
            self._avoid(peer.number, _GREETED_SECONDS)

    def _greet(self, peer: Peer, boards: Iterable[str]) -> None:
        self._to_greet |= dict.fromkeys((peer.number, board) for board in boards)

    def _ask_silent_again(self) -> None:
        for peer in self._connected(self._silence.to_ask_again()):
            if self._is_free(peer):
                self._greet(peer, sorted(peer.boards)[:1])

    def _is_free(self, peer: Peer) -> bool:
        """Whether a reconciliation with a peer may be opened now."""
        now = self._around.timers.now()
        busy = any(session.peer == peer.number for session in self._sessions.values())
        return not busy and self._avoided.get(peer.number, now) <= now

    def _connected(self, numbers: Iterable[int]) -> list[Peer]:
        peers = map(self._around.neighbours.get, numbers)
        return [peer for peer in peers if peer is not None]

    def useless(self) -> list[Peer]:
        """Return the peers that do not reconcile."""
        return self._connected(self._silence.useless())

    def partners(self) -> int:
        """Return with how many peers we are reconciling because we opened that."""
        return len({session.peer for session in self._sessions.values()})

    def is_caught_up(self, board: str, created: int) -> bool:
        """Whether a time on a board was reconciled with enough peers, and some time ago.

        What turns up there now was written later than it says, or was kept back, or has been on
        the other side of a network that was cut in two.
        """
        now = self._around.timers.now()
        for window in range(len(WINDOWS)):
            since, until = self._span(window)
            if since <= created < until:
                times = self._done.get((board, window), {}).values()
                settled = sum(now - time >= REPEAT_SECONDS for time in times)
                return settled >= PEERS_PER_WINDOW
        return True

    def _expire(self) -> None:
        now = self._around.timers.now()
        for session in list(self._sessions.values()):
            active_at = session.active_at
            if session.held is not None:
                active_at = max(active_at, self._missing.gave_at(session.peer))
            if now - active_at > _SESSION_SECONDS:
                if session.held is None:
                    alone = not any(peer.proven for peer in self._around.neighbours)
                    self._silence.unanswered(session.peer, now, alone=alone)
                self._avoid(session.peer, AGAIN_SECONDS)
                self._end(session, done=False)
            elif now - session.begun_at > _LONGEST_SECONDS:
                self._avoid(session.peer, _GREETED_SECONDS)
                self._end(session, done=False)
        for key, answering in list(self._answering.items()):
            if now - answering.active_at > _SESSION_SECONDS:
                del self._answering[key]

    def _avoid(self, number: int, seconds: float) -> None:
        self._avoided[number] = self._around.timers.now() + seconds

    def _due(self) -> Iterable[tuple[str, int]]:
        now = self._around.timers.now()
        for window in range(len(WINDOWS)):
            for board in sorted(self._membership.joined):
                times = self._done.get((board, window), {})
                waited = now - max(times.values(), default=now - REPEAT_SECONDS)
                again = window == 0 and waited >= REPEAT_SECONDS
                if len(times) < PEERS_PER_WINDOW or again:
                    yield board, window

    def _partner(self, board: str, window: int) -> Peer | None:
        """Return a peer to reconcile with, rather one that this window was not done with."""
        times = self._done.get((board, window), {})
        here = self._around.neighbours.of_board(board)
        now = self._around.timers.now()
        peers = [peer for peer in here if self._is_free(peer)]
        fresh = [peer for peer in peers if peer.number not in times]
        asked_all = not fresh and 0 < len(times) < PEERS_PER_WINDOW
        if asked_all and (window != 0 or now - max(times.values()) < REPEAT_SECONDS):
            # Everybody who is here was asked; the next one to come will be asked as well.
            return None
        choice = fresh or peers
        return self._around.chance.choice(choice) if choice else None

    def _span(self, window: int) -> tuple[int, int]:
        now = self._around.clock()
        ahead = now + MAX_FUTURE_SECONDS + _SLACK_SECONDS
        if window == EVERYTHING:
            return max(0, now - WINDOWS[-1]), ahead
        if window == 0:
            return max(0, now - WINDOWS[0]), ahead
        return max(0, now - WINDOWS[window]), max(0, now - WINDOWS[window - 1])

    def _open(self, peer: Peer, board: str, window: int) -> None:
        items = self._membership.items_of(board)
        if items is None:
            return
        since, until = self._span(window)
        self._next_number = self._next_number % MAX_SYNC_NUMBER + 1
        number = self._next_number
        initiator = Initiator(items.view(since, until), MAX_SYNC_BYTES)
        opening = SyncOpen(number, board, since, until, initiator.initiate())
        if self._around.sender.send(peer.number, opening):
            now = self._around.timers.now()
            session = _Session(number, peer.number, board, window, initiator, now, now)
            self._sessions[number] = session

    def _end(self, session: _Session, *, done: bool) -> None:
        self._sessions.pop(session.number, None)
        if done:
            self._mark(session.board, session.peer, *self._span(session.window))
        closing = SyncClose(session.number, opener=True, done=done)
        self._around.sender.send(session.peer, closing)

    def _mark(self, board: str, peer: int, since: int, until: int) -> None:
        """Note that a span of time was reconciled with a peer, for the windows that are in it."""
        for window in range(len(WINDOWS)):
            first, last = self._span(window)
            if since <= first + _SLACK_SECONDS and until >= last - _SLACK_SECONDS:
                times = self._done.setdefault((board, window), {})
                times[peer] = self._around.timers.now()

    def _go_on(self, peer: Peer, message: SyncMessage) -> None:
        session = self._sessions.get(message.number)
        if session is None or session.peer != peer.number:
            return
        session.active_at = self._around.timers.now()
        self._silence.answered(peer.number)
        try:
            told = session.initiator.receive(message.message)
        except NegentropyError:
            self._end(session, done=False)
            self._around.sender.disconnect(peer.number, "bad-sync")
            return
        peer.proven = True
        self._missing.heard_of(peer, told.need, synced=True)
        self._relay.tell(peer, told.have)
        session.shown += len(told.need)
        much = len(message.message) > _MUCH_BYTES or len(told.need) > _MUCH_IDS
        if told.message is None:
            self._end(session, done=True)
        elif (session.window == EVERYTHING and much) or session.shown > _MOST_SHOWN:
            # Newest first, then; or what is left the next time.
            self._end(session, done=False)
        else:
            session.held, session.cost = told.message, _cost(message.message)
            self._say(session)

    def _say(self, session: _Session) -> None:
        """Say what is to be said next, unless the peer has to give much still, or costs much."""
        peer = self._around.neighbours.get(session.peer)
        if session.held is None or peer is None:
            return
        now = self._around.timers.now()
        if self._missing.expected_of(peer.number) > _FEW_EXPECTED:
            return
        if not peer.asks.take(session.cost, now):
            return
        following = SyncMessage(session.number, opener=True, message=session.held)
        session.held, session.active_at = None, now
        self._around.sender.send(peer.number, following)

    # -- theirs ------------------------------------------------------------------------------

    def opened(self, peer: Peer, message: SyncOpen) -> None:
        """Answer the first message of a reconciliation, or refuse it by closing."""
        items = self._membership.items_of(message.board)
        key = (peer.number, message.number)
        open_now = sum(1 for number, _ in self._answering if number == peer.number)
        wanted = items is not None and message.board in peer.boards
        if items is None or not wanted or open_now >= _MAX_ANSWERED_PER_PEER:
            self._around.sender.send(peer.number, SyncClose(message.number, opener=False))
            return
        until = min(message.until, MAX_CREATED)
        view = items.view(min(message.since, until), until)
        self._answering[key] = _Answering(
            message.board,
            message.since,
            until,
            Responder(view, MAX_SYNC_BYTES),
            self._around.timers.now(),
        )
        self._answer(peer, message.number, message.message)

    def received(self, peer: Peer, message: SyncMessage) -> None:
        """Go on with a reconciliation, ours or theirs."""
        if message.opener:
            self._answer(peer, message.number, message.message)
        else:
            self._go_on(peer, message)

    def _answer(self, peer: Peer, number: int, message: bytes) -> None:
        answering = self._answering.get((peer.number, number))
        if answering is None:
            self._around.sender.send(peer.number, SyncClose(number, opener=False))
            return
        if not peer.asks.take(_cost(message), self._around.timers.now()):
            self.closed(peer, SyncClose(number, opener=True))
            self._around.sender.send(peer.number, SyncClose(number, opener=False))
            return
        answering.active_at = self._around.timers.now()
        try:
            answer = answering.responder.receive(message)
        except NegentropyError:
            self._around.sender.disconnect(peer.number, "bad-sync")
            return
        self._around.sender.send(peer.number, SyncMessage(number, opener=False, message=answer))

    def closed(self, peer: Peer, message: SyncClose) -> None:
        """Note that the other side has ended a reconciliation."""
        if message.opener:
            answered = self._answering.pop((peer.number, message.number), None)
            if answered is not None and message.done:
                self._told(peer, answered)
            return
        session = self._sessions.get(message.number)
        if session is not None and session.peer == peer.number:
            self._silence.unanswered(peer.number, self._around.timers.now())
            self._avoid(peer.number, AGAIN_SECONDS)
            self._end(session, done=False)

    def _told(self, peer: Peer, answered: _Answering) -> None:
        """Note that a peer has learnt the difference and told us of what we lack."""
        if self._missing.overflowed(peer.number):
            # It was more than could be taken in, so we ask for it at our own pace.
            self._greet(peer, (answered.board,))
        else:
            self._mark(answered.board, peer.number, answered.since, answered.until)

    def gone(self, number: int) -> None:
        """Forget what was going on with a peer that has disconnected."""
        self._avoided.pop(number, None)
        self._silence.gone(number)
        for greeting in [each for each in self._to_greet if each[0] == number]:
            del self._to_greet[greeting]
        for session in list(self._sessions.values()):
            if session.peer == number:
                del self._sessions[session.number]
        for key in [key for key in self._answering if key[0] == number]:
            del self._answering[key]
        for times in self._done.values():
            # Peers come and go; what counts is that a window was done with some of them.
            if len(times) > PEERS_PER_WINDOW:
                times.pop(number, None)

    def left(self, board: str) -> None:
        """Forget a board, so that it is caught up with anew when it is joined again."""
        for key in [key for key in self._done if key[0] == board]:
            del self._done[key]
