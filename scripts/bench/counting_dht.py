"""A private DHT that counts what each of its users sends and gets, whatever program that is."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import cast

from p2psocial.protocol.bloom import EMPTY, BloomFilter
from p2psocial.protocol.krpc import (
    AnnouncePeer,
    FindNode,
    GetPeers,
    KrpcError,
    Node,
    Request,
    Response,
    decode,
    encode,
)
from p2psocial.protocol.magnet import Address

# Of IPv4 and UDP, for each packet.
HEADERS = 28
_CLOSEST = 8
_TOKEN = b"token"


class Tally:
    """Bytes by the host of a user, both ways, and which infohashes it announced."""

    def __init__(self) -> None:
        self.bytes: Counter[str] = Counter()
        self.announced: defaultdict[str, set[bytes]] = defaultdict(set)

    def clear(self) -> None:
        """Begin again."""
        self.bytes.clear()
        self.announced.clear()


class _CountingNode(asyncio.DatagramProtocol):
    def __init__(self, node: Node, everybody: list[Node], tally: Tally) -> None:
        self.node = node
        self._everybody = everybody
        self._tally = tally
        self._seeds: defaultdict[bytes, BloomFilter] = defaultdict(lambda: EMPTY)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        host = addr[0]
        self._tally.bytes[host] += len(data) + HEADERS
        with contextlib.suppress(KrpcError):
            request = decode(data)
            if isinstance(request, Request):
                answer = encode(self._answer(request, host))
                self._tally.bytes[host] += len(answer) + HEADERS
                self.transport.sendto(answer, addr)

    def _answer(self, request: Request, host: str) -> Response:
        response, query = Response(request.transaction, self.node.id), request.query
        if isinstance(query, FindNode):
            return replace(response, nodes=self._closest(query.target))
        if isinstance(query, GetPeers):
            nodes = () if query.want == () else self._closest(query.infohash)
            response = replace(response, nodes=nodes, token=_TOKEN)
            if query.scrape and query.infohash in self._seeds:
                return replace(response, seeds=self._seeds[query.infohash], peers=EMPTY)
        if isinstance(query, AnnouncePeer):
            self._tally.announced[host].add(query.infohash)
            seeds = self._seeds[query.infohash]
            self._seeds[query.infohash] = seeds.insert(socket.inet_aton(host))
        return response

    def _closest(self, target: bytes) -> tuple[Node, ...]:
        wanted = int.from_bytes(target, "big")
        others = (node for node in self._everybody if node is not self.node)
        ordered = sorted(others, key=lambda node: int.from_bytes(node.id, "big") ^ wanted)
        return tuple(ordered[:_CLOSEST])


@contextlib.asynccontextmanager
async def counting_dht(hosts: Sequence[str], tally: Tally) -> AsyncIterator[list[Address]]:
    """Run a node at each of these hosts; yields where they are."""
    loop, chance = asyncio.get_running_loop(), random.SystemRandom()
    everybody = [Node(chance.randbytes(20), Address(host, 6_881)) for host in hosts]
    nodes = [_CountingNode(node, everybody, tally) for node in everybody]
    try:
        for node in nodes:
            place = (node.node.address.host, node.node.address.port)
            await loop.create_datagram_endpoint(lambda node=node: node, local_addr=place)  # type: ignore[misc]  # the default binds this round's node
        yield [node.address for node in everybody]
    finally:
        for node in nodes:
            if hasattr(node, "transport"):
                node.transport.abort()
        await asyncio.sleep(0)
