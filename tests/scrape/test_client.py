"""The client among nodes that are as each test wants them: honest, lying, silent, flooding."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from p2psocial.failures import MachineError
from p2psocial.network.scrape.budget import Limits
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import ClosedError
from p2psocial.protocol.krpc import AnnouncePeer, GetPeers, Request, Response, encode
from p2psocial.protocol.magnet import Address
from tests.coroutines import run, until
from tests.scrape.krpc_node import (
    KrpcNode,
    all_ones,
    distance,
    krpc_nodes,
    packed,
    silence,
    store,
)
from tests.scrape.running import Clock, client, new_host

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
            assert 5 <= found.answered <= 8
            assert found.nodes == (found.answered if count else 0)
            assert found.cost.packets == 2 * _asked(nodes)
            assert counter.status().cost == found.cost
            again = await counter.scrape(_KEY)
            assert again.estimate == found.estimate
            assert again.answered == 5
            assert again.cost.packets == 10
            assert again.cost.bytes < 5_000

    run(scenario())


def test_when_nodes_disagree_all_eight_are_asked() -> None:
    async def scenario() -> None:
        async with krpc_nodes(60, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            store(nodes, _KEY, _seeds(9))
            # Of eight, so many that among any five there is one of them.
            for each in _nearest(nodes)[:4]:
                each.stored[_KEY] = set(_seeds(9)[:4])
            found = await counter.scrape(_KEY)
            again = await counter.scrape(_KEY)
            assert found.answered == again.answered == 8
            assert again.cost.packets == 16

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


def test_a_new_node_is_found_by_the_next_count_and_told() -> None:
    async def scenario() -> None:
        async with krpc_nodes(21, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            late = _nearest(nodes)[0]
            for each in nodes:
                each.network = [node for node in each.network if node != late.node]
            await counter.scrape(_KEY)
            assert not late.requests
            for each in nodes:
                each.network = [*each.network, late.node]
            # Not before five others have agreed, perhaps; but an announcement goes to it.
            await counter.scrape(_KEY)
            await counter.announce(_KEY, 7_681)
            assert late.stored[_KEY]

    run(scenario())


# -- the budget ----------------------------------------------------------------------------------


def test_packets_stay_within_the_budget() -> None:
    async def scenario() -> None:
        async with (
            krpc_nodes(20, _chance()) as nodes,
            client([nodes[0].node.address], counting=Limits(packets_per_second=400)) as counter,
        ):
            chance = _chance()
            started = time.monotonic()
            await asyncio.gather(*(counter.scrape(chance.randbytes(20)) for _ in range(40)))
            took = time.monotonic() - started
            packets = counter.status().cost.packets
            assert packets >= 40 * 10
            assert packets <= 400 * took + 42
            assert packets == 2 * _asked(nodes)

    run(scenario())


# -- announcing ----------------------------------------------------------------------------------


def test_bytes_are_rationed_by_the_hour_between_counts() -> None:
    async def scenario() -> None:
        limits = Limits(bytes_per_hour=10_000, at_once=2)
        async with (
            krpc_nodes(20, _chance()) as nodes,
            client([nodes[0].node.address], counting=limits) as counter,
        ):
            chance = _chance()
            keys = [chance.randbytes(20) for _ in range(20)]
            counting = [asyncio.ensure_future(counter.scrape(key)) for key in keys]
            await asyncio.wait(counting, timeout=1)
            assert 3 <= sum(each.done() for each in counting) < 20
            spent = counter.status().counting
            assert 10_000 <= spent.bytes_in_hour == counter.status().cost.bytes <= 30_000
            assert spent.jobs_per_minute > 0
            # Announcing has a budget of its own.
            assert (await counter.announce(_KEY, 7_681)).confirmed == 8

            for each in counting:
                each.cancel()

    run(scenario())


def test_an_announcement_follows_a_count_without_counting_again() -> None:
    async def scenario() -> None:
        clock = Clock()
        async with (
            krpc_nodes(30, _chance()) as nodes,
            client([nodes[0].node.address], clock) as counter,
        ):
            await counter.scrape(_KEY)
            done = await counter.announce(_KEY, 7_681)
            assert (done.told, done.confirmed, done.count) == (8, 8, None)
            assert done.cost.packets == 32
            assert (await counter.announce(_KEY, 7_681)).cost.packets == 16
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


def test_an_announcement_gets_us_into_nobodys_table() -> None:
    """It comes under the node's own id, which no node takes in; then under ours, if need be."""

    async def scenario() -> None:
        async with krpc_nodes(8, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            await counter.scrape(_KEY)
            deaf, told = nodes[:2]
            deaf.minds_own_id = True
            done = await counter.announce(_KEY, 7_681)
            assert done.confirmed == 8
            senders = [
                [each.sender for each in node.requests if isinstance(each.query, AnnouncePeer)]
                for node in (deaf, told)
            ]
            ours = told.requests[0].sender
            assert senders == [[deaf.node.id, ours], [told.node.id]]

    run(scenario())


def test_nodes_that_store_no_more_are_told_of() -> None:
    def no_token(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
        del request
        return [encode(replace(honest, token=None))]

    async def scenario() -> None:
        async with krpc_nodes(8, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            store(nodes, _KEY, _seeds(500))
            for each in nodes:
                each.twist = no_token
            found = await counter.scrape(_KEY)
            assert found.saturated
            assert found.estimate == pytest.approx(500, rel=0.05)
            assert not (await counter.scrape(bytes(20))).saturated

    run(scenario())


def test_tokens_that_are_refused_are_renewed() -> None:
    async def scenario() -> None:
        async with krpc_nodes(8, _chance()) as nodes, client([nodes[0].node.address]) as counter:

            def other_token(_: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
                del request
                return [encode(replace(honest, token=b"old"))]

            for each in nodes:
                each.twist = other_token
            assert (await counter.announce(_KEY, 7_681)).confirmed == 0
            for each in nodes:
                each.twist = None
            done = await counter.announce(_KEY, 7_681)
            assert (done.told, done.confirmed) == (8, 8)

    run(scenario())


def test_without_tokens_nobody_is_told() -> None:
    async def scenario() -> None:
        async with client() as counter:
            done = await counter.announce(_KEY, 7_681)
            assert (done.told, done.confirmed) == (0, 0)

    run(scenario())


def test_claims_are_told_one_by_one_by_some_of_the_nodes() -> None:
    async def scenario() -> None:
        async with krpc_nodes(20, _chance()) as nodes, client([nodes[0].node.address]) as counter:
            assert await counter.claimed(_KEY) == []
            store(nodes, _KEY, _seeds(30))
            await counter.scrape(_KEY)
            before = counter.status().cost.packets
            claimed = {packed(peer) for peer in await counter.claimed(_KEY)}
            # Two of these are of no machine: multicast.
            assert claimed == {seed for seed in _seeds(30) if not 224 <= seed[0] < 240}
            assert len(claimed) == 28
            assert counter.status().cost.packets == before + 4

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
            # Of them each is in a /64 of its own.
            assert found.estimate == pytest.approx(20, rel=0.1)
            assert found.cost.packets >= 20
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
                each.twist = silence
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
            nodes[3].twist = silence
            first = asyncio.create_task(counter.scrape(_KEY))
            second = asyncio.create_task(counter.scrape(_KEY))
            await asyncio.sleep(0.05)
            first.cancel()
            assert (await second).answered >= 5

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


def test_a_household_with_many_addresses_of_one_64_is_one_seed() -> None:
    async def scenario() -> None:
        chance = _chance()
        async with (
            krpc_nodes(12, chance, ipv6=True, base=next(_PORTS)) as nodes,
            client([nodes[0].node.address], listen=(Address("::1", 0),)) as counter,
        ):
            home = bytes.fromhex("20010db800010002")
            store(nodes, _KEY, [home + chance.randbytes(8) for _ in range(90)])
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(1, rel=0.1)
            honest = [chance.randbytes(16) for _ in range(9)]
            store(nodes, _KEY, [bytes([0x20]) + each[1:] for each in honest])
            found = await counter.scrape(_KEY)
            assert found.estimate == pytest.approx(10, rel=0.15)

    run(scenario())
