"""Sixty endpoints in one process, as the demo network has them."""

from __future__ import annotations

import asyncio
import os
import random
import time

from p2psocial.protocol.messages import Have
from tests.coroutines import run, until
from tests.gossip.endpoints import BOARD, Node, prepare, quick, running

NODES = 60


def test_sixty_endpoints_form_one_network_that_costs_little() -> None:
    async def meet() -> None:
        nodes = [prepare(limits=quick(outgoing=6)) for _ in range(NODES)]
        chance = random.Random(9)
        async with running(*nodes):
            addresses = [node.address for node in nodes]
            for node in nodes:
                node.endpoint.learn(BOARD, tuple(chance.sample(addresses, 15)))
            await until(lambda: all(node.endpoint.status().outgoing >= 6 for node in nodes))
            await asyncio.sleep(0.5)
            assert _reached(nodes) == NODES
            used = time.process_time()
            await asyncio.sleep(1)
            # 20 times as many ticks a second as usual.
            assert time.process_time() - used < 0.5
            used, sent = time.process_time(), await _say_something(nodes)
            per_message = (time.process_time() - used) / sent
            # 30 µs on a machine that does nothing else; there is more to do when tests run.
            assert per_message < 0.000_3

    run(meet())


def _reached(nodes: list[Node]) -> int:
    """Return how many nodes can be reached from the first."""
    by_listening = {node.address: node for node in nodes}
    reached, to_do = {nodes[0].address}, [nodes[0]]
    while to_do:
        for each in to_do.pop().recorder.connections.values():
            if each.listening and each.listening not in reached:
                reached.add(each.listening)
                to_do.append(by_listening[each.listening])
    return len(reached)


async def _say_something(nodes: list[Node]) -> int:
    """Let everybody tell all its neighbours something, several times; returns how often."""
    sent = 0
    for _ in range(10):
        for node in nodes:
            message = Have((os.urandom(32),))
            sent += sum(node.endpoint.send(number, message) for number in node.recorder.connections)
        await asyncio.sleep(0)
    await until(lambda: sum(len(node.recorder.messages) for node in nodes) >= sent)
    return sent
