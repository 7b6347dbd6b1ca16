"""A DHT node in a few lines, that answers as a test wants it to: honestly, with lies, or badly."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast

from p2psocial.protocol.bloom import FILTER_BYTES, BloomFilter
from p2psocial.protocol.krpc import (
    AnnouncePeer,
    FindNode,
    GetPeers,
    KrpcError,
    Node,
    Refusal,
    Request,
    Response,
    decode,
    encode,
)
from p2psocial.protocol.magnet import Address
from tests.scrape.running import new_host

TOKEN = b"token"
NAMED = 100
FULL = BloomFilter((1 << FILTER_BYTES * 8) - 1)

# Turns the honest answer to `get_peers` into what is sent, in any number of datagrams.
Twist = Callable[["KrpcNode", Request, Response], Sequence[bytes]]


def _peer(host: bytes) -> Address:
    return Address(str(ipaddress.ip_address(host)), 7_681)


def distance(node: Node, infohash: bytes) -> int:
    return int.from_bytes(node.id, "big") ^ int.from_bytes(infohash, "big")


def packed(address: Address) -> bytes:
    return ipaddress.ip_address(address.host).packed


@dataclass(eq=False)
class KrpcNode(asyncio.DatagramProtocol):
    """A node; `network` are those it can name, `stored` the seeds of each infohash."""

    node: Node
    network: Sequence[Node] = ()
    twist: Twist | None = None
    stored: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    requests: list[Request] = field(default_factory=list)
    askers: list[Address] = field(default_factory=list)
    unusable: int = 0
    minds_own_id: bool = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Python 3.11's does not say so itself.
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            request = decode(data)
        except KrpcError:
            self.unusable += 1
            return
        if not isinstance(request, Request):
            return
        asker = Address(addr[0], addr[1])
        self.requests.append(request)
        self.askers.append(asker)
        if self.minds_own_id and request.sender == self.node.id:
            return
        for answer in self._answers(request, asker):
            self.send(answer, asker)

    def send(self, data: bytes, to: Address) -> None:
        self.transport.sendto(data, (to.host, to.port))

    def _answers(self, request: Request, asker: Address) -> Sequence[bytes]:
        response = Response(request.transaction, self.node.id)
        query = request.query
        if isinstance(query, GetPeers):
            honest = self._about(query, response)
            return self.twist(self, request, honest) if self.twist else [encode(honest)]
        if isinstance(query, FindNode):
            response = replace(response, nodes=self.closest(query.target))
        if isinstance(query, AnnouncePeer):
            if query.token != TOKEN:
                return [encode(Refusal(request.transaction, 203, "bad token"))]
            self.stored[query.infohash].add(packed(asker))
        return [encode(response)]

    def _about(self, query: GetPeers, response: Response) -> Response:
        nodes = () if query.want == () else self.closest(query.infohash)
        response = replace(response, nodes=nodes, token=TOKEN)
        if query.infohash not in self.stored:
            return response
        if not query.scrape:
            # noseed (BEP 33) leaves out those who have all of it: everybody here.
            named = () if query.noseed else sorted(self.stored[query.infohash])[:NAMED]
            return replace(response, values=tuple(map(_peer, named)))
        seeds = BloomFilter.of(self.stored[query.infohash])
        return replace(response, seeds=seeds, peers=BloomFilter())

    def closest(self, target: bytes) -> tuple[Node, ...]:
        return tuple(sorted(self.network, key=lambda node: distance(node, target))[:8])


def _same(node: KrpcNode) -> KrpcNode:
    return node


@contextlib.asynccontextmanager
async def krpc_nodes(
    count: int, chance: random.Random, *, ipv6: bool = False, base: int = 0
) -> AsyncIterator[list[KrpcNode]]:
    """Run so many nodes that know one another; of IPv6 they share [::1], with ports from `base`."""
    loop = asyncio.get_running_loop()
    nodes: list[KrpcNode] = []
    try:
        for number in range(count):
            host, port = ("::1", base + number) if ipv6 else (new_host(), 7_682)
            made = KrpcNode(Node(chance.randbytes(20), Address(host, port)))
            await loop.create_datagram_endpoint(partial(_same, made), local_addr=(host, port))
            nodes.append(made)
        introduce(nodes)
        yield nodes
    finally:
        for node in nodes:
            node.transport.abort()
        await asyncio.sleep(0)


def introduce(nodes: Sequence[KrpcNode]) -> None:
    """Let every node know every other."""
    for node in nodes:
        node.network = [other.node for other in nodes if other is not node]


def store(nodes: Iterable[KrpcNode], infohash: bytes, seeds: Iterable[bytes]) -> None:
    """Let the eight closest nodes know these seeds."""
    nearest = sorted(nodes, key=lambda each: distance(each.node, infohash))[:8]
    for each in nearest:
        each.stored[infohash].update(seeds)


# -- lies ----------------------------------------------------------------------------------------


def all_ones(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    del request
    return [encode(replace(honest, seeds=FULL, peers=FULL))]


def random_bits(node: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    chance = random.Random(node.node.id + request.transaction)
    bits = BloomFilter(chance.getrandbits(FILTER_BYTES * 8))
    return [encode(replace(honest, seeds=bits, peers=bits))]


def nothing(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    del request
    return [encode(replace(honest, seeds=None, peers=None))]


def accomplices(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    """Tell the same 400 made-up seeds as everybody else who lies like this, and the real ones."""
    assert isinstance(request.query, GetPeers)
    chance = random.Random(request.query.infohash)
    made_up = BloomFilter.of(chance.randbytes(4) for _ in range(400))
    seeds = made_up.merge(honest.seeds or BloomFilter())
    return [encode(replace(honest, seeds=seeds, peers=seeds))]


def many_values(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    del request
    values = tuple(Address(f"127.99.{number}.1", 1) for number in range(150))
    return [encode(replace(honest, values=values, seeds=None, peers=None))]


LIES: tuple[Twist, ...] = (all_ones, random_bits, nothing, accomplices, many_values)


# -- not lies, but no answers either -------------------------------------------------------------


def silence(*_: object) -> Sequence[bytes]:
    return []
