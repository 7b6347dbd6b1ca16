"""Who is reached when most nodes accept no connections, as behind home routers.

    python scripts/bench/coverage.py [--nodes 100] [--posts 10] [--shares 2 5 10 20 100]

Real nodes, of which only a share accepts gossip connections. Posts are published at random nodes.
Each node has the limits of a real one, 6 outgoing and 64 incoming connections, so that what is
scarce, places at those who accept connections, is as scarce as in a large network.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from pathlib import Path

from p2psocial.demo.figures import percentile
from p2psocial.demo.network import DemoNetwork, NodePlan

BOARD = "test"
TEXT = "Some words that are worth spreading.\n"
# Until connections have been made and, where there is no room, have been made elsewhere.
SETTLE_SECONDS = 25.0
PAUSE_SECONDS = 0.5
LOOKS = (2.0, 15.0)


def plans(count: int, share: float, chance: random.Random) -> list[NodePlan]:
    """Return how the nodes are to be; at least one accepts connections."""
    reachable = set(chance.sample(range(count), max(1, round(count * share / 100))))
    return [NodePlan((BOARD,), accept_incoming=number in reachable) for number in range(count)]


async def measure(options: argparse.Namespace, share: float, folder: Path) -> None:
    chance = random.Random(1)  # noqa: S311 -- no secret
    network = DemoNetwork(folder)
    try:
        nodes = await network.start(plans(options.nodes, share, chance))
        await asyncio.sleep(SETTLE_SECONDS)
        published = []
        for number in range(options.posts):
            home = chance.choice(nodes)
            published.append(await network.post(home, BOARD, f"Post {number}", TEXT))
            await asyncio.sleep(PAUSE_SECONDS)
        reached = []
        for seconds in LOOKS:
            await asyncio.sleep(seconds)
            got = sum(len(network.arrivals.texts(infohash)) for infohash in published)
            reached.append(got / (len(published) * len(nodes)))
        neighbours = [network.neighbours(node) for node in nodes]
        print(
            f"{share:6.0f} %{reached[0]:12.1%}{reached[1]:12.1%}{neighbours.count(0):10}"
            f"{percentile(neighbours, 0.5):10.0f}{max(neighbours):10}",
            flush=True,
        )
    finally:
        await network.close()
    print(network.complaints()[:2_000], end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=100)
    parser.add_argument("--posts", type=int, default=10)
    parser.add_argument("--shares", type=float, nargs="*", default=[2, 5, 10, 20, 100])
    options = parser.parse_args()
    print(f"{options.nodes} nodes, {options.posts} posts\n")
    print(f"{'accept':>8}{'texts at nodes':>24}{'neighbours':>30}")
    looks = "".join(f"{f'+{sum(LOOKS[: n + 1]):.0f} s':>12}" for n in range(len(LOOKS)))
    print(f"{'':8}{looks}{'none':>10}{'median':>10}{'most':>10}", flush=True)
    for share in options.shares:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(options, share, Path(folder)))


if __name__ == "__main__":
    main()
