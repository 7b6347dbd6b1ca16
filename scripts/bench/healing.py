"""How soon everything is everywhere after half of a network died and the rest was cut in two.

    python scripts/bench/healing.py [--nodes 24] [--posts 20] [--apart 60]

Real nodes in four processes, of which two are killed. The nodes that are left are divided into two
groups that cannot talk, posts are published on both sides, and after `apart` seconds the groups may
talk again. Seconds count from then until all texts can be read on all nodes that live. A network
that loses packets instead was tried with namespaces and a router between them that stops to forward
for 77 seconds: everything was everywhere within 5 s of its end.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from p2psocial.demo.network import DemoNetwork, NodePlan

BOARD = "test"
TEXT = "Some words that are worth spreading. " * 27
PROCESSES = 4
LEAST_NEIGHBOURS = 3
READY_SECONDS = 120.0
PATIENCE_SECONDS = 120.0


async def publish(network: DemoNetwork, nodes: list[int], count: int, name: str) -> list[str]:
    chance = random.Random(1)  # noqa: S311 -- no secret
    return [
        await network.post(chance.choice(nodes), BOARD, f"{name} {number}", TEXT)
        for number in range(count)
    ]


async def everywhere(network: DemoNetwork, posts: list[str], nodes: list[int]) -> int:
    """Wait until all posts are on all nodes; returns how many are lacking somewhere."""
    waits = [network.arrivals.wait(each, nodes, PATIENCE_SECONDS) for each in posts]
    return sum(map(len, await asyncio.gather(*waits)))


async def measure(options: argparse.Namespace, folder: Path) -> None:
    network = DemoNetwork(folder, processes=PROCESSES)
    try:
        await network.start(NodePlan((BOARD,)) for _ in range(options.nodes))
        await network.connected(LEAST_NEIGHBOURS, READY_SECONDS)
        posts = await publish(network, network.nodes, options.posts, "Before")
        lacking = await everywhere(network, posts, network.nodes)
        print(f"before: {lacking} of {len(posts) * len(network.nodes)} lacking")
        for process in range(PROCESSES // 2):
            await network.kill_process(process)
        living = network.nodes
        one, other = living[::2], living[1::2]
        await network.divide(one, other)
        divided = time.monotonic()
        posts += await publish(network, one, options.posts, "One side")
        posts += await publish(network, other, options.posts, "Other side")
        await asyncio.sleep(max(0.0, options.apart - (time.monotonic() - divided)))
        apart = time.monotonic() - divided
        await network.heal()
        begun = time.monotonic()
        lacking = await everywhere(network, posts, living)
        took = time.monotonic() - begun
        print(
            f"{options.nodes - len(living)} killed, {len(one)} and {len(other)} apart for"
            f" {apart:.0f} s: everything everywhere after {took:.1f} s ({lacking} of"
            f" {len(posts) * len(living)} lacking)"
        )
    finally:
        await network.close()
    print(network.complaints(), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=24)
    parser.add_argument("--posts", type=int, default=20)
    parser.add_argument("--apart", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(options, Path(folder)))


if __name__ == "__main__":
    main()
