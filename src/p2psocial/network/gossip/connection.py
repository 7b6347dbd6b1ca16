"""One TCP connection to another gossip endpoint: handshakes, frames, and how long it may take.

It goes through the states below in order. What is sent and when: whoever dialled sends its BEP 3
handshake at once, the other answers with both of its handshakes, then the first sends its BEP 10
handshake. A side is ready when it has both handshakes of the other. Nothing here decides about
peers: that is the owner's part.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
import random
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, cast

from p2psocial.network.gossip.allowance import Allowance
from p2psocial.network.gossip.options import Limits, LinkConditions
from p2psocial.network.gossip.outbox import DelayedOutbox, Outbox
from p2psocial.network.gossip_events import Neighbour
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Bye, Message, MessageError, decode_message, encode_message
from p2psocial.protocol.peer_wire import (
    KEEP_ALIVE,
    ExtendedHandshake,
    Handshake,
    Payload,
    WireError,
    WireEvent,
    WireReader,
    extended_handshake,
    handshake,
    payload_frame,
)

_log = logging.getLogger(__name__)

# As much as is read at once: what a neighbour can make us decode before others get their turn.
_READ_BYTES = 4 * 1024
# How long a closed connection may take to hand over what is still to be sent.
_LINGER_SECONDS = 3


class State(enum.Enum):
    """How far a connection is."""

    SHAKING = enum.auto()
    EXTENDING = enum.auto()
    READY = enum.auto()
    CLOSING = enum.auto()


@dataclass(slots=True)
class Traffic:
    """Bytes of all connections of an endpoint so far."""

    sent: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What all connections of an endpoint have in common."""

    peer_id: bytes
    client: str
    limits: Limits
    monotonic: Callable[[], float]
    chance: random.Random
    own_port: Callable[[], int]
    link: LinkConditions | None = None
    traffic: Traffic = field(default_factory=Traffic)


class Owner(Protocol):
    """Who decides about connections, in the order in which it is asked."""

    def opened(self, connection: Connection) -> bool:
        """There is a TCP connection; False closes it at once."""

    def allowance_for(self, connection: Connection) -> Allowance:
        """Return how much may be read from whoever is at its address."""

    def shaken(self, connection: Connection) -> bool:
        """The other side's `infohash` and `peer_id` are known; False closes the connection."""

    def ready(self, connection: Connection) -> None:
        """Messages can go both ways."""

    def received(self, connection: Connection, message: Message) -> None:
        """A message came; only while the connection is ready."""

    def misbehaved(self, connection: Connection, reason: str) -> None:
        """What came is not the protocol; the connection closes itself."""

    def lost(self, connection: Connection) -> None:
        """It is over, whoever ended it; once for every connection that was opened."""


def _give_up_after(transport: asyncio.Transport, seconds: float) -> None:
    """Have the system end a connection on which nothing gets through for so long."""
    opened = transport.get_extra_info("socket")
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if opened is not None and option is not None:
        with contextlib.suppress(OSError):
            opened.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1_000))


class Connection(asyncio.BufferedProtocol):
    """See the module. Methods belong to the endpoint's loop."""

    # Set when the listener is told; None also while, and if, it is not.
    neighbour: Neighbour | None = None

    def __init__(
        self,
        terms: Terms,
        owner: Owner,
        number: int,
        dialled: Address | None,
        infohash: bytes = b"",
    ) -> None:
        """Prepare; `dialled` is the address of an outgoing connection, for that `infohash`."""
        self._terms = terms
        self._owner = owner
        self._buffer = memoryview(bytearray(_READ_BYTES))
        self._reader = WireReader()
        self._loop = asyncio.get_running_loop()
        self._resume: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self.number = number
        self.outgoing = dialled is not None
        self.address = dialled or Address("0.0.0.0", 0)  # noqa: S104 -- stands for none yet
        self.infohash = infohash
        self.peer_id = b""
        self.extension = 0
        self.listening_port = 0
        self.client = ""
        self.boards: frozenset[str] = frozenset()
        self.told_boards = False
        self.bye = ""
        self.state = State.SHAKING
        self.opened_at = self.ready_at = self._heard_at = self._sent_at = terms.monotonic()
        self._closing_at = 0.0
        self._frame_since: float | None = None
        # Whether an outgoing connection was kept (True) or came to nothing (False).
        self.settled: asyncio.Future[bool] = self._loop.create_future()

    # -- asyncio's side ----------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        now = self._terms.monotonic()
        self.opened_at = self._heard_at = now
        if self._terms.link is None:
            self._outbox = Outbox(self._transport, now)
        else:
            chance = self._terms.chance
            self._outbox = DelayedOutbox(self._transport, now, self._terms.link, chance)
        _give_up_after(self._transport, self._terms.limits.dead_seconds)
        peer = transport.get_extra_info("peername")
        if not self.outgoing and peer:
            self.address = Address(peer[0].partition("%")[0], peer[1])
        self._allowance = self._owner.allowance_for(self)
        if not self._owner.opened(self) or not peer:
            self.abort()
        elif self.outgoing:
            self._put(handshake(self.infohash, self._terms.peer_id))

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            _log.debug("connection %d with %s: %s", self.number, self.address, exc)
        if self._resume is not None:
            self._resume.cancel()
        self.state = State.CLOSING
        self._owner.lost(self)
        self.settle(kept=False)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 -- asyncio's signature
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self.state is State.CLOSING:
            return
        now = self._heard_at = self._terms.monotonic()
        self._terms.traffic.received += nbytes
        frames = self._reader.frames
        try:
            events = self._reader.feed(bytes(self._buffer[:nbytes]))
            spent = self._terms.monotonic() - now
            for event in events:
                spent += self._take(event)
        except (WireError, MessageError) as error:
            self._refuse(str(error))
            return
        if not self._reader.held:
            self._frame_since = None
        elif self._frame_since is None or self._reader.frames > frames:
            self._frame_since = now
        self._charge(nbytes, spent)

    # -- what comes --------------------------------------------------------------------------

    def _take(self, event: WireEvent) -> float:
        """Act on one event; returns how long decoding it took."""
        if self.state is State.CLOSING:
            return 0
        if isinstance(event, Payload):
            return self._take_payload(event.data)
        if isinstance(event, Handshake):
            self._take_handshake(event)
        elif self.state is State.EXTENDING:
            self._take_extended(event)
        return 0

    def _take_payload(self, data: bytes) -> float:
        if self.state is not State.READY:
            raise WireError("a message before the handshakes")
        began = self._terms.monotonic()
        message = decode_message(data)
        spent = self._terms.monotonic() - began
        if message is not None:
            self._owner.received(self, message)
        if isinstance(message, Bye):
            self.bye = message.code
            self.abort()
        return spent

    def _take_handshake(self, shake: Handshake) -> None:
        if self.outgoing and shake.infohash != self.infohash:
            raise WireError("answered for another infohash")
        self.infohash, self.peer_id = shake.infohash, shake.peer_id
        if not self._owner.shaken(self):
            self.abort()
            return
        if not self.outgoing:
            self._put(handshake(self.infohash, self._terms.peer_id))
        if not shake.extended:
            self.close()
            return
        self.state = State.EXTENDING
        self._put(extended_handshake(self._terms.own_port(), self._terms.client))

    def _take_extended(self, shake: ExtendedHandshake) -> None:
        if not shake.extension:
            # An ordinary BitTorrent client: no fault of its own, but nothing to talk about.
            self.close()
            return
        self.extension = shake.extension
        self.listening_port = shake.port
        self.client = shake.client
        self.state = State.READY
        self.ready_at = self._terms.monotonic()
        self._owner.ready(self)

    def _refuse(self, reason: str) -> None:
        _log.debug("connection %d with %s is malformed: %s", self.number, self.address, reason)
        if self.state is State.READY:
            self.close("malformed")
            self._owner.misbehaved(self, reason)
        else:
            self.abort()

    def _charge(self, size: int, spent: float) -> None:
        """Stop reading for a while from whoever sends more than its share, in bytes or work."""
        limits = self._terms.limits
        work = spent / limits.decoding_share * limits.bytes_per_second
        wait = self._allowance.spend(size + work, self._terms.monotonic())
        if wait > 0 and self._transport is not None and self.state is not State.CLOSING:
            self._transport.pause_reading()
            self._resume = self._loop.call_later(wait, self._go_on)

    def _go_on(self) -> None:
        self._resume = None
        if self._transport is not None and self.state is not State.CLOSING:
            self._transport.resume_reading()

    # -- what goes ---------------------------------------------------------------------------

    @property
    def queued(self) -> int:
        """Bytes that wait to be sent."""
        return self._outbox.queued if self._transport is not None else 0

    def send(self, payload: bytes) -> None:
        """Send an encoded message; only when ready."""
        self._put(payload_frame(self.extension, payload))

    def _put(self, frame: bytes) -> None:
        self._sent_at = self._terms.monotonic()
        self._terms.traffic.sent += len(frame)
        self._outbox.put(frame)

    def close(self, code: str = "") -> None:
        """End the connection in order; with a code, the other side is told why."""
        if self.state is State.CLOSING or self._transport is None:
            return
        if code and self.extension:
            self.send(encode_message(Bye(code)))
        self.state = State.CLOSING
        self._closing_at = self._terms.monotonic()
        self._outbox.flush()
        self._transport.close()

    def abort(self) -> None:
        """End the connection at once, whatever is still to be sent."""
        self.state = State.CLOSING
        if self._transport is not None:
            self._outbox.drop()
            self._transport.abort()

    def settle(self, *, kept: bool) -> None:
        """Tell whoever dialled how it ended; the first word counts."""
        if not self.settled.done():
            self.settled.set_result(kept)

    # -- time --------------------------------------------------------------------------------

    def check(self, now: float) -> None:
        """Close what takes too long, and say something when we have been silent for long."""
        limits = self._terms.limits
        if self.state is State.READY:
            self._check_ready(now, limits)
        elif self.state is State.CLOSING:
            if now - self._closing_at > _LINGER_SECONDS:
                self.abort()
        elif now - self.opened_at > limits.handshake_seconds:
            self.abort()

    def _check_ready(self, now: float, limits: Limits) -> None:
        if now - self._heard_at > limits.silence_seconds:
            self.close("silent")
        elif self._frame_since is not None and now - self._frame_since > limits.frame_seconds:
            self.close("slow")
        elif self._outbox.is_stuck(now, limits.drain_seconds, limits.drain_bytes):
            self.abort()
        elif now - self._sent_at > limits.keep_alive_seconds:
            self._put(KEEP_ALIVE)
