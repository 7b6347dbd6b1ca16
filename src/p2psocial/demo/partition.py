"""Cutting a network into parts that cannot talk, and healing it.

It stands between a gossip endpoint and the spreader. A connection with somebody of another part is
closed as soon as it stands, and the spreader never hears of it. Endpoints go on trying, ever less
often, as they would with hosts that a broken network does not let them reach.
"""

from __future__ import annotations

from collections.abc import Callable

from p2psocial.network.gossip_events import GossipListener, GossipSender, Neighbour
from p2psocial.protocol.messages import Message


class Partition:
    """A listener around the spreader of one node. `on_change` is told how many neighbours it has.

    `sender` must be set before anything connects, which takes the event loop at least one turn.
    """

    sender: GossipSender

    def __init__(self, on_change: Callable[[int], None]) -> None:
        self._on_change = on_change
        self._apart: frozenset[str] = frozenset()
        self._neighbours: dict[int, Neighbour] = {}

    def around(self, listener: GossipListener) -> GossipListener:
        """Stand before that listener."""
        self._inner = listener
        return self

    def keep_apart(self, hosts: frozenset[str]) -> None:
        """Have nothing to do with exactly these hosts from now on."""
        self._apart = hosts
        for neighbour in list(self._neighbours.values()):
            if neighbour.address.host in hosts:
                self._lose(neighbour)
                self.sender.disconnect(neighbour.number, "apart")

    def connected(self, neighbour: Neighbour) -> None:
        """See `GossipListener`."""
        if neighbour.address.host in self._apart:
            self.sender.disconnect(neighbour.number, "apart")
            return
        self._neighbours[neighbour.number] = neighbour
        self._inner.connected(neighbour)
        self._on_change(len(self._neighbours))

    def received(self, neighbour: Neighbour, message: Message) -> None:
        """See `GossipListener`."""
        if neighbour.number in self._neighbours:
            self._inner.received(neighbour, message)

    def disconnected(self, neighbour: Neighbour) -> None:
        """See `GossipListener`."""
        self._lose(neighbour)

    def _lose(self, neighbour: Neighbour) -> None:
        if self._neighbours.pop(neighbour.number, None) is not None:
            self._inner.disconnected(neighbour)
            self._on_change(len(self._neighbours))
