"""How fast a post spreads: milliseconds until its header is known and its text can be read.

    python scripts/bench/propagation.py [--nodes 50] [--posts 40] [--delays 0 60] [--burst 200]

Real nodes on this machine, each with its own gossip endpoint, BitTorrent sessions and index. Posts
are published one at a time at random nodes; time counts from when the post is stored there. The
delay is that of each gossip link, in milliseconds on average, give or take a half. At the end, a
burst of posts tells what one header costs a node: validating, storing and passing it on.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from pathlib import Path

from p2psocial.demo.figures import Delays, delays
from p2psocial.demo.network import DemoNetwork, NodePlan
from p2psocial.network.gossip.options import LinkConditions

BOARD = "test"
TEXT = "Some words that are worth spreading. " * 27
LEAST_NEIGHBOURS = 3
READY_SECONDS = 90.0
SETTLE_SECONDS = 5.0
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.2


async def publish(
    network: DemoNetwork, nodes: list[int], count: int, chance: random.Random
) -> list[tuple[str, int]]:
    """Publish one post after the other, each when the one before it is everywhere."""
    published = []
    for number in range(count):
        home = chance.choice(nodes)
        infohash = await network.post(home, BOARD, f"Post {number}", TEXT)
        await network.arrivals.wait(infohash, nodes, PATIENCE_SECONDS)
        published.append((infohash, home))
        await asyncio.sleep(PAUSE_SECONDS * chance.uniform(0.5, 1.5))
    return published


async def cpu_seconds(network: DemoNetwork) -> float:
    return sum(each.cpu for each in await network.usage())


async def burst(network: DemoNetwork, nodes: list[int], count: int) -> float:
    """Return the milliseconds of processor time that one header costs one node."""
    idle = await cpu_seconds(network)
    await asyncio.sleep(SETTLE_SECONDS)
    before = await cpu_seconds(network)
    begun = asyncio.get_running_loop().time()
    homes = [nodes[number % len(nodes)] for number in range(count)]
    posts = [
        network.post(home, BOARD, f"Burst {number}", TEXT) for number, home in enumerate(homes)
    ]
    made = await asyncio.gather(*posts)
    waits = [network.arrivals.wait(each, nodes, PATIENCE_SECONDS) for each in made]
    missing = await asyncio.gather(*waits)
    took = asyncio.get_running_loop().time() - begun
    used = await cpu_seconds(network) - before - (before - idle) * took / SETTLE_SECONDS
    if any(missing):
        print(f"the burst did not arrive everywhere: {sum(map(len, missing))} missing")
    return used / (count * len(nodes)) * 1_000


def print_delays(name: str, found: Delays) -> None:
    print(
        f"{name:28}{found.p50:9.0f}{found.p95:9.0f}{found.most:9.0f}{found.delivered:12.2%}",
        flush=True,
    )


async def measure(options: argparse.Namespace, delay_ms: float, folder: Path) -> None:
    link = LinkConditions(delay_ms / 1_000) if delay_ms else None
    network = DemoNetwork(folder, link=link)
    try:
        plans = [NodePlan((BOARD,)) for _ in range(options.nodes)]
        nodes = await network.start(plans)
        await network.connected(min(LEAST_NEIGHBOURS, len(nodes) - 1), READY_SECONDS)
        await asyncio.sleep(SETTLE_SECONDS)
        published = await publish(network, nodes, options.posts, random.Random(1))  # noqa: S311 -- no secret
        headers, texts = delays(network.arrivals, published, nodes)
        print_delays(f"{delay_ms:.0f} ms links: header known", headers)
        print_delays(f"{delay_ms:.0f} ms links: text readable", texts)
        if not delay_ms and options.burst:
            cost = await burst(network, nodes, options.burst)
            print(f"{options.burst} posts at once: {cost:.2f} ms of CPU for each at each node")
    finally:
        await network.close()
    print(network.complaints(), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=50)
    parser.add_argument("--posts", type=int, default=40)
    parser.add_argument("--delays", type=float, nargs="*", default=[0, 60])
    parser.add_argument("--burst", type=int, default=200)
    options = parser.parse_args()
    print(f"{options.nodes} nodes, {options.posts} posts, milliseconds\n")
    print(f"{'':28}{'p50':>9}{'p95':>9}{'max':>9}{'delivered':>12}", flush=True)
    for delay_ms in options.delays:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(options, delay_ms, Path(folder)))


if __name__ == "__main__":
    main()
