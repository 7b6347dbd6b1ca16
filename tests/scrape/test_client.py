"""The client among nodes that are as each test wants them: honest, lying, silent, flooding."""

from __future__ import annotations

import asyncio
import itertools
import random
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from p2psocial.failures import MachineError
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import ClosedError
from p2psocial.protocol.bloom import BloomFilter
from p2psocial.protocol.krpc import AnnouncePeer, GetPeers, Node, Request, Response, encode
from p2psocial.protocol.magnet import Address
from tests.scrape.krpc_node import (
    LIES,
    KrpcNode,
    Twist,
    all_ones,
    distance,
    krpc_nodes,
    store,
)
from tests.scrape.running import Clock, client, new_host, run, until

_KEY = bytes(range(20))
_PORTS = itertools.count(21_000, 100)


def _chance() -> random.Random:
    return random.Random(4)


def _seeds(count: int) -> list[bytes]:
    chance = _chance()
    return [chance.randbytes(4) for _ in range(count)]


def _nearest(nodes: Sequence[KrpcNode]) -> list[KrpcNode]:
    return sorted(nodes, key=lambda each: distance(each.node, _KEY))


def _asked(nodes: Sequence[KrpcNode]) -> int:
    return sum(len(each.requests) for each in nodes)


# -- counting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 40, 500])
def test_a_count_starts_from_one_address(count: int) -> None:
    async def scenario() -> None:
        async with krpc_nodes(60, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            store(nodes, _KEY, _seeds(count))
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(count, rel=0.05)
            assert found.answered == 8
            assert found.nodes == (8 if count else 0)
            assert found.cost.packets == 2 * _asked(nodes)
            assert counter.status().cost == found.cost
            again = await counter.scrape(_KEY)
            assert again.estimate == found.estimate
            assert again.cost.packets == 16
            assert again.cost.bytes < 8_192

    run(scenario())


def test_each_query_says_that_we_answer_nobody_and_nobody_is_answered() -> None:
    async def scenario() -> None:
        async with krpc_nodes(10, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            await counter.scrape(_KEY)
            requests = [request for each in nodes for request in each.requests]
            assert all(request.read_only for request in requests)
            before = _asked(nodes), sum(each.unusable for each in nodes)
            for asker in nodes[0].askers[:1]:
                nodes[0].send(encode(Request(b"aa", bytes(20), GetPeers(_KEY))), asker)
            await counter.scrape(_KEY)
            assert sum(each.unusable for each in nodes) == before[1]

    run(scenario())


def test_counts_of_the_same_item_at_the_same_time_are_one() -> None:
    async def scenario() -> None:
        async with krpc_nodes(20, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            found = await asyncio.gather(*(counter.scrape(_KEY) for _ in range(5)))
            assert len(set(found)) == 1
            assert counter.status().counts == 1

    run(scenario())


def test_nobody_known_means_nothing_known() -> None:
    async def scenario() -> None:
        async with client() as counter:
            found = await counter.scrape(_KEY)
            assert (found.estimate, found.answered, found.cost.packets) == (0, 0, 0)

    run(scenario())


def test_a_new_node_is_found_by_the_next_count() -> None:
    async def scenario() -> None:
        async with krpc_nodes(21, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            late = _nearest(nodes)[0]
            for each in nodes:
                each.network = [node for node in each.network if node != late.node]
            await counter.scrape(_KEY)
            assert not late.requests
            for each in nodes:
                each.network = [*each.network, late.node]
            await counter.scrape(_KEY)
            assert late.requests

    run(scenario())


# -- nodes that do not do as they should ---------------------------------------------------------


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


def _silence(*_: object) -> Sequence[bytes]:
    return []


def _garbage(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    good = encode(honest)
    return [request.transaction + bytes(100), good[:-1], b"d" * 4_000, good + bytes(9_000)]


def _huge(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    del request
    values = tuple(Address("127.0.0.1", port) for port in range(1, 7_000))
    return [encode(replace(honest, values=values))]


@pytest.mark.parametrize("twist", [_silence, _garbage, _huge])
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
        async with krpc_nodes(12, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            await counter.scrape(_KEY)
            lost = iter([True])

            def once(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
                del request
                return [] if next(lost, False) else [encode(honest)]

            nearest = _nearest(nodes)[0]
            nearest.twist = once
            before = len(nearest.requests)
            found = await counter.scrape(_KEY)
            assert found.answered == 8
            assert len(nearest.requests) == before + 2

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


# -- the budget ----------------------------------------------------------------------------------


def test_packets_stay_within_the_budget() -> None:
    async def scenario() -> None:
        async with (
            krpc_nodes(20, _chance()) as nodes,
            client([nodes[0].node.address], packets_per_second=400) as counter,
        ):
            chance = _chance()
            started = time.monotonic()
            await asyncio.gather(*(counter.scrape(chance.randbytes(20)) for _ in range(40)))
            took = time.monotonic() - started
            packets = counter.status().cost.packets
            assert packets >= 40 * 16
            assert packets <= 400 * took + 42
            assert packets == 2 * _asked(nodes)

    run(scenario())


# -- announcing ----------------------------------------------------------------------------------


def test_an_announcement_follows_a_count_without_a_walk() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with (
            krpc_nodes(30, _chance()) as nodes,
            client([nodes[0].node.address], clock) as counter,
        ):
            await counter.scrape(_KEY)
            done = await counter.announce(_KEY, 7_681)
            assert (done.told, done.confirmed, done.count) == (8, 8, None)
            assert done.cost.packets == 16
            told = [each for each in nodes if each.stored[_KEY]]
            assert {each.node for each in told} == {each.node for each in _nearest(nodes)[:8]}
            last = told[0].requests[-1].query
            assert isinstance(last, AnnouncePeer)
            assert (last.port, last.seed, last.implied_port) == (7_681, True, False)
            clock.ahead = 300
            again = await counter.announce(_KEY, 7_681, seed=False)
            assert again.count is not None
            assert again.count.estimate == pytest.approx(1, rel=0.01)
            assert again.confirmed == 8

    run(scenario())


def test_tokens_that_are_refused_are_renewed() -> None:
    async def scenario() -> None:
        async with krpc_nodes(8, _chance()) as nodes, client([nodes[0].node.address]) as counter:

            def other_token(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
                del request
                return [encode(replace(honest, token=b"old"))]

            for each in nodes:
                each.twist = other_token
            await counter.scrape(_KEY)
            for each in nodes:
                each.twist = None
            done = await counter.announce(_KEY, 7_681)
            assert done.confirmed == 8
            assert done.count is not None

    run(scenario())


def test_without_tokens_nobody_is_told() -> None:
    async def scenario() -> None:
        async with client() as counter:
            done = await counter.announce(_KEY, 7_681)
            assert (done.told, done.confirmed) == (0, 0)

    run(scenario())


# -- IPv6 ----------------------------------------------------------------------------------------


def test_both_families_are_counted_and_the_larger_one_holds() -> None:
    async def scenario() -> None:
        chance = _chance()
        async with (
            krpc_nodes(12, chance) as four,
            krpc_nodes(12, chance, ipv6=True, base=next(_PORTS)) as six,
            client(
                [four[0].node.address, six[0].node.address],
                listen=(Address(new_host(), 0), Address("::1", 0)),
            ) as counter,
        ):
            store(four, _KEY, _seeds(5))
            store(six, _KEY, [bytes([number]) * 16 for number in range(20)])
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(20, rel=0.1)
            assert found.cost.packets >= 32
            done = await counter.announce(_KEY, 9)
            assert done.confirmed == 16
            assert counter.status().nodes_ipv6 >= 8

    run(scenario())


def test_nodes_of_ipv6_are_learnt_over_ipv4() -> None:
    async def scenario() -> None:
        chance = _chance()
        async with (
            krpc_nodes(10, chance) as four,
            krpc_nodes(10, chance, ipv6=True, base=next(_PORTS)) as six,
            client(
                [four[0].node.address], listen=(Address(new_host(), 0), Address("::1", 0))
            ) as counter,
        ):
            for each in four:
                each.network = [*each.network[:4], *(other.node for other in six[:4])]
            store(six, _KEY, [bytes(16)])
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(1, rel=0.1)

    run(scenario())


# -- life ----------------------------------------------------------------------------------------


def test_closing_ends_what_is_under_way() -> None:
    async def scenario() -> None:
        async with krpc_nodes(9, _chance()) as nodes:
            for each in nodes:
                each.twist = _silence
            counter = ScrapeClient(ScrapeOptions(listen=(Address(new_host(), 0),), private=True))
            await counter.start()
            counter.add_nodes(each.node for each in nodes)
            work = [counter.scrape(bytes([number]) * 20) for number in range(3)]
            waiting = asyncio.gather(*work, counter.announce(_KEY, 1), return_exceptions=True)
            await until(lambda: _asked(nodes))
            await counter.close()
            results = await waiting
            assert [type(one) for one in results] == [ClosedError] * 4
            with pytest.raises(RuntimeError):
                await counter.scrape(_KEY)
            await counter.close()

    run(scenario())


def test_whoever_gives_up_waiting_leaves_the_count_to_others() -> None:
    async def scenario() -> None:
        async with krpc_nodes(9, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            nodes[3].twist = _silence
            first = asyncio.create_task(counter.scrape(_KEY))
            second = asyncio.create_task(counter.scrape(_KEY))
            await asyncio.sleep(0.05)
            first.cancel()
            assert (await second).answered == 8

    run(scenario())


def test_an_address_that_is_not_ours_is_a_machine_error() -> None:
    async def scenario() -> None:
        counter = ScrapeClient(ScrapeOptions(listen=(Address("192.0.2.1", 0),)))
        with pytest.raises(MachineError, match="choose another"):
            await counter.start()
        await counter.close()

    run(scenario())


def test_in_public_local_nodes_are_not_asked() -> None:
    async def scenario() -> None:
        async with (
            krpc_nodes(3, _chance()) as nodes,
            client(private=False) as counter,
        ):
            nodes[0].twist = all_ones
            counter.add_nodes(each.node for each in nodes)
            assert (await counter.scrape(_KEY)).answered == 0
            assert not _asked(nodes)

    run(scenario())
