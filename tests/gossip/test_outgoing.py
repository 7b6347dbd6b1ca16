"""Whom an endpoint dials, what it keeps, and how it comes back to them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

import pytest

from p2psocial.network import saved_peers
from p2psocial.network.gossip.options import LinkConditions
from p2psocial.network.options import Proxy
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Boards, Get, Have
from tests.coroutines import run, until
from tests.gossip.endpoints import BOARD, Node, new_host, prepare, quick, running
from tests.gossip.raw_peer import connected

ID = bytes(32)


def outgoing(node: Node) -> list[Address]:
    """Return the addresses of the connections that a node made itself."""
    return [each.address for each in node.recorder.connections.values() if each.outgoing]


def test_six_of_many_candidates_are_connected_and_lost_ones_are_replaced() -> None:
    async def meet() -> None:
        others = [prepare() for _ in range(10)]
        node = prepare()
        async with running(node, *others):
            node.endpoint.learn(BOARD, tuple(each.address for each in others))
            await until(lambda: len(outgoing(node)) == 6)
            await asyncio.sleep(0.2)
            assert node.endpoint.status().outgoing == 6
            gone = [each for each in others if each.address in outgoing(node)][:3]
            await asyncio.gather(*(each.endpoint.close() for each in gone))
            await until(lambda: not {each.address for each in gone} & {*outgoing(node)})
            await until(lambda: len(outgoing(node)) == 6, 3)

    run(meet())


def test_the_only_neighbour_is_found_again_when_it_comes_back() -> None:
    async def meet() -> None:
        anna, ben = prepare(), prepare()
        async with running(anna):
            async with running(ben):
                address = ben.address
                anna.endpoint.learn(BOARD, (address,))
                await until(lambda: outgoing(anna))
            await until(lambda: not outgoing(anna))
            again = prepare(listen=(address,))
            async with running(again):
                await until(lambda: outgoing(anna) == [address], 5)

    run(meet())


def test_who_is_left_is_not_dialled_again_though_it_is_not_kept_out() -> None:
    async def meet() -> None:
        anna, ben, clara = prepare(), prepare(), prepare()
        async with running(anna, ben, clara):
            anna.endpoint.learn(BOARD, (ben.address,))
            await until(lambda: outgoing(anna))
            (number,) = anna.recorder.connections
            anna.endpoint.leave(number, "silent", 5)
            await until(lambda: not outgoing(anna))
            anna.endpoint.learn(BOARD, (clara.address,))
            await until(lambda: outgoing(anna) == [clara.address])
            # Longer than the wait after a connection that has ended, which is 0.1 s in tests.
            await asyncio.sleep(1)
            assert outgoing(anna) == [clara.address]
            ben.endpoint.learn(BOARD, (anna.address,))
            await until(lambda: outgoing(ben) == [anna.address])

    run(meet())


def test_dead_addresses_do_not_keep_living_ones_waiting() -> None:
    async def meet() -> None:
        ben = prepare()
        node = prepare()
        with contextlib.ExitStack() as stack:
            # Half of them refuse, half accept and stay silent.
            silent = [
                Address(*stack.enter_context(socket.create_server((new_host(), 0))).getsockname())
                for _ in range(4)
            ]
            dead = [Address(new_host(), 9) for _ in range(20)]
            async with running(node, ben):
                node.endpoint.learn(BOARD, (*silent, *dead, ben.address))
                await until(lambda: outgoing(node) == [ben.address], 5)

    run(meet())


def test_in_public_at_most_two_share_a_subnet() -> None:
    async def meet() -> None:
        limits = quick(outgoing_per_subnet=2)
        others = [prepare(host=f"127.95.{net}.{n}") for net in range(2) for n in range(1, 5)]
        node = prepare(limits=limits)
        async with running(node, *others):
            node.endpoint.learn(BOARD, tuple(each.address for each in others))
            await until(lambda: len(outgoing(node)) == 4)
            await asyncio.sleep(0.3)
            subnets = sorted(address.host.rpartition(".")[0] for address in outgoing(node))
            assert subnets == ["127.95.0"] * 2 + ["127.95.1"] * 2

    run(meet())


def test_every_board_gets_a_neighbour_even_when_all_places_are_taken() -> None:
    async def meet() -> None:
        crowd = [prepare() for _ in range(8)]
        lonely = [prepare() for _ in range(3)]
        node = prepare(limits=quick(outgoing=4))
        boards = [f"board-{number}" for number in range(3)]
        async with running(node, *crowd), running(*lonely, boards=frozenset()):
            node.endpoint.learn(BOARD, tuple(each.address for each in crowd))
            await until(lambda: len(outgoing(node)) == 4)
            for each, board in zip(lonely, boards, strict=True):
                each.endpoint.join(frozenset({board}))
                node.endpoint.learn(board, (each.address,))
            node.endpoint.join(frozenset({BOARD, *boards}))
            await until(lambda: len(outgoing(node)) == 7)
            assert {each.address for each in lonely} < {*outgoing(node)}

    run(meet())


def test_neighbours_that_turn_out_to_share_no_board_make_room() -> None:
    async def meet() -> None:
        strangers = [prepare() for _ in range(4)]
        member = prepare()
        node = prepare(limits=quick(outgoing=4))
        async with running(*strangers, boards=frozenset({"other"})), running(node, member):
            for each in strangers:
                node.endpoint.learn("", (each.address,))
            await until(lambda: len(outgoing(node)) == 4)
            for each in strangers:
                await until(lambda each=each: each.recorder.connections)  # type: ignore[misc]
                each.endpoint.send(each.recorder.number, Boards(("other",)))
            await until(lambda: len(outgoing(node)) == 2)
            node.endpoint.learn(BOARD, (member.address,))
            await until(lambda: member.address in outgoing(node))

    run(meet())


def test_what_neighbours_join_decides_where_they_are_known() -> None:
    async def meet() -> None:
        anna, ben = prepare(), prepare()
        async with running(anna, ben):
            anna.endpoint.learn(BOARD, (ben.address,))
            await until(lambda: anna.recorder.connections and ben.recorder.connections)
            # The one that was dialled knows where the other listens, too.
            assert anna.endpoint.known(BOARD, 5) == (ben.address,)
            assert ben.endpoint.known(BOARD, 5) == (anna.address,)
            ben.endpoint.send(ben.recorder.number, Boards((BOARD, "second")))
            await until(lambda: anna.endpoint.known("second", 5) == (ben.address,))
            assert anna.endpoint.has_neighbour("second")
            assert not anna.endpoint.has_neighbour("third")

    run(meet())


def test_hearsay_is_checked_now_and_then_and_only_then_passed_on() -> None:
    async def meet() -> None:
        # It would dial back.
        other, friend = prepare(limits=quick(outgoing=0)), prepare()
        node = prepare(limits=quick(outgoing=1, feeler_seconds=10))
        async with running(node, friend, other):
            node.endpoint.learn(BOARD, (friend.address,))
            await until(lambda: outgoing(node))
            node.endpoint.learn(BOARD, (other.address,))
            await asyncio.sleep(0.2)
            assert node.endpoint.known(BOARD, 5) == (friend.address,)
            node.clock.ahead += 16
            await until(lambda: {*node.endpoint.known(BOARD, 5)} == {friend.address, other.address})
            await until(lambda: not other.recorder.connections)
            assert outgoing(node) == [friend.address]
            assert not node.recorder.ended

    run(meet())


def test_the_longest_neighbours_are_tried_first_after_a_restart(tmp_path: Path) -> None:
    async def meet() -> None:
        others = [prepare() for _ in range(4)]
        file = tmp_path / "peers.json"
        limits = quick(outgoing=2)
        async with running(*others):
            first = prepare(peers_file=file, limits=limits)
            async with running(first):
                for each in others[:2]:
                    first.endpoint.learn(BOARD, (each.address,))
                    await until(lambda each=each: each.address in outgoing(first))  # type: ignore[misc]
            anchors = {each.address for each in others[:2]}
            assert {*saved_peers.read(file).anchors} == anchors
            second = prepare(peers_file=file, limits=limits)
            async with running(second):
                second.endpoint.learn(BOARD, tuple(each.address for each in others))
                await until(lambda: len(outgoing(second)) == 2)
                assert {*outgoing(second)} == anchors
                assert set(second.endpoint.known(BOARD, 9)) == anchors

    run(meet())


def test_the_port_stays_the_same_over_a_restart_if_it_is_free(tmp_path: Path) -> None:
    async def meet() -> None:
        host, file = new_host(), tmp_path / "peers.json"
        ports = []
        for _ in range(2):
            node = prepare(host=host, peers_file=file)
            async with running(node):
                ports.append(node.address.port)
        assert ports[0] == ports[1]
        with socket.create_server((host, ports[0])):
            node = prepare(host=host, peers_file=file)
            async with running(node):
                assert node.address.port != ports[0]

    run(meet())


def test_whoever_is_refused_goes_on_to_the_others_that_it_is_told_of() -> None:
    async def meet() -> None:
        other, full = prepare(), prepare(limits=quick(incoming=0))
        newcomer = prepare()
        async with running(full, other, newcomer):
            full.endpoint.learn(BOARD, (other.address,))
            await until(lambda: outgoing(full))
            newcomer.endpoint.learn(BOARD, (full.address,))
            await until(lambda: outgoing(newcomer) == [other.address])

    run(meet())


def test_bootstrap_addresses_need_no_board() -> None:
    async def meet() -> None:
        ben = prepare()
        async with running(ben, boards=frozenset({"other"})):
            anna = prepare(bootstrap=(ben.address,))
            async with running(anna, boards=frozenset()):
                await until(lambda: outgoing(anna) == [ben.address])

    run(meet())


def test_experiments_can_slow_links_down_without_mixing_up_what_is_said() -> None:
    async def meet() -> None:
        link = LinkConditions(mean_delay_seconds=0.05, jitter=0.9)
        anna, ben = prepare(link=link), prepare()
        async with running(anna, ben):
            anna.endpoint.learn(BOARD, (ben.address,))
            await until(lambda: anna.recorder.connections and ben.recorder.connections)
            said = [Get((number.to_bytes(32, "big"),)) for number in range(50)]
            began = asyncio.get_running_loop().time()
            for each in said:
                assert anna.endpoint.send(anna.recorder.number, each)
            await until(lambda: len(ben.recorder.messages) == 50)
            assert asyncio.get_running_loop().time() - began > 0.04
            assert ben.recorder.said() == said

    run(meet())


def test_experiments_can_lose_messages() -> None:
    async def meet() -> None:
        anna, ben = prepare(link=LinkConditions(0.0, loss=0.5)), prepare()
        async with running(anna, ben):
            anna.endpoint.learn(BOARD, (ben.address,))
            await until(lambda: anna.recorder.connections and ben.recorder.connections)
            for number in range(200):
                anna.endpoint.send(anna.recorder.number, Have((number.to_bytes(32, "big"),)))
            await asyncio.sleep(0.2)
            assert 60 < len(ben.recorder.messages) < 140

    run(meet())


# -- proxies ---------------------------------------------------------------------------------


class SocksProxy:
    """A SOCKS5 proxy that wants a password, and an HTTP proxy, for connections to one place."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.asked: list[Any] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def running(self) -> Any:  # noqa: ANN401 -- of this class
        server = await asyncio.start_server(self._serve, new_host(), 0)
        self.host, self.port = server.sockets[0].getsockname()[:2]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            place = await (self._socks if self.kind == "socks5" else self._http)(reader, writer)
            there = await asyncio.open_connection(place.host, place.port)
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
        finally:
            writer.close()

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Address:
        assert await reader.readexactly(3) == b"\x05\x01\x02"
        writer.write(b"\x05\x02")
        assert await reader.readexactly(12) == b"\x01\x04user\x05word!"
        writer.write(b"\x01\x00")
        assert await reader.readexactly(4) == b"\x05\x01\x00\x01"
        host = socket.inet_ntoa(await reader.readexactly(4))
        place = Address(host, int.from_bytes(await reader.readexactly(2), "big"))
        self.asked.append(place)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        return place

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Address:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        assert "Proxy-Authorization: Basic dXNlcjp3b3JkIQ==\r\n" in head
        host, _, port = head.split(" ")[1].rpartition(":")
        self.asked.append(Address(host, int(port)))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return Address(host, int(port))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(9999):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_behind_a_proxy_everything_goes_through_it_and_nothing_listens(kind: str) -> None:
    async def meet() -> None:
        ben = prepare()
        async with SocksProxy(kind).running() as proxy, running(ben):
            option = Proxy(kind, proxy.host, proxy.port, "user", "word!")
            anna = prepare(proxy=option)
            async with running(anna):
                assert anna.endpoint.listening == ()
                anna.endpoint.learn(BOARD, (ben.address,))
                await until(lambda: outgoing(anna) and ben.recorder.connections)
                assert outgoing(anna) == proxy.asked == [ben.address]
                (neighbour,) = ben.recorder.connections.values()
                assert neighbour.listening is None

    run(meet())


def test_an_i2p_proxy_cannot_carry_gossip_so_there_is_none() -> None:
    async def meet() -> None:
        ben = prepare()
        anna = prepare(proxy=Proxy("i2p", "127.0.0.1", 7656))
        async with running(anna, ben):
            anna.endpoint.learn(BOARD, (ben.address,))
            await asyncio.sleep(0.2)
            assert not ben.recorder.connections
            assert anna.endpoint.status().sent_bytes == 0

    run(meet())


def test_a_reply_of_another_infohash_is_not_taken() -> None:
    async def meet() -> None:
        async def lie(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            said = await reader.readexactly(68)
            writer.write(said[:28] + bytes(20) + bytes(20))
            assert await reader.read(1) == b""
            writer.close()
            closed.set()

        closed = asyncio.Event()
        server = await asyncio.start_server(lie, new_host(), 0)
        node = prepare()
        async with running(node):
            node.endpoint.learn(BOARD, (Address(*server.sockets[0].getsockname()),))
            await asyncio.wait_for(closed.wait(), 5)
            assert not node.recorder.ended
        server.close()

    run(meet())


def test_connections_from_outside_and_own_dials_do_not_count_as_each_other() -> None:
    async def meet() -> None:
        ben = prepare()
        node = prepare(limits=quick(incoming=1, outgoing=1))
        async with running(node, ben), connected(node.address) as peer:
            await peer.shake()
            node.endpoint.learn(BOARD, (ben.address,))
            await until(lambda: len(node.recorder.connections) == 2)
            status = node.endpoint.status()
            assert (status.incoming, status.outgoing) == (1, 1)

    run(meet())
