"""A board with all its members: who is there, what was written, who got it when."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bench.simulation.endpoint import Endpoint
from bench.simulation.library import DAY, Library
from bench.simulation.nodes import HonestNode, HostileNode
from p2psocial.network.gossip.options import Limits
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from tests.spreading.virtual_network import VirtualTime

# The id of what came, and the number of the node to which it came.
Came = Callable[[bytes, int], None]

PORT = 7_681
HOSTILE_OUTGOING = 30
_FOUND = 50
_REMEMBERED_SECONDS = 1_800
_REGIONS = 2_000


@dataclass(frozen=True)
class Plan:
    """What a world is made of. `accepting` and `hostile` are shares; delays are in seconds.

    `uplink` is what a node can send, in bytes a second. The share `asleep` of the honest nodes is
    not started with the others, and lacks what was written in the last `night_seconds`.
    """

    nodes: int
    items: int = 100_000
    posts_per_day: int = 274
    accepting: float = 0.3
    hostile: float = 0.0
    mean_delay: float = 0.06
    uplink: float = 250_000.0
    asleep: float = 0.0
    night_seconds: int = 8 * 3_600
    seed: int = 1

    @property
    def honest(self) -> int:
        """How many nodes are honest."""
        return self.nodes - round(self.nodes * self.hostile)


@dataclass
class Spread:
    """When an item was published, and after how many seconds which node had what of it."""

    begun: float
    headers: dict[int, float] = field(default_factory=dict)
    texts: dict[int, float] = field(default_factory=dict)


class World:
    """Implements `endpoint.Surface`. `recent` are the items of the last day before it begins."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.time = VirtualTime()
        self.chance = random.Random(plan.seed)  # noqa: S311 -- made repeatable, no secret
        self.mean_delay = plan.mean_delay
        now = self.time.unix()
        self.library = Library(plan.items - plan.posts_per_day, now, self.chance)
        dates = sorted(now - 1 - self.chance.randrange(DAY - 1) for _ in range(plan.posts_per_day))
        self.recent = [self.library.write(created) for created in dates]
        self.spreads: dict[bytes, Spread] = {}
        self.header_came: Came = lambda _id, _number: None
        self.text_came: Came = lambda _id, _number: None
        night = now - plan.night_seconds
        self._until_now = frozenset(item.id for item in self.recent)
        self._before_night = frozenset(i.id for i in self.recent if i.created < night)
        self._announced: dict[Address, float] = {}
        self._announcers: list[Address] = []
        self._by_address: dict[Address, Endpoint] = {}
        self.honest = [self._honest(number) for number in range(plan.honest)]
        self.hostile = self._hostile(plan.nodes - plan.honest)

    # -- who is there ------------------------------------------------------------------------

    def _address(self) -> Address:
        """Return a public address that nobody has, in one of many networks of unequal size."""
        while True:
            region = int(_REGIONS * self.chance.random() ** 2)
            number = (1 + region * 28) << 16 | self.chance.getrandbits(16)
            address = Address(str(ipaddress.IPv4Address(number)), PORT)
            if address not in self._by_address and ipaddress.ip_address(number).is_global:
                return address

    def _endpoint(self, limits: Limits, *, accepts: bool, uplink: float) -> Endpoint:
        endpoint = Endpoint(self, self._address(), limits, accepts=accepts, uplink=uplink)
        self._by_address[endpoint.address] = endpoint
        return endpoint

    def _honest(self, number: int) -> HonestNode:
        # Evenly, so that a small world has as many as a large one.
        accepting = self.plan.accepting
        accepts = int((number + 1) * accepting) > int(number * accepting) or not number
        endpoint = self._endpoint(Limits(), accepts=accepts, uplink=self.plan.uplink)
        asleep = number >= self.plan.honest * (1 - self.plan.asleep)
        recent = self._before_night if asleep else self._until_now
        node = HonestNode(number, endpoint, self.time, self.library, recent)
        self._watch(node)
        return node

    def _watch(self, node: HonestNode) -> None:
        def header(item: Item, number: int) -> None:
            spread = self.spreads.get(item.id)
            if spread is not None:
                spread.headers.setdefault(number, self.time.now() - spread.begun)
            self.header_came(item.id, number)

        def text(item: Item, number: int) -> None:
            spread = self.spreads.get(item.id)
            if spread is not None:
                spread.texts.setdefault(number, self.time.now() - spread.begun)
            self.text_came(item.id, number)

        node.on_header, node.on_text = header, text

    def _hostile(self, count: int) -> list[HostileNode]:
        limits = replace(Limits(), outgoing=HOSTILE_OUTGOING)
        endpoints = [
            self._endpoint(limits, accepts=True, uplink=10 * self.plan.uplink) for _ in range(count)
        ]
        addresses = [endpoint.address for endpoint in endpoints]
        return [
            HostileNode(endpoint, self.time, addresses, forges=bool(number % 2))
            for number, endpoint in enumerate(endpoints)
        ]

    # -- endpoint.Surface --------------------------------------------------------------------

    def at(self, address: Address) -> Endpoint | None:
        """See `Surface.at`."""
        endpoint = self._by_address.get(address)
        return endpoint if endpoint and endpoint.online and endpoint.accepts else None

    def look_up(self, endpoint: Endpoint) -> list[Address]:
        """See `Surface.look_up`."""
        if endpoint.address not in self._announced:
            self._announcers.append(endpoint.address)
        self._announced[endpoint.address] = now = self.time.now()
        drawn = self.chance.sample(self._announcers, min(2 * _FOUND, len(self._announcers)))
        lately = [each for each in drawn if self._announced[each] > now - _REMEMBERED_SECONDS]
        return lately[:_FOUND]

    # -- what happens ------------------------------------------------------------------------

    def start(self, over_seconds: float) -> None:
        """Start every node that is not asleep, in random order."""
        awake = self.honest[: round(self.plan.honest * (1 - self.plan.asleep))]
        everybody: list[HonestNode | HostileNode] = [*awake, *self.hostile]
        for node in self.chance.sample(everybody, len(everybody)):
            self.time.call_later(self.chance.uniform(0, over_seconds), node.start)

    def publish(self) -> bytes:
        """Publish a post at a random node that is online; return its id."""
        home = self.chance.choice([node for node in self.honest if node.online])
        begun = self.time.now()
        item = home.write()
        spread = self.spreads[item.id] = Spread(begun)
        spread.headers[home.number] = spread.texts[home.number] = 0.0
        return item.id

    def traffic(self) -> dict[str, int]:
        """Return the bytes that honest nodes have sent so far, by kind of message."""
        total: dict[str, int] = {}
        for node in self.honest:
            for kind, size in node.endpoint.sent.items():
                total[kind] = total.get(kind, 0) + size
        return total
