"""What can be decided about the gossip endpoint, as values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from p2psocial.network.options import Proxy
from p2psocial.protocol.magnet import Address


@dataclass(frozen=True, slots=True)
class LinkConditions:
    """For experiments only: a slow and lossy network between the endpoints of one machine.

    Every frame to a neighbour is held back for `mean_delay_seconds`, give or take the share
    `jitter` of it, without overtaking another. Of the messages (never of the handshakes) the share
    `loss` disappears.
    """

    mean_delay_seconds: float
    jitter: float = 0.5
    loss: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one endpoint takes on, and how long it waits. Times are in seconds."""

    outgoing: int = 6
    # More outgoing connections than that are made only for boards without any neighbour.
    outgoing_for_boards: int = 16
    incoming: int = 64
    incoming_per_household: int = 4
    outgoing_per_subnet: int = 2
    # Connections that have not said who they are.
    strangers: int = 32
    strangers_per_household: int = 8
    connect_seconds: float = 8
    handshake_seconds: float = 10
    keep_alive_seconds: float = 100
    silence_seconds: float = 180
    frame_seconds: float = 30
    queue_bytes: int = 4 << 20
    all_queues_bytes: int = 16 << 20
    # For how long what we send may stay without the system of the other side confirming it. Left to
    # itself, TCP goes on for a quarter of an hour, ever less often.
    dead_seconds: float = 20
    drain_seconds: float = 30
    # What a neighbour must take in that time; less is a queue that only costs memory.
    drain_bytes: int = 64 << 10
    bytes_per_second: int = 1 << 20
    burst_bytes: int = 2 << 20
    # The share of one processor that decoding what a neighbour sends may take.
    decoding_share: float = 0.02
    strikes: int = 3
    ban_seconds: float = 3_600
    eviction_seconds: float = 5
    redial_seconds: float = 2
    redial_most_seconds: float = 1_800
    feeler_seconds: float = 120
    save_seconds: float = 600
    tick_seconds: float = 1


def private_limits() -> Limits:
    """Return limits for a network in which many nodes share an address or a subnet."""
    many = 10_000
    return Limits(
        incoming_per_household=64,
        outgoing_per_subnet=many,
        strangers=128,
        strangers_per_household=128,
        redial_seconds=0.5,
        redial_most_seconds=10,
    )


@dataclass(frozen=True, slots=True)
class GossipOptions:
    """Where to listen, whom to ask first, and how to behave.

    `listen` empty means every address (only 127.0.0.1 when `private`), at the port of last time or
    a free one; port 0 stands for a free one too. An address with a port must be free. `bootstrap`
    are gossip addresses, not DHT nodes. Behind a proxy nothing listens and everything is dialled
    through it; an I2P proxy cannot carry the gossip, which then stays off. `limits` None means the
    usual ones. `peers_file` keeps who was met for the next start.
    """

    listen: tuple[Address, ...] = ()
    bootstrap: tuple[Address, ...] = ()
    private: bool = False
    accept_incoming: bool = True
    proxy: Proxy | None = None
    peers_file: Path | None = None
    local_multicast: bool = True
    port_mapping: bool = True
    client: str = "p2psocial"
    limits: Limits | None = None
    link: LinkConditions | None = None

    def effective_limits(self) -> Limits:
        """Return the limits that hold."""
        return self.limits or (private_limits() if self.private else Limits())
