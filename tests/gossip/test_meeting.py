"""Rendezvous: in a DHT of real nodes, in a scripted one, and on the local network."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from p2psocial.network.bittorrent import BitTorrent
from p2psocial.network.gossip.options import GossipOptions
from p2psocial.network.local_multicast import GROUP, LocalMulticast, LocalSearch, read, write
from p2psocial.network.options import NetworkOptions
from p2psocial.network.rendezvous import FIRST_DELAYS, Dht, Found, Rendezvous
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import DIRECTORY_HASH, board_hash
from tests.coroutines import run, until
from tests.gossip.endpoints import BOARD, Clock, Node, new_host, prepare, running

OPTIONS = GossipOptions(private=True, local_multicast=False)


@dataclass
class ScriptedDht:
    """A `rendezvous.Dht` that keeps what it was asked and answers what it is told to."""

    asked: list[bytes] = field(default_factory=list)
    announced: list[tuple[bytes, int]] = field(default_factory=list)
    waiting: dict[bytes, Found] = field(default_factory=dict)
    mapped: list[int] = field(default_factory=list)
    outer_port: int = 0

    def announce(self, infohash: bytes, port: int) -> None:
        self.announced.append((infohash, port))

    def find_peers(self, infohash: bytes, found: Found) -> None:
        assert infohash not in self.waiting
        self.waiting[infohash] = found
        self.asked.append(infohash)

    def stop_finding(self, infohash: bytes, found: Found) -> None:
        assert self.waiting.pop(infohash) is found

    def find_again(self, infohash: bytes) -> None:
        assert infohash in self.waiting
        self.asked.append(infohash)

    def map_port(self, port: int, mapped: Callable[[int], None]) -> None:
        self.mapped.append(port)
        if self.outer_port:
            mapped(self.outer_port)


@contextlib.asynccontextmanager
async def meeting(
    node: Node,
    dht: Dht,
    options: GossipOptions = OPTIONS,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Rendezvous]:
    """Run a rendezvous for a running node."""
    chance = random.Random(3)
    found = Rendezvous(options, node.endpoint, dht, monotonic=clock, chance=chance)
    try:
        await found.start()
        yield found
    finally:
        await found.close()


def test_every_board_and_the_directory_are_announced_and_looked_up_until_left() -> None:
    async def meet() -> None:
        node, dht = prepare(), ScriptedDht()
        async with running(node):
            async with meeting(node, dht):
                await until(lambda: len(dht.announced) == 2)
                port = node.address.port
                hashes = {board_hash(BOARD), DIRECTORY_HASH}
                assert {*dht.announced} == {(each, port) for each in hashes}
                assert {*dht.asked} == {*dht.waiting} == hashes
                node.endpoint.join(frozenset({"second"}))
                await until(lambda: board_hash("second") in dht.waiting)
                assert board_hash(BOARD) not in dht.waiting
            assert not dht.waiting

    run(meet())


def test_a_board_that_is_met_at_once_is_looked_up_twice_more_soon() -> None:
    async def meet() -> None:
        node, other, dht, clock = prepare(), prepare(), ScriptedDht(), Clock()
        place = board_hash(BOARD)
        async with running(node, other), meeting(node, dht, OPTIONS, clock) as found:
            await until(lambda: place in dht.waiting)
            dht.waiting[place]([other.address])
            await until(lambda: node.endpoint.has_neighbour(BOARD))
            for times, delay in enumerate((1.2, 6.0, 36.0), 1):
                clock.ahead += delay
                found._changed.set()  # noqa: SLF001 -- the clock is ours, the loop's timer is not
                await until(lambda times=times: dht.asked.count(place) == times + 1)  # type: ignore[misc]
            clock.ahead += 400
            found._changed.set()  # noqa: SLF001 -- as above
            await asyncio.sleep(0.05)
            assert dht.asked.count(place) == 4

    run(meet())


def test_a_lonely_board_is_looked_up_quickly_at_first_and_a_met_one_seldom() -> None:
    async def meet() -> None:
        node, other, dht, clock = prepare(), prepare(), ScriptedDht(), Clock()
        async with running(node, other), meeting(node, dht, OPTIONS, clock) as found:
            for times, delay in enumerate(FIRST_DELAYS, 1):
                await until(lambda times=times: dht.asked.count(DIRECTORY_HASH) == times)  # type: ignore[misc]
                clock.ahead += delay * 1.2
                found._changed.set()  # noqa: SLF001 -- the clock is ours, the loop's timer is not
            dht.waiting[board_hash(BOARD)]([other.address])
            await until(lambda: node.recorder.connections)
            clock.ahead += 400
            found._changed.set()  # noqa: SLF001 -- as above
            await asyncio.sleep(0.05)
            asked = len(dht.asked)
            clock.ahead += 700
            found._changed.set()  # noqa: SLF001 -- as above
            await asyncio.sleep(0.05)
            assert len(dht.asked) == asked
            clock.ahead += 400
            found._changed.set()  # noqa: SLF001 -- as above
            await until(lambda: len(dht.asked) == asked + 2)

    run(meet())


def test_who_accepts_nobody_looks_up_without_announcing() -> None:
    async def meet() -> None:
        node, dht = prepare(accept_incoming=False), ScriptedDht()
        async with running(node), meeting(node, dht, GossipOptions(local_multicast=False)):
            await until(lambda: len(dht.asked) == 2)
            assert not dht.announced
            assert not dht.mapped

    run(meet())


def test_the_outer_port_of_the_router_is_what_others_are_told() -> None:
    async def meet() -> None:
        node, dht = prepare(), ScriptedDht(outer_port=4321)
        async with running(node), meeting(node, dht, GossipOptions(local_multicast=False)):
            await until(lambda: dht.announced)
            assert dht.mapped == [node.address.port]
            assert {port for _, port in dht.announced} == {4321}

    run(meet())


def test_two_nodes_that_share_only_a_board_and_a_dht_node_find_each_other(tmp_path: Path) -> None:
    async def meet() -> None:
        networks: list[BitTorrent] = []
        # The DHT knows an announcement's address from where it came, so both parts share one.
        hosts = [new_host() for _ in range(4)]
        nodes = prepare(host=hosts[2]), prepare(host=hosts[3])
        try:
            bootstrap: tuple[Address, ...] = ()
            for host in hosts:
                network = BitTorrent(_network_options(tmp_path / host, host, bootstrap), print)
                networks.append(network)
                await network.start()
                bootstrap = bootstrap or network.status().listening[:1]
            async with (
                running(*nodes),
                meeting(nodes[0], networks[2].dht),
                meeting(nodes[1], networks[3].dht),
            ):
                began = time.monotonic()
                await until(lambda: all(node.recorder.connections for node in nodes), 30)
                assert time.monotonic() - began < 15
        finally:
            await asyncio.gather(*(network.close() for network in networks))

    run(meet())


def _network_options(folder: Path, host: str, bootstrap: tuple[Address, ...]) -> NetworkOptions:
    folder.mkdir()
    return NetworkOptions(
        seeds_folder=folder / "seeds",
        reading_folder=folder / "reading",
        state_file=folder / "state",
        listen=(Address(host, 7681),),
        bootstrap=bootstrap,
        private=True,
    )


# -- the local network -----------------------------------------------------------------------


def test_local_announcements_are_those_of_bep_14() -> None:
    search = LocalSearch((bytes(20), bytes(range(20))), 7000, "abc")
    datagram = write(search)
    assert datagram == (
        b"BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 7000\r\n"
        b"Infohash: 0000000000000000000000000000000000000000\r\n"
        b"Infohash: 000102030405060708090a0b0c0d0e0f10111213\r\n"
        b"cookie: abc\r\n\r\n\r\n"
    )
    assert read(datagram) == search


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"BT-SEARCH", b"M-SEARCH"),
        (b"Port: 7000", b"Port: 70000"),
        (b"Port: 7000", b"Port: 0"),
        (b"Port: 7000", b"Port: 7000\r\nPort: 7001"),
        (b"Port: 7000\r\n", b""),
        (b"Port: 7000", b"Port: 7000\r\nnonsense"),
        (b"Infohash: 00", b"Infohash: 0"),
        (b"Infohash: 00", b"Infohash: zz"),
        (b"239.192.152.143", b"239.192.152.144"),
        (b"abc", b"c" * 65),
        (b"abc", "ä".encode()),
        (b"abc", b"c" + b"\r\nx: y" * 40),
        (b"abc", b"c" * 1400),
    ],
)
def test_other_datagrams_are_passed_over(old: bytes, new: bytes) -> None:
    datagram = write(LocalSearch((bytes(20),), 7000, "abc"))
    assert old in datagram
    assert read(datagram.replace(old, new)) is None


def test_nodes_of_a_local_network_hear_each_other_but_not_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # One datagram socket per node, and for a group the other's address.
    heard: dict[str, list[tuple[Sequence[bytes], Address]]] = {"anna": [], "ben": []}

    async def meet() -> None:
        hosts = {"anna": new_host(), "ben": new_host()}
        parts = {}
        for name, other in (("anna", "ben"), ("ben", "anna")):
            chance = random.Random(name)

            def hear(hashes: Sequence[bytes], address: Address, name: str = name) -> None:
                heard[name].append((hashes, address))

            parts[name] = LocalMulticast(
                hear, time.monotonic, chance, Address(hosts[other], GROUP.port)
            )
        monkeypatch.setattr("p2psocial.network.local_multicast._open", _unicast)
        monkeypatch.setattr("p2psocial.network.local_multicast._interfaces", _hosts)
        for name, part in parts.items():
            assert await part.start([Address(hosts[name], 7000)])
        hashes = [bytes([number]) * 20 for number in range(30)]
        parts["anna"].announce(hashes, 7000)
        parts["anna"].announce(hashes, 80)
        await until(lambda: sum(len(found) for found, _ in heard["ben"]) == 30)
        assert {address for _, address in heard["ben"]} == {Address(hosts["anna"], 7000)}
        assert {each for found, _ in heard["ben"] for each in found} == {*hashes}
        own = write(LocalSearch((bytes(20),), 7000, parts["ben"]._cookie))  # noqa: SLF001 -- its own echo
        parts["ben"].datagram_received(own, (hosts["ben"], 6771))
        foreign = write(LocalSearch((bytes(20),), 7000, "x"))
        parts["ben"].datagram_received(foreign, ("8.8.8.8", 6771))
        assert len(heard["ben"]) == 2
        for _ in range(300):
            parts["ben"].datagram_received(foreign, (hosts["anna"], 6771))
        assert len(heard["ben"]) <= 110
        for part in parts.values():
            part.close()
        await asyncio.sleep(0)

    run(meet())


def _hosts(listening: Sequence[Address]) -> list[str]:
    return [address.host for address in listening]


def _unicast(interface: str, group: Address) -> object:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setblocking(False)  # noqa: FBT003 -- takes no names
    opened.bind((interface, group.port))
    return opened


def test_nobody_on_loopback_alone_takes_part() -> None:
    async def meet() -> None:
        part = LocalMulticast(lambda *_: None, time.monotonic, random.Random(1))
        assert not await part.start([Address("127.0.0.1", 7000), Address("::1", 7000)])
        part.announce([bytes(20)], 7000)
        part.close()

    run(meet())
