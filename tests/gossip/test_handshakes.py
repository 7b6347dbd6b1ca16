"""Meeting: by hand from the outside, with ordinary BitTorrent clients, with itself, and twice."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import time
from pathlib import Path

import libtorrent as lt
import pytest

from p2psocial.failures import MachineError
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Boards, Bye, Get, Have, Hint
from tests.coroutines import run, until
from tests.gossip.endpoints import BOARD, Node, new_host, prepare, quick, running
from tests.gossip.raw_peer import (
    BOARD_HASH,
    DIRECTORY_HASH,
    EXTENDED_HANDSHAKE,
    OUR_NUMBER,
    connected,
    frame,
    handshake,
    message,
)

ID = bytes(range(32))


@pytest.mark.parametrize("infohash", [BOARD_HASH, DIRECTORY_HASH])
def test_any_program_that_knows_bep_3_and_10_can_take_part(infohash: bytes) -> None:
    async def meet() -> None:
        node = prepare(client="p2psocial 1.2.3")
        async with running(node), connected(node.address) as peer:
            extended = await peer.shake(infohash)
            port = str(node.address.port).encode()
            known = b"d1:md9:p2psociali1ee1:pi" + port + b"e1:v15:p2psocial 1.2.3e"
            assert extended == b"\x14\x00" + known
            await until(lambda: node.recorder.connections)
            await peer.send(message(b"d1:il32:" + ID + b"e1:t4:havee"))
            await until(lambda: node.recorder.said() == [Have((ID,))])
            assert node.endpoint.send(node.recorder.number, Get((ID,)))
            assert await peer.read_frame() == bytes([20, OUR_NUMBER]) + (
                b"d1:il32:" + ID + b"e1:t3:gete"
            )
            neighbour = node.recorder.connections[node.recorder.number]
            assert (neighbour.outgoing, neighbour.listening, neighbour.client) == (
                False,
                None,
                "raw",
            )
            assert node.endpoint.status().incoming == 1

    run(meet())


def test_everything_may_come_in_one_piece_or_byte_by_byte() -> None:
    async def meet() -> None:
        node = prepare()
        said = handshake() + frame(EXTENDED_HANDSHAKE) + bytes(4) + frame(b"\x05\xff")
        said += message(b"d1:h20:" + bytes(20) + b"1:mi7e1:si3e1:t4:hinte") + frame(b"\x14\x09xx")
        async with running(node), connected(node.address) as one, connected(node.address) as other:
            await one.send(said)
            for position in range(len(said)):
                await other.send(said[position : position + 1])
                await asyncio.sleep(0)
            await until(lambda: node.recorder.said() == [Hint(bytes(20), 3, 7)] * 2)
            assert len(node.recorder.connections) == 2

    run(meet())


@pytest.mark.parametrize(
    "said",
    [
        handshake(bytes(20)),
        b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"\x16\x03\x01" + bytes(100),
        b"\x13BitTorrent protocoL" + bytes(48),
        handshake() + b"\xff\xff\xff\xff",
        handshake() + frame(b"\x14\x00not bencoding"),
        handshake() + frame(b"\x14\x00le"),
        handshake() + frame(b"\x14\x00d1:m0:" + b"1:z5000:" + bytes(5000) + b"e"),
        handshake() + message(b"d1:il32:" + ID + b"e1:t4:havee"),
    ],
)
def test_whatever_is_not_the_handshake_is_hung_up_on_without_a_strike(said: bytes) -> None:
    async def meet() -> None:
        node = prepare()
        async with running(node):
            for _ in range(4):
                async with connected(node.address, "127.0.0.9") as peer:
                    await peer.send(said)
                    await peer.is_closed()
            assert not node.recorder.connections
            assert node.endpoint.status().banned == 0

    run(meet())


def test_a_board_is_answered_for_only_as_long_as_it_is_joined() -> None:
    async def meet() -> None:
        node = prepare()
        async with running(node):
            node.endpoint.join(frozenset({"other"}))
            async with connected(node.address) as peer:
                await peer.send(handshake())
                assert await peer.is_closed() == b""
            node.endpoint.join(frozenset({BOARD}))
            async with connected(node.address) as peer:
                await peer.shake()

    run(meet())


def test_an_ordinary_client_with_that_infohash_does_no_harm(tmp_path: Path) -> None:
    async def meet() -> None:
        node = prepare()
        host = new_host()
        session = lt.session(
            {
                "listen_interfaces": f"{host}:0",
                "outgoing_interfaces": host,
                "enable_dht": False,
                "enable_lsd": False,
                "enable_upnp": False,
                "enable_natpmp": False,
                "enable_outgoing_utp": False,
                "min_reconnect_time": 1,
                "alert_mask": int(lt.alert_category.error | lt.alert_category.connect),
            }
        )
        params = lt.parse_magnet_uri(f"magnet:?xt=urn:btih:{BOARD_HASH.hex()}")
        params.save_path = str(tmp_path)
        async with running(node), connected(node.address) as friend:
            await friend.shake()
            await until(lambda: node.recorder.connections)
            handle = session.add_torrent(params)
            handle.connect_peer((node.address.host, node.address.port))

            def parted() -> bool:
                return any(
                    isinstance(alert, lt.peer_disconnected_alert) for alert in session.pop_alerts()
                )

            before = node.endpoint.status().received_bytes
            await until(parted, 20)
            # More than a BitTorrent handshake came, so the two really talked.
            assert node.endpoint.status().received_bytes >= before + 68
            assert len(node.recorder.connections) == 1
            assert node.endpoint.status().banned == 0

    run(meet())


def test_an_endpoint_that_dials_itself_notices_and_never_does_so_again() -> None:
    async def meet() -> None:
        node = prepare(limits=quick(redial_most_seconds=0.1))
        async with running(node):
            # Dialled through another address than the one that it knows to be its own.
            own = Address(node.address.host, node.address.port)
            node.endpoint._book._ours.clear()  # noqa: SLF001 -- what a router's outer address would be
            node.endpoint.learn(BOARD, (own,))
            await until(lambda: node.endpoint.status().sent_bytes)
            await until(lambda: not len(node.endpoint._neighbours))  # noqa: SLF001 -- no trace of it elsewhere
            sent = node.endpoint.status().sent_bytes
            node.endpoint.learn(BOARD, (own,))
            await asyncio.sleep(0.3)
            assert node.endpoint.status().sent_bytes == sent
            assert not node.recorder.connections
            assert not node.recorder.ended

    run(meet())


@pytest.mark.parametrize("delay", [0, 0.001, 0.02])
def test_of_two_that_dial_each_other_at_once_one_connection_stays(delay: float) -> None:
    async def meet() -> None:
        anna, ben = prepare(), prepare()
        async with running(anna, ben):
            anna.endpoint.learn(BOARD, (ben.address,))
            await asyncio.sleep(delay)
            ben.endpoint.learn(BOARD, (anna.address,))
            await until(lambda: _has_one(anna) and _has_one(ben))
            await asyncio.sleep(0.3)
            assert _has_one(anna)
            assert _has_one(ben)
            assert anna.endpoint.send(anna.recorder.number, Get((ID,)))
            assert ben.endpoint.send(ben.recorder.number, Have((ID,)))
            await until(lambda: Get((ID,)) in ben.recorder.said())
            await until(lambda: Have((ID,)) in anna.recorder.said())

    run(meet())


def _has_one(node: Node) -> bool:
    status = node.endpoint.status()
    return status.incoming + status.outgoing == len(node.recorder.connections) == 1


def test_two_addresses_of_one_peer_make_one_connection() -> None:
    async def meet() -> None:
        hosts = new_host(), new_host()
        anna = prepare()
        ben = prepare(listen=tuple(Address(host, 0) for host in hosts))
        async with running(anna, ben):
            anna.endpoint.learn(BOARD, ben.endpoint.listening)
            await until(lambda: _has_one(anna) and _has_one(ben))
            await asyncio.sleep(0.3)
            assert _has_one(anna)
            assert _has_one(ben)

    run(meet())


def test_nobody_loses_its_connection_to_another_that_shows_its_peer_id() -> None:
    async def meet() -> None:
        node = prepare()
        async with running(node), connected(node.address) as honest:
            peer_id = b"\xff" * 20
            await honest.shake(peer_id=peer_id)
            await until(lambda: node.recorder.connections)
            honest_number = node.recorder.number
            async with connected(node.address) as liar:
                await liar.shake(peer_id=peer_id)
                await until(lambda: len(node.recorder.connections) == 2)
                assert node.endpoint.send(honest_number, Get((ID,)))
                assert ID in await honest.read_frame()

    run(meet())


def test_a_peer_that_comes_back_without_having_said_bye_takes_its_own_place() -> None:
    async def meet() -> None:
        node = prepare()
        host, peer_id = new_host(), b"\xff" * 20
        async with running(node), connected(node.address, host) as first:
            await first.shake(peer_id=peer_id)
            await until(lambda: node.recorder.connections)
            async with connected(node.address, host) as second:
                await second.shake(peer_id=peer_id)
                assert b"9:duplicate" in await first.is_closed()
                await until(lambda: len(node.recorder.connections) == 1)
                assert node.recorder.ended == [min(node.recorder.ended)]
                await second.send(message(b"d1:c3:end1:t3:byee"))
                await until(lambda: not node.recorder.connections)
                assert node.recorder.said() == [Bye("end")]

    run(meet())


def test_a_port_that_is_taken_is_a_problem_of_the_machine_and_leaves_nothing_open() -> None:
    async def meet() -> None:
        first = prepare()
        async with running(first):
            taken = first.address
            second = prepare(listen=(Address(new_host(), 0), taken))
            with pytest.raises(MachineError, match=f"{taken.port}: another program uses it"):
                await second.endpoint.start()
            await second.endpoint.close()

    run(meet())


def test_an_endpoint_that_accepts_nobody_takes_part_all_the_same() -> None:
    async def meet() -> None:
        hidden, open_one = prepare(accept_incoming=False), prepare()
        async with running(hidden, open_one):
            assert hidden.endpoint.status().listening == ()
            hidden.endpoint.learn(BOARD, (open_one.address,))
            await until(lambda: _has_one(hidden) and _has_one(open_one))
            (neighbour,) = open_one.recorder.connections.values()
            assert neighbour.listening is None
            assert open_one.endpoint.known(BOARD, 5) == ()
            assert hidden.endpoint.known(BOARD, 5) == (open_one.address,)
            assert open_one.endpoint.send(neighbour.number, Boards((BOARD,)))
            await until(lambda: hidden.recorder.said() == [Boards((BOARD,))])

    run(meet())


@pytest.mark.parametrize("stage", range(4))
def test_closing_is_clean_whatever_is_going_on(stage: int) -> None:
    async def meet() -> None:
        node = prepare()
        with socket.create_server((new_host(), 0)) as silent:
            # The system accepts for it, and nobody ever answers.
            place = Address(*silent.getsockname())
            await _close_at(stage, node, place)

    run(meet())


async def _close_at(stage: int, node: Node, place: Address) -> None:
    async with running(node), connected(node.address) as peer:
        node.endpoint.learn(BOARD, (place, Address(new_host(), 9)))
        if stage == 1:
            await asyncio.sleep(0)
        elif stage == 2:
            await until(lambda: node.endpoint.status().sent_bytes)
        elif stage == 3:
            await peer.send(handshake()[:40])
            await asyncio.sleep(0.02)
        began = time.monotonic()
        await node.endpoint.close()
        assert time.monotonic() - began < 2
        await peer.is_closed()


@pytest.mark.parametrize("rounds", range(8))
def test_whoever_connects_just_before_the_end_is_hung_up_on(rounds: int) -> None:
    """In each of the event loop's rounds, as asyncio accepts in several of them."""

    async def meet() -> None:
        node = prepare()
        await node.endpoint.start()
        place = node.address.host, node.address.port
        closing = asyncio.create_task(node.endpoint.close())
        for _ in range(rounds):
            await asyncio.sleep(0)
        # Connecting blocks, which the system's own accepting makes short.
        refused = contextlib.suppress(ConnectionRefusedError, ConnectionResetError)
        with refused, socket.create_connection(place) as last:
            await closing
            last.settimeout(5)
            assert last.recv(1) == b""
        await closing

    run(meet())
    # Whatever was not closed complains now, which fails the test.
    gc.collect()


def test_neighbours_hear_bye_when_an_endpoint_closes() -> None:
    async def meet() -> None:
        node = prepare()
        async with running(node), connected(node.address) as peer:
            await peer.shake()
            await until(lambda: node.recorder.connections)
            number = node.recorder.number
            await node.endpoint.close()
            assert b"d1:c7:closing1:t3:byee" in await peer.is_closed()
            assert node.recorder.ended == [number]
            assert not node.endpoint.send(number, Get((ID,)))

    run(meet())


def test_sending_to_nobody_says_so() -> None:
    async def meet() -> None:
        node = prepare()
        async with running(node):
            assert not node.endpoint.send(7, Get((ID,)))
            node.endpoint.disconnect(7, "x", 5)
            assert node.endpoint.status().banned == 0
            node.endpoint.learn(BOARD, (Address("127.0.0.1", 9),))
            assert node.endpoint.known(BOARD, 5) == ()

    run(meet())
