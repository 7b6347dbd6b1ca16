"""Nodes on a virtual network: the real spreading code, with a clock and links made of numbers.

Seconds pass as fast as the events between them can be worked off, so minutes of gossip between
dozens of nodes take a moment, and every run with the same seed is the same.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from p2psocial.index.index import Index
from p2psocial.network.events import (
    AcceptInfo,
    Fetched,
    FetchProgress,
    NetworkStatus,
    SeedTorrent,
)
from p2psocial.network.gossip_events import Neighbour
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Message, decode_message, encode_message
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.services.admission import Admission
from p2psocial.services.moderation import Moderation
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.spreader import Spreader, SpreadingOptions
from p2psocial.services.spreading.surroundings import Surroundings

NOW = 1_800_000_000
BOARD = "test"


class VirtualTime:
    """A clock that is moved by hand, and what is to happen when."""

    def __init__(self) -> None:
        self._now = 0.0
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._cancelled: set[int] = set()

    def now(self) -> float:
        return self._now

    def unix(self) -> int:
        return NOW + int(self._now)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        number = next(self._order)
        heapq.heappush(self._queue, (self._now + seconds, number, callback))
        return lambda: self._cancelled.add(number)

    def pass_seconds(self, seconds: float) -> None:
        """Let that much time pass, doing all that becomes due."""
        until = self._now + seconds
        while self._queue and self._queue[0][0] <= until:
            self._now, number, callback = heapq.heappop(self._queue)
            if number in self._cancelled:
                self._cancelled.discard(number)
            else:
                callback()
        self._now = until


class NoTorrents:
    """A BitTorrent network on which nobody has anything."""

    async def seed(self, torrents: Iterable[SeedTorrent], text_of: Callable[[bytes], bytes]) -> int:
        del torrents, text_of
        return 0

    async def unseed(self, infohash: bytes) -> None:
        del infohash

    def withdraw(self, infohash: bytes) -> None:
        del infohash

    async def fetch(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        accept: AcceptInfo,
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        del infohash, peers, accept, progress
        raise TimeoutError

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        del infohash, peers

    def listening(self) -> tuple[Address, ...]:
        return ()

    def status(self) -> NetworkStatus:
        return NetworkStatus((), 0, 0, 0, 0, 0, "off")


@dataclass
class Link:
    """One end of a connection: whose, to whom, and what this end calls the other."""

    to: VirtualNode
    number_there: int
    delay: float
    free_at: float = 0.0


class VirtualSender:
    """Implements `GossipSender` for one node."""

    def __init__(self, node: VirtualNode) -> None:
        self._node = node

    def send(self, number: int, message: Message) -> bool:
        link = self._node.links.get(number)
        if link is None:
            return False
        # Through the real bytes, so that nothing passes that the wire would not carry.
        data = encode_message(message)
        kind = type(message).__name__
        self._node.sent[kind] = self._node.sent.get(kind, 0) + len(data) + 6
        self._node.messages[kind] = self._node.messages.get(kind, 0) + 1
        there, number_there = link.to, link.number_there
        time = self._node.time
        arrives = max(time.now() + link.delay, link.free_at)
        link.free_at = arrives
        time.call_later(arrives - time.now(), lambda: there.deliver(number_there, data))
        return True

    def disconnect(self, number: int, code: str, ban_seconds: float = 0) -> None:
        del code
        if ban_seconds:
            self._node.banned.add(self._node.links[number].to.name)
        self._node.cut(number)

    def leave(self, number: int, code: str, seconds: float) -> None:
        del code, seconds
        self._node.left.add(self._node.links[number].to.name)
        self._node.cut(number)

    def learn(self, board: str, addresses: tuple[Address, ...]) -> None:
        del board
        self._node.learnt |= set(addresses)

    def known(self, board: str, limit: int) -> tuple[Address, ...]:
        del board, limit
        return ()

    def join(self, boards: frozenset[str]) -> None:
        del boards


@dataclass
class VirtualNode:
    """A node: real index, admission and spreading."""

    name: str
    time: VirtualTime
    index: Index
    chance: random.Random
    options: SpreadingOptions = field(default_factory=SpreadingOptions)
    stamp_bits: int = 0

    def __post_init__(self) -> None:
        self.links: dict[int, Link] = {}
        # Bytes and messages, by the kind of message.
        self.sent: dict[str, int] = {}
        self.messages: dict[str, int] = {}
        self.banned: set[str] = set()
        self.left: set[str] = set()
        self.learnt: set[Address] = set()
        self._numbers = itertools.count(1)
        self.wanted_torrents: list[Item] = []
        moderation = Moderation(self.index, self.time.unix)
        self.moderation = moderation
        self.admission = Admission(
            self.index, NoTorrents(), self.time.unix, self.stamp_bits, moderation.refuses
        )
        self.membership = Membership(self.index, self.time.unix)
        around = Surroundings(
            self.index, VirtualSender(self), self.time, self.time.unix, self.chance
        )
        self.spreader = Spreader(
            around, self.admission, self.membership, self.wanted_torrents.append, self.options
        )
        self.admission.watch(self.spreader.published, self.spreader.removed)
        self.key = SigningKey(self.chance.randbytes(32))

    def start(self, *boards: str) -> None:
        for board in boards or (BOARD,):
            self.spreader.join(board)
        self.spreader.start()

    def deliver(self, number: int, data: bytes) -> None:
        link = self.links.get(number)
        message = decode_message(data)
        if link is not None and message is not None:
            self.spreader.received(neighbour(number, link.to), message)

    def cut(self, number: int) -> None:
        """Lose the connection of that number, at both ends."""
        link = self.links.pop(number, None)
        if link is None:
            return
        self.spreader.disconnected(neighbour(number, link.to))
        link.to.cut(link.number_there)

    def write(
        self, text: str, *, created: int | None = None, board: str = BOARD, seed: bool = True
    ) -> Item:
        """Publish a post here."""
        draft = Draft(Kind.POST, board, post_text("Title", text), title="Title")
        assembly = assemble(draft, self.key.public, created or self.time.unix())
        nonce = assembly.puzzle(self.stamp_bits).search(self.chance.getrandbits(64), 1 << 24)
        assert nonce is not None
        info = assembly.sign(nonce, self.key)
        return self.admission.admit(info, assembly.text, seeded=seed).item

    def reads(self, item: Item) -> bool:
        """Whether the text of an item can be read here."""
        return self.index.text(item.infohash) is not None

    def next_number(self) -> int:
        return next(self._numbers)


def neighbour(number: int, node: VirtualNode, *, outgoing: bool = True) -> Neighbour:
    return Neighbour(number, Address("127.0.0.1", number), None, outgoing, node.name)


def connect(dialler: VirtualNode, other: VirtualNode, delay: float = 0.0) -> None:
    """Connect two nodes."""
    here, there = dialler.next_number(), other.next_number()
    dialler.links[here] = Link(other, there, delay)
    other.links[there] = Link(dialler, here, delay)
    dialler.spreader.connected(neighbour(here, other, outgoing=True))
    other.spreader.connected(neighbour(there, dialler, outgoing=False))


def partition(nodes: Sequence[VirtualNode], side: Sequence[VirtualNode]) -> None:
    """Cut every connection between `side` and the rest."""
    inside = {node.name for node in side}
    for node in nodes:
        for number, link in list(node.links.items()):
            if (node.name in inside) != (link.to.name in inside):
                node.cut(number)


class VirtualNetwork:
    """Some nodes, each with a few random neighbours."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.time = VirtualTime()
        self.chance = random.Random(seed)
        self.nodes: list[VirtualNode] = []
        self._folder = folder

    def add(self, options: SpreadingOptions | None = None, *, stamp_bits: int = 0) -> VirtualNode:
        """Add a node that is not connected or started yet."""
        name = f"node-{len(self.nodes)}"
        index = Index.open(self._folder / f"{name}.sqlite3")
        chance = random.Random(self.chance.getrandbits(64))
        node = VirtualNode(
            name, self.time, index, chance, options or SpreadingOptions(), stamp_bits
        )
        self.nodes.append(node)
        return node

    def started(self, count: int) -> list[VirtualNode]:
        """Add nodes that run, and are not connected yet."""
        nodes = [self.add() for _ in range(count)]
        for node in nodes:
            node.start()
        return nodes

    def wire(self, nodes: Sequence[VirtualNode], degree: int, mean_delay: float = 0.0) -> None:
        """Have every node dial `degree` others; delays are spread evenly around the mean."""
        for place, node in enumerate(nodes):
            others = [other for number, other in enumerate(nodes) if number != place]
            for other in self.chance.sample(others, min(degree, len(others))):
                connect(node, other, self.chance.uniform(0.2, 1.8) * mean_delay)

    def close(self) -> None:
        for node in self.nodes:
            node.spreader.close()
            node.index.close()

    def __iter__(self) -> Iterator[VirtualNode]:
        return iter(self.nodes)
