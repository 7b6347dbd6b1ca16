"""What one hostile peer does to the others: delays of honest posts and memory, with and without.

    python scripts/bench/flood.py [--nodes 16] [--posts 30] [--only KIND ...]

For each kind of attack a network of real nodes is started and measured in peace, and once more
while a process of its own connects to every node, from one host or a few, and misbehaves as well
as it can. Time counts from when a post is stored where it was published until its text can be read
elsewhere. What is valid in the floods is stamped with few bits, as the honest posts of this
network are: outside of such networks it would cost the attacker 16,000 times the work. All nodes
and the attacker share this machine; processors are how many of it the nodes keep busy, which tells
more than delays do when the machine has other work.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SCRIPTS))

from bench.attacks import ATTACKS, BOARD, Target, harass, mint  # noqa: E402 -- after the path is set
from p2psocial.demo.figures import Delays, delays  # noqa: E402 -- as above
from p2psocial.demo.network import DemoNetwork, NodePlan  # noqa: E402 -- as above

TEXT = "Some words that are worth spreading. " * 27
LEAST_NEIGHBOURS = 3
READY_SECONDS = 60.0
SETTLE_SECONDS = 3.0
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.2
MINTED = 4_000
# The attacker's places among the addresses of the network: the first, and those after it.
HOSTILE = 240


async def attack(kind: str, sources: Sequence[str], targets: Sequence[Target]) -> None:
    """Attack until stdin ends."""
    chosen = ATTACKS[kind]
    each = MINTED // len(targets)
    minted = [mint(each, seed, chosen.age) for seed in range(len(targets))]
    print("ready", flush=True)
    tasks = [
        asyncio.create_task(harass(chosen, sources[number % chosen.hosts], target, minted[place]))
        for place, target in enumerate(targets)
        for number in range(chosen.connections)
    ]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


# -- the honest side


async def publish(network: DemoNetwork, nodes: list[int], count: int, name: str) -> Delays:
    chance = random.Random(1)  # noqa: S311 -- no secret
    published = []
    for number in range(count):
        home = chance.choice(nodes)
        infohash = await network.post(home, BOARD, f"{name} {number}", TEXT)
        await network.arrivals.wait(infohash, nodes, PATIENCE_SECONDS)
        published.append((infohash, home))
        await asyncio.sleep(PAUSE_SECONDS)
    return delays(network.arrivals, published, nodes)[1]


@dataclass(frozen=True)
class Observed:
    """Delays of honest texts, resident bytes of all nodes, and processors kept busy by them."""

    texts: Delays
    resident: int
    busy: float


async def observe(network: DemoNetwork, nodes: list[int], count: int, name: str) -> Observed:
    before, begun = await network.usage(), time.monotonic()
    texts = await publish(network, nodes, count, name)
    after, seconds = await network.usage(), time.monotonic() - begun
    busy = (sum(each.cpu for each in after) - sum(each.cpu for each in before)) / seconds
    return Observed(texts, sum(each.rss for each in after), busy)


async def measure(kind: str, options: argparse.Namespace, folder: Path) -> None:
    network = DemoNetwork(folder)
    try:
        nodes = await network.start(NodePlan((BOARD,)) for _ in range(options.nodes))
        await network.connected(LEAST_NEIGHBOURS, READY_SECONDS)
        await asyncio.sleep(SETTLE_SECONDS)
        peace = await observe(network, nodes, options.posts, "Peace")
        with attacker(kind, network, nodes) as process:
            await asyncio.to_thread(wait_until_ready, process)
            await asyncio.sleep(SETTLE_SECONDS)
            war = await observe(network, nodes, options.posts, "War")
        print_line(ATTACKS[kind].name, peace, war)
    finally:
        await network.close()
    print(network.complaints()[:2_000], end="")


def attacker(kind: str, network: DemoNetwork, nodes: list[int]) -> subprocess.Popen[str]:
    places = [network.addresses[node] for node in nodes]
    targets = [f"{place.host}:{place.gossip}" for place in places]
    sources = [network.addresses[HOSTILE + number].host for number in range(ATTACKS[kind].hosts)]
    command = [sys.executable, __file__, "--attack", kind, "--sources", ",".join(sources), *targets]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None:
        process.stdout.readline()


def print_line(name: str, peace: Observed, war: Observed) -> None:
    one, other = peace.texts, war.texts
    print(
        f"{name:44}{one.p50:7.0f}{one.p95:7.0f}{other.p50:9.0f}{other.p95:7.0f}"
        f"{other.p95 / one.p95:7.2f}{other.delivered:10.1%}{war.resident / peace.resident:9.2f}"
        f"{peace.busy:8.2f}{war.busy:6.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=16)
    parser.add_argument("--posts", type=int, default=30)
    parser.add_argument("--only", nargs="*", choices=ATTACKS, default=list(ATTACKS))
    parser.add_argument("--attack", choices=ATTACKS, help=argparse.SUPPRESS)
    parser.add_argument("--sources", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.attack:
        targets = [(host, int(port)) for host, port in (t.split(":") for t in options.targets)]
        asyncio.run(attack(options.attack, options.sources.split(","), targets))
        return
    print(f"{options.nodes} nodes, {options.posts} posts each time, milliseconds\n")
    print(f"{'':44}{'in peace':>14}{'attacked':>16}{'':>7}{'':>10}{'memory':>9}{'processors':>14}")
    heads = f"{'p50':>7}{'p95':>7}{'p50':>9}{'p95':>7}{'times':>7}{'delivered':>10}{'times':>9}"
    heads += f"{'before':>8}{'then':>6}"
    print(f"{'':44}{heads}", flush=True)
    for kind in options.only:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(kind, options, Path(folder)))


if __name__ == "__main__":
    main()
