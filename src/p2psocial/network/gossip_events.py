"""What the gossip endpoint tells and is told: frozen values without any trace of sockets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Message


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A connected gossip peer. `number` is ours and never used twice while we run.

    `address` is where it comes from, `listening` where it says that it accepts connections (None
    for nowhere). `outgoing` tells that we dialled it.
    """

    number: int
    address: Address
    listening: Address | None
    outgoing: bool
    client: str


@dataclass(frozen=True, slots=True)
class GossipStatus:
    """The endpoint as it is: where it listens, who is connected, bytes and messages so far."""

    listening: tuple[Address, ...]
    incoming: int
    outgoing: int
    sent_bytes: int
    received_bytes: int
    banned: int


class GossipListener(Protocol):
    """Who is told what happens; called on the endpoint's loop, and must return quickly."""

    def connected(self, neighbour: Neighbour) -> None:
        """Both handshakes are done: messages can go both ways."""

    def received(self, neighbour: Neighbour, message: Message) -> None:
        """The neighbour sent a well-formed message of a known type."""

    def disconnected(self, neighbour: Neighbour) -> None:
        """The connection is gone; nothing more will be heard under this number."""


class GossipSender(Protocol):
    """How the listener acts on the neighbours."""

    def send(self, number: int, message: Message) -> bool:
        """Queue a message; False when the neighbour is gone or its queue is full (not queued)."""

    def disconnect(self, number: int, code: str, ban_seconds: float = 0) -> None:
        """Say bye with that code and close; a ban keeps its address out for that long."""

    def leave(self, number: int, code: str, seconds: float) -> None:
        """Say bye with that code, close, and do not dial it for so long; longer each time.

        Nobody is kept out: others may share its address.
        """

    def learn(self, board: str, addresses: tuple[Address, ...]) -> None:
        """Take note of where members of a board accept connections, to dial when needed."""

    def known(self, board: str, limit: int) -> tuple[Address, ...]:
        """Return where members of a board accept connections, those seen last first."""

    def join(self, boards: frozenset[str]) -> None:
        """Meet the members of exactly these boards from now on."""
