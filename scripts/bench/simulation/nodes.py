"""Honest nodes, made of the real spreading code, and hostile ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import cast

from bench.simulation.endpoint import Endpoint
from bench.simulation.library import BOARD, Library, SharedIndex
from p2psocial.network.gossip_events import Neighbour
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Boards, Have, Items, Message, Peers
from p2psocial.protocol.validation import read_header
from p2psocial.services.admission import Admission
from p2psocial.services.moderation import Moderation
from p2psocial.services.ports import Index
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.spreader import TICK_SECONDS, Spreader, SpreadingOptions
from p2psocial.services.spreading.surroundings import Surroundings
from tests.spreading.virtual_network import NoTorrents, VirtualTime

# Longer than it takes to lose patience with a peer that was asked for something.
_AWAKE_SECONDS = 3.0
_ASLEEP_SECONDS = 10.0
_REMEMBERED = 5_000
_SPOIL_SECONDS = 60.0

Heard = Callable[[Item, int], None]


class SleepyTimers:
    """Implements `Timers`. A node to which nothing happens ticks every ten seconds.

    The real one ticks four times a second, almost always to find that there is nothing to do. Who
    receives a message is awake within a quarter of a second, and for some seconds.
    """

    def __init__(self, time: VirtualTime, chance: random.Random) -> None:
        self._time = time
        self._chance = chance
        self._heard_at = time.now()
        self._wake: Callable[[], None] | None = None

    def now(self) -> float:
        return self._time.now()

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        asleep = self._time.now() - self._heard_at > _AWAKE_SECONDS
        if seconds != TICK_SECONDS or not asleep:
            return self._time.call_later(seconds, callback)
        cancel = self._time.call_later(_ASLEEP_SECONDS, callback)

        def wake() -> None:
            cancel()
            self._time.call_later(self._chance.uniform(0, TICK_SECONDS), callback)

        self._wake = wake
        return self.rest

    def heard(self) -> None:
        """Note that something happened."""
        slept = self._time.now() - self._heard_at
        self._heard_at = self._time.now()
        if self._wake is not None and slept > _AWAKE_SECONDS:
            self._wake()
        self._wake = None

    def rest(self) -> None:
        """Tick no more."""
        self._wake = None


class HonestNode:
    """A node: real admission, membership and spreading over a shared index.

    Implements `GossipListener`. `on_header` and `on_text` are told the item and the node's number.
    """

    def __init__(
        self,
        number: int,
        endpoint: Endpoint,
        time: VirtualTime,
        library: Library,
        recent: frozenset[bytes],
    ) -> None:
        self.number = number
        self.endpoint = endpoint
        self.index = SharedIndex(library, recent)
        self.on_header: Heard = lambda _item, _number: None
        self.on_text: Heard = lambda _item, _number: None
        self._time = time
        self._library = library
        self._chance = random.Random(f"node {number}")  # noqa: S311 -- made repeatable, no secret
        # Spreading asks for no more of the port than a `SharedIndex` has; else this ends the run.
        self._port = cast("Index", self.index)
        moderation = Moderation(self._port, time.unix)
        self._admission = Admission(self._port, NoTorrents(), time.unix, 0, moderation.refuses)
        self._membership = Membership(self._port, time.unix)
        self._timers = SleepyTimers(time, self._chance)
        self._spreader: Spreader | None = None

    @property
    def online(self) -> bool:
        """Whether it runs."""
        return self.endpoint.online

    def start(self) -> None:
        """Start as a program does: what it knows is in the index and in the address book."""
        self._timers = SleepyTimers(self._time, self._chance)
        around = Surroundings(
            self._port, self.endpoint, self._timers, self._time.unix, self._chance
        )
        spreader = Spreader(
            around, self._admission, self._membership, _no_torrent, SpreadingOptions()
        )
        spreader.watch(self._header_here, self._text_here)
        self._admission.watch(spreader.published, spreader.removed)
        self._spreader = spreader
        spreader.start()
        self.endpoint.open(self)

    def stop(self) -> None:
        """Stop, as a laptop does that is closed."""
        self.endpoint.close()
        if self._spreader is not None:
            self._spreader.close()
            self._timers.rest()
            self._spreader = None

    def write(self) -> Item:
        """Publish a post here."""
        item = self._library.write(self._time.unix())
        self._timers.heard()
        self._admission.admit(item.info, self._library.texts[item.id], seeded=True)
        return item

    def _header_here(self, item: Item) -> None:
        self.on_header(item, self.number)

    def _text_here(self, item: Item) -> None:
        self.on_text(item, self.number)

    def connected(self, neighbour: Neighbour) -> None:
        """See `GossipListener`."""
        if self._spreader is not None:
            self._timers.heard()
            self._spreader.connected(neighbour)

    def received(self, neighbour: Neighbour, message: Message) -> None:
        """See `GossipListener`."""
        if self._spreader is not None:
            self._timers.heard()
            self._spreader.received(neighbour, message)

    def disconnected(self, neighbour: Neighbour) -> None:
        """See `GossipListener`."""
        if self._spreader is not None:
            self._timers.heard()
            self._spreader.disconnected(neighbour)


def _no_torrent(_: Item) -> None:
    """Over BitTorrent nobody has anything here: texts travel by gossip alone."""


class HostileNode:
    """Takes part to harm: implements `GossipListener`.

    It announces what it hears of before others can, and gives nothing of it; it begins no
    reconciliation and answers none; asked for members of the board it names its accomplices. Every
    other one also sends forged items to all its neighbours every minute, until they ban it.
    """

    def __init__(
        self, endpoint: Endpoint, time: VirtualTime, accomplices: list[Address], *, forges: bool
    ) -> None:
        self.endpoint = endpoint
        self._time = time
        self._accomplices = accomplices
        self._forges = forges
        self._chance = random.Random(f"hostile {endpoint.address}")  # noqa: S311 -- made repeatable, no secret
        self._heard_of: dict[bytes, None] = {}
        self._sample: bytes | None = None

    def start(self) -> None:
        """Go online."""
        self.endpoint.open(self)
        if self._forges:
            self._time.call_later(_SPOIL_SECONDS * self._chance.random(), self._forge)

    def connected(self, neighbour: Neighbour) -> None:
        """See `GossipListener`."""
        self.endpoint.send(neighbour.number, Boards((BOARD,), ()))

    def disconnected(self, neighbour: Neighbour) -> None:
        """See `GossipListener`."""

    def received(self, neighbour: Neighbour, message: Message) -> None:
        """See `GossipListener`."""
        match message:
            case Boards():
                count = min(50, len(self._accomplices))
                named = self._chance.sample(self._accomplices, count)
                self.endpoint.send(neighbour.number, Peers(tuple(named)))
            case Have(ids):
                self._boast(ids)
            case Items(infos):
                self._sample = infos[0]
                self._boast(tuple(read_header(info).id for info in infos))
            case _:
                pass

    def _boast(self, ids: tuple[bytes, ...]) -> None:
        new = tuple(each for each in ids if each not in self._heard_of)
        for identifier in new:
            self._heard_of[identifier] = None
            if len(self._heard_of) > _REMEMBERED:
                del self._heard_of[next(iter(self._heard_of))]
        if new:
            for send in self.endpoint.neighbours():
                send(Have(new))

    def _forge(self) -> None:
        self._time.call_later(_SPOIL_SECONDS, self._forge)
        if self._sample is not None:
            forged = tuple(self._forged(self._sample) for _ in range(3))
            for send in self.endpoint.neighbours():
                send(Items(forged))

    def _forged(self, info: bytes) -> bytes:
        signature = read_header(info).signature
        return info.replace(signature, self._chance.randbytes(len(signature)))
