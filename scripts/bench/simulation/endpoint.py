"""The ends of connections on the virtual network: dialling, places, delays and bytes.

A model of `network.gossip`, whose sockets cannot be had by the ten thousand. What decides there is
the same code here: the address book, the choice of who must go, the limits, the waits. What is made
up: who answers (nobody behind a router), how long bytes take, and what the DHT knows of a board.
Addresses are not checked by feelers, and connections are not kept alive by empty frames.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Protocol

from bench.simulation.library import BOARD
from p2psocial.network.gossip import address_book, eviction, subnets
from p2psocial.network.gossip.address_book import AddressBook
from p2psocial.network.gossip.eviction import Occupant
from p2psocial.network.gossip.options import Limits
from p2psocial.network.gossip_events import GossipListener, Neighbour
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import MAX_PEERS, Message, decode_message, encode_message
from tests.spreading.virtual_network import VirtualTime

# The length of a frame, its type, and that of the extension.
FRAME_BYTES = 6
_REFUSED_TELLS = 20
_TWIN_REST = 120.0
_STEADY = 30.0
_DIALS_PER_PLACE = 3
_NOTICED_AT_ONCE = 0.5
_HANDSHAKES = 3
_FIRST_LOOKUPS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
_LOOKUP_SECONDS = 900.0

# Every message goes through its real bytes; what is sent to many is encoded and decoded once.
_encoded = lru_cache(8_192)(encode_message)
_decoded = lru_cache(8_192)(decode_message)
# So are judgements of addresses, which are parsed for it.
_worth_dialling = lru_cache(32_768)(subnets.is_worth_dialling)
address_book.is_worth_dialling = _worth_dialling  # type: ignore[attr-defined]  # it is imported there


class Surface(Protocol):
    """What an endpoint needs of the world around it."""

    time: VirtualTime
    chance: random.Random
    mean_delay: float

    def at(self, address: Address) -> Endpoint | None:
        """Return who answers at an address now."""

    def look_up(self, endpoint: Endpoint) -> list[Address]:
        """Announce an endpoint in the DHT and return some of those announced lately."""


@dataclass(slots=True, eq=False)
class Link:
    """One end of a connection."""

    there: Endpoint
    number_there: int
    delay: float
    since: float
    neighbour: Neighbour


class Endpoint:
    """Implements `GossipSender`. `uplink` is in bytes a second."""

    def __init__(
        self, world: Surface, address: Address, limits: Limits, *, accepts: bool, uplink: float
    ) -> None:
        self.address = address
        self.accepts = accepts
        self.online = False
        self.links: dict[int, Link] = {}
        self.sent: dict[str, int] = {}
        self.received_bytes = 0
        self.listener: GossipListener | None = None
        self._world = world
        self._time = world.time
        self._limits = limits
        self._chance = random.Random(world.chance.getrandbits(64))  # noqa: S311 -- made repeatable, no secret
        redial = (limits.redial_seconds, limits.redial_most_seconds)
        now = self._time
        self._book = AddressBook(now.unix, now.now, self._chance, redial, private=False)
        self._book.is_ours(address)
        self._dials: dict[Address, float] = {}
        self._banned: dict[str, float] = {}
        self._uplink = uplink
        self._free_at = 0.0
        self._evicted_at = -limits.eviction_seconds
        self._fill_due = False
        self._number = 0
        self._life = 0

    # -- life --------------------------------------------------------------------------------

    def open(self, listener: GossipListener) -> None:
        """Go online."""
        self.listener = listener
        self.online = True
        self._life += 1
        self._look_up(0, self._life)

    def close(self) -> None:
        """Go offline. Half of the neighbours notice at once, the others as they miss us."""
        self.online = False
        self._dials.clear()
        for number, link in list(self.links.items()):
            del self.links[number]
            there, number_there = link.there, link.number_there
            if self._chance.random() < _NOTICED_AT_ONCE:
                there.lose(number_there)
            else:
                silent = self._chance.uniform(0, self._limits.silence_seconds)
                self._time.call_later(silent, partial(there.lose, number_there))

    def _look_up(self, times: int, life: int) -> None:
        if not self.online or life != self._life:
            return
        self._book.add(BOARD, self._world.look_up(self))
        soon = times < len(_FIRST_LOOKUPS) and not self.links
        wait = _FIRST_LOOKUPS[times] if soon else _LOOKUP_SECONDS
        wait *= self._chance.uniform(0.85, 1.15)
        self._time.call_later(wait, lambda: self._look_up(times + 1, life))
        self._fill()

    # -- dialling ----------------------------------------------------------------------------

    def _outgoing(self) -> int:
        return sum(link.neighbour.outgoing for link in self.links.values())

    def _fill(self) -> None:
        missing = self._limits.outgoing - self._outgoing()
        if not self.online or missing <= 0:
            return
        now = self._time.now()
        free = missing - sum(began > now - 1 for began in self._dials.values())
        if len(self._dials) >= _DIALS_PER_PLACE * self._limits.outgoing:
            free = 0
        busy = {link.neighbour.listening for link in self.links.values()}

        def allowed(address: Address) -> bool:
            return address not in busy and address not in self._dials and not self._bans(address)

        while free > 0 and (address := self._book.pick(BOARD, allowed)) is not None:
            free -= 1
            self._dial(address)
        self._fill_soon()

    def _fill_soon(self) -> None:
        if not self._fill_due:
            self._fill_due = True
            self._time.call_later(1.0, self._fill_now)

    def _fill_now(self) -> None:
        self._fill_due = False
        self._fill()

    def _bans(self, address: Address) -> bool:
        return self._banned.get(address.host, 0.0) > self._time.now()

    def _dial(self, address: Address) -> None:
        self._dials[address] = self._time.now()
        life = self._life
        delay = self._chance.uniform(0.2, 1.8) * self._world.mean_delay
        there = self._world.at(address)
        wait = self._limits.connect_seconds if there is None else 2 * _HANDSHAKES * delay
        self._time.call_later(wait, lambda: self._dialled(address, delay, life))

    def _dialled(self, address: Address, delay: float, life: int) -> None:
        if life != self._life or self._dials.pop(address, None) is None:
            return
        there = self._world.at(address)
        if there is None or there.refuses(self):
            self._book.fail(address)
        elif there.is_linked(self):
            self._book.rest(address, _TWIN_REST)
        elif not there.make_room(self):
            self.learn(BOARD, there.known(BOARD, _REFUSED_TELLS))
            self._book.fail(address)
        else:
            self._connect(there, delay)
        self._fill()

    def _connect(self, there: Endpoint, delay: float) -> None:
        here_number, there_number = self.next_number(), there.next_number()
        self.linked(here_number, there, there_number, delay, outgoing=True)
        there.linked(there_number, self, here_number, delay, outgoing=False)
        for endpoint, number in ((self, here_number), (there, there_number)):
            link = endpoint.links.get(number)
            if link is not None and endpoint.listener is not None:
                endpoint.listener.connected(link.neighbour)

    def next_number(self) -> int:
        """Return a number that no connection here has had."""
        self._number += 1
        return self._number

    def linked(
        self, number: int, there: Endpoint, number_there: int, delay: float, *, outgoing: bool
    ) -> None:
        """Take in a connection."""
        # Who is behind a router without port mapping does not know it, and names its port too.
        other = Neighbour(number, there.address, there.address, outgoing, "simulated")
        self.links[number] = Link(there, number_there, delay, self._time.now(), other)
        self._book.meet(there.address, (BOARD,))

    # -- being dialled -----------------------------------------------------------------------

    def refuses(self, caller: Endpoint) -> bool:
        """Whether a caller's address is banned."""
        return self._bans(caller.address)

    def is_linked(self, caller: Endpoint) -> bool:
        """Whether the two are connected."""
        return any(link.there is caller for link in self.links.values())

    def make_room(self, caller: Endpoint) -> bool:
        """Whether there is a place for a caller, perhaps at the cost of another."""
        incoming = {n: link for n, link in self.links.items() if not link.neighbour.outgoing}
        if len(incoming) < self._limits.incoming:
            return True
        now = self._time.now()
        if now - self._evicted_at < self._limits.eviction_seconds:
            return False
        occupants = [
            Occupant(number, link.there.address.host, link.since)
            for number, link in incoming.items()
        ]
        newcomer = Occupant(self._number + 1, caller.address.host, now)
        loser = eviction.choose(occupants, newcomer)
        if loser is newcomer:
            return False
        self._evicted_at = now
        self.cut(loser.number)
        return True

    # -- what is lost ------------------------------------------------------------------------

    def cut(self, number: int) -> None:
        """End a connection, at both ends."""
        link = self.links.get(number)
        if link is not None:
            self.lose(number)
            link.there.lose(link.number_there)

    def lose(self, number: int) -> None:
        """Notice that a connection is gone."""
        link = self.links.pop(number, None)
        if link is None:
            return
        if link.neighbour.outgoing:
            if self._time.now() - link.since >= _STEADY:
                self._book.rest(link.there.address, self._limits.redial_seconds)
            else:
                self._book.fail(link.there.address)
        if self.listener is not None:
            self.listener.disconnected(link.neighbour)
        if self.online:
            self._fill_soon()

    # -- GossipSender ------------------------------------------------------------------------

    def send(self, number: int, message: Message) -> bool:
        """See `GossipSender.send`."""
        link = self.links.get(number)
        if link is None:
            return False
        data = _encoded(message)
        kind = type(message).__name__
        size = len(data) + FRAME_BYTES
        self.sent[kind] = self.sent.get(kind, 0) + size
        now = self._time.now()
        # One line to the internet for all neighbours, so bytes queue.
        self._free_at = max(now, self._free_at) + size / self._uplink
        there, number_there = link.there, link.number_there
        wait = self._free_at - now + link.delay
        self._time.call_later(wait, lambda: there.deliver(number_there, data))
        return True

    def deliver(self, number: int, data: bytes) -> None:
        """Take a message from the wire."""
        link = self.links.get(number)
        if link is None or self.listener is None:
            return
        self.received_bytes += len(data) + FRAME_BYTES
        message = _decoded(data)
        if message is not None:
            self.listener.received(link.neighbour, message)

    def disconnect(self, number: int, code: str, ban_seconds: float = 0) -> None:
        """See `GossipSender.disconnect`."""
        del code
        link = self.links.get(number)
        if link is None:
            return
        if ban_seconds:
            self._banned[link.there.address.host] = self._time.now() + ban_seconds
        self.cut(number)

    def leave(self, number: int, code: str, seconds: float) -> None:
        """See `GossipSender.leave`."""
        del code
        link = self.links.get(number)
        if link is not None:
            self._book.avoid(link.there.address, seconds)
            self.cut(number)

    def learn(self, board: str, addresses: tuple[Address, ...]) -> None:
        """See `GossipSender.learn`."""
        self._book.add(board, addresses[:MAX_PEERS])

    def known(self, board: str, limit: int) -> tuple[Address, ...]:
        """See `GossipSender.known`."""
        for link in self.links.values():
            if link.neighbour.listening:
                self._book.meet(link.neighbour.listening, (board,))
        return self._book.known(board, limit)

    def join(self, boards: frozenset[str]) -> None:
        """See `GossipSender.join`."""

    def neighbours(self) -> list[Callable[[Message], bool]]:
        """Return a way to write to each neighbour."""
        return [partial(self.send, number) for number in self.links]
