"""Counts and announcements among real libtorrent nodes."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.results import SeedCount
from p2psocial.protocol.magnet import Address
from tests.coroutines import run
from tests.scrape.krpc_node import LIES, krpc_nodes
from tests.scrape.private_dht import RealNode, real_nodes
from tests.scrape.running import SECONDS, client, new_host

_NODES = 36
_ANNOUNCE_EVERY = 20
# As outside of tests: dozens of sessions on a busy machine take their time.
_PATIENT: dict[str, Any] = {"timeout_least": 1.0, "timeout_most": 1.5}


def _chance() -> random.Random:
    return random.Random(9)


def _announce(nodes: list[RealNode], infohash: bytes, count: int) -> None:
    for node in _chance().sample(nodes, count):
        node.announce(infohash)


async def _counted(
    counter: ScrapeClient, infohash: bytes, least: float, announce: Callable[[], None]
) -> SeedCount:
    """Announce and count until as many are found: on a busy machine some of it gets lost.

    The filter itself may take 30 addresses for 28, when their bits coincide.
    """
    deadline = time.monotonic() + SECONDS
    for number in itertools.count():
        if number % _ANNOUNCE_EVERY == 0:
            announce()
        await asyncio.sleep(0.1)
        found = await counter.scrape(infohash)
        if found.estimate >= least:
            return found
        assert time.monotonic() < deadline, found
    raise AssertionError


def test_seeds_of_libtorrent_are_counted_and_ours_among_them() -> None:
    async def scenario() -> None:
        chance = _chance()
        items = {chance.randbytes(20): count for count in (1, 2, 5, 13, 30)}
        async with real_nodes(_NODES) as nodes, client([nodes[0].address], **_PATIENT) as counter:
            for infohash, count in items.items():
                announce = partial(_announce, nodes, infohash, count)
                found = await _counted(counter, infohash, 0.9 * count, announce)
                assert found.estimate == pytest.approx(count, rel=0.1)
                assert 5 <= found.answered <= 8
                again = await counter.scrape(infohash)
                assert again.cost.bytes <= 8_192
                done = await counter.announce(infohash, 7_681)
                assert done.confirmed == done.told == 8
                after = await counter.scrape(infohash)
                assert after.estimate == pytest.approx(count + 1, rel=0.1)
                assert after.peers_estimate == 0

    run(scenario())


def test_liars_among_libtorrent_nodes() -> None:
    async def scenario() -> None:
        chance = _chance()
        items = {chance.randbytes(20): count for count in (1, 3, 10, 25)}
        async with krpc_nodes(7, chance) as liars:
            for each, lie in zip(liars, (*LIES, *LIES), strict=False):
                each.twist = lie
            others = [each.node.address for each in liars]
            async with (
                real_nodes(29, others) as nodes,
                client([nodes[0].address], **_PATIENT) as counter,
            ):
                for infohash, count in items.items():
                    announce = partial(_announce, nodes, infohash, count)
                    found = await _counted(counter, infohash, 0.9 * count, announce)
                    assert found.estimate == pytest.approx(count, rel=0.15)

    run(scenario())


def test_libtorrent_nodes_of_ipv6() -> None:
    async def scenario() -> None:
        infohash = _chance().randbytes(20)
        async with (
            real_nodes(10, host="::1") as nodes,
            client([nodes[0].address], listen=(Address("::1", 0),), **_PATIENT) as counter,
        ):
            await _counted(counter, infohash, 0.5, partial(nodes[3].announce, infohash))
            deadline = time.monotonic() + SECONDS
            found = await counter.scrape(infohash)
            while not found.peers_estimate:
                assert time.monotonic() < deadline, found
                nodes[4].announce(infohash, seed=False)
                await asyncio.sleep(0.5)
                found = await counter.scrape(infohash)
            # All of them have the same address.
            assert found.estimate == pytest.approx(1, rel=0.01)
            assert found.peers_estimate == pytest.approx(1, rel=0.01)
            assert 5 <= found.answered <= 8

    run(scenario())


def test_an_announcement_on_two_addresses_is_two_seeds() -> None:
    async def scenario() -> None:
        infohash = _chance().randbytes(20)
        async with real_nodes(12) as nodes:
            for _ in range(2):
                async with client([nodes[0].address], listen=(Address(new_host(), 0),)) as one:
                    await one.announce(infohash, 7_681)
                    await one.announce(infohash, 7_682)
            async with client([nodes[1].address]) as counter:
                found = await counter.scrape(infohash)
                assert found.estimate == pytest.approx(2, rel=0.01)

    run(scenario())
