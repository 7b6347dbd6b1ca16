"""The client among nodes that do not do as they should: lying, silent, garbling, flooding."""

from __future__ import annotations

import asyncio
import random
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from p2psocial.protocol.bloom import BloomFilter
from p2psocial.protocol.krpc import GetPeers, Node, Request, Response, encode
from p2psocial.protocol.magnet import Address
from tests.coroutines import run
from tests.scrape.krpc_node import (
    LIES,
    KrpcNode,
    Twist,
    distance,
    krpc_nodes,
    silence,
    store,
)
from tests.scrape.running import Clock, client, new_host

_KEY = bytes(range(20))


def _chance() -> random.Random:
    return random.Random(4)


def _seeds(count: int) -> list[bytes]:
    chance = _chance()
    return [chance.randbytes(4) for _ in range(count)]


def _nearest(nodes: Sequence[KrpcNode]) -> list[KrpcNode]:
    return sorted(nodes, key=lambda each: distance(each.node, _KEY))


def _asked(nodes: Sequence[KrpcNode]) -> int:
    return sum(len(each.requests) for each in nodes)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
@pytest.mark.parametrize("liars", [1, 3])
def test_lies_do_not_lift_a_count(lie: Twist, liars: int) -> None:
    async def scenario() -> None:
        async with krpc_nodes(30, _chance()) as nodes, client([nodes[-1].node.address]) as counter:
            store(nodes, _KEY, _seeds(20))
            for each in _nearest(nodes)[:liars]:
                each.twist = lie
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(20, rel=0.1)

    run(scenario())


def test_what_lies_about_other_nodes_ends() -> None:
    """A node names ever closer nodes, all of them itself, or nobody at all."""

    def more(node: KrpcNode, _: Request, honest: Response) -> Sequence[bytes]:
        made_up = tuple(
            Node(_KEY[:19] + bytes([number]), Address(node.node.address.host, 1_000 + number))
            for number in range(30)
        )
        return [encode(replace(honest, nodes=made_up))]

    async def scenario() -> None:
        async with krpc_nodes(20, _chance()) as nodes:
            nodes[1].twist = more
            store(nodes, _KEY, _seeds(7))
            async with client(
                [nodes[0].node.address], timeout_least=0.1, timeout_most=0.1
            ) as counter:
                found = await counter.scrape(_KEY)
                assert found.estimate == pytest.approx(7, rel=0.1)
                assert _asked(nodes) < 64

    run(scenario())


def _garbage(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    good = encode(honest)
    return [request.transaction + bytes(100), good[:-1], b"d" * 4_000, good + bytes(9_000)]


def _huge(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    del request
    values = tuple(Address("127.0.0.1", port) for port in range(1, 7_000))
    return [encode(replace(honest, values=values))]


@pytest.mark.parametrize("twist", [silence, _garbage, _huge])
def test_nodes_that_give_no_answer_are_replaced(twist: Twist) -> None:
    async def scenario() -> None:
        async with krpc_nodes(30, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            store(nodes, _KEY, _seeds(9))
            for each in _nearest(nodes)[:2]:
                each.twist = twist
            found = await counter.scrape(_KEY)
            assert found.answered == 8
            assert found.nodes == 6
            assert found.estimate == pytest.approx(9, rel=0.1)

    run(scenario())


def test_a_lost_answer_is_asked_for_again() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with (
            krpc_nodes(12, _chance()) as nodes,
            client([nodes[0].node.address], clock) as counter,
        ):
            await counter.announce(_KEY, 7_681)
            lost = iter([True])

            def once(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
                del request
                return [] if next(lost, False) else [encode(honest)]

            nearest = _nearest(nodes)[0]
            nearest.twist = once
            before = len(nearest.requests)
            clock.ahead = 300
            done = await counter.announce(_KEY, 7_681)
            assert done.confirmed == 8
            asked = [each.query for each in nearest.requests[before:]]
            assert sum(isinstance(query, GetPeers) for query in asked) == 2

    run(scenario())


def test_answers_of_others_are_ignored() -> None:
    """Spoofed answers: from another address with the right transaction, or the reverse."""

    async def scenario() -> None:
        async with krpc_nodes(9, _chance()) as nodes, client([nodes[-1].node.address]) as counter:
            store(nodes, _KEY, _seeds(3))
            forger = nodes[-1]
            forged = BloomFilter.of(_seeds(900))

            def betray(node: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
                lie = replace(honest, seeds=forged)
                asker = node.askers[-1]
                forger.send(encode(lie), asker)
                for guess in (
                    b"",
                    b"aaaa",
                    request.transaction[:3] + b"?",
                    request.transaction * 2,
                ):
                    node.send(encode(replace(lie, transaction=guess)), asker)
                return [encode(honest), encode(lie)]

            for each in nodes[:-1]:
                each.twist = betray
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(3, rel=0.1)

    run(scenario())


def test_a_flood_of_answers_does_not_keep_it_from_counting() -> None:
    async def scenario() -> None:
        async with krpc_nodes(10, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            store(nodes, _KEY, _seeds(3))
            await counter.scrape(_KEY)
            target = nodes[0].askers[0]
            junk = encode(Response(b"none", bytes(20), seeds=BloomFilter.of(_seeds(99))))
            stop = threading.Event()

            def flood() -> None:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                    sender.bind((new_host(), 0))
                    while not stop.is_set():
                        for _ in range(50):
                            sender.sendto(junk, (target.host, target.port))
                        time.sleep(0.005)

            flooding = asyncio.get_running_loop().run_in_executor(None, flood)
            try:
                for _ in range(3):
                    found = await counter.scrape(_KEY)
                    assert found.estimate == pytest.approx(3, rel=0.1)
            finally:
                stop.set()
                await flooding

    run(scenario())
