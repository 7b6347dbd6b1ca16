"""Running endpoints for tests, each at its own loopback address, and what they told whom."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

from p2psocial.network.gossip.endpoint import GossipEndpoint
from p2psocial.network.gossip.options import GossipOptions, Limits, private_limits
from p2psocial.network.gossip_events import Neighbour
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Message

SECONDS = 10.0
BOARD = "tests"
_HOSTS = itertools.count(1)
_SEEDS = itertools.count(1)


def new_host() -> str:
    """Return a loopback address that no other endpoint of this run has."""
    number = next(_HOSTS)
    # The second byte is the process's, so that two runs on one machine do not meet.
    return f"127.{100 + os.getpid() % 120}.{number // 250}.{number % 250 + 1}"


@dataclass
class Recorder:
    """A `GossipListener` that keeps what it was told."""

    connections: dict[int, Neighbour] = field(default_factory=dict)
    messages: list[tuple[int, Message]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def connected(self, neighbour: Neighbour) -> None:
        assert neighbour.number not in {*self.connections, *self.ended}
        self.connections[neighbour.number] = neighbour

    def received(self, neighbour: Neighbour, message: Message) -> None:
        assert neighbour.number in self.connections
        self.messages.append((neighbour.number, message))

    def disconnected(self, neighbour: Neighbour) -> None:
        del self.connections[neighbour.number]
        self.ended.append(neighbour.number)

    @property
    def number(self) -> int:
        """The number of the only connection."""
        (number,) = self.connections
        return number

    def said(self) -> list[Message]:
        return [message for _, message in self.messages]


class Clock:
    """Time that a test can move on by hand, on top of real time."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@dataclass
class Node:
    """An endpoint, its listener and its clock."""

    endpoint: GossipEndpoint
    recorder: Recorder
    clock: Clock

    @property
    def address(self) -> Address:
        return self.endpoint.listening[0]


def quick(**changes: Any) -> Limits:  # noqa: ANN401 -- any field of Limits
    """Return limits of a private network that look after things often, with some changed."""
    return replace(private_limits(), tick_seconds=0.05, redial_seconds=0.1, **changes)


def prepare(*, host: str | None = None, **options: Any) -> Node:  # noqa: ANN401 -- any option
    """Return a node that does not run yet."""
    recorder, clock = Recorder(), Clock()
    settings = {
        "listen": (Address(host or new_host(), 0),),
        "private": True,
        "limits": quick(),
        "local_multicast": False,
        **options,
    }
    endpoint = GossipEndpoint(
        GossipOptions(**settings),
        recorder,
        monotonic=clock,
        chance=random.Random(next(_SEEDS)),
    )
    return Node(endpoint, recorder, clock)


@contextlib.asynccontextmanager
async def running(*nodes: Node, boards: frozenset[str] = frozenset({BOARD})) -> AsyncIterator[None]:
    """Start nodes that join these boards, and close them in the end."""
    try:
        for node in nodes:
            await node.endpoint.start()
            node.endpoint.join(boards)
        yield
    finally:
        await asyncio.gather(*(node.endpoint.close() for node in nodes))
