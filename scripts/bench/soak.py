"""Whether nodes grow: memory, open files, tasks' threads and databases over time.

    python scripts/bench/soak.py [--nodes 12] [--minutes 30] [--rate 2]

The nodes run without a pause while posts, votes and withdrawn votes happen, `rate` of them a
second. The posts make the databases grow, as they must; everything else is to stay as it is, which
the last column tells: megabytes of memory without those that were there in the first line.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import deque
from pathlib import Path

from p2psocial.demo.network import DemoNetwork, NodePlan
from p2psocial.failures import RequestError

BOARD = "test"
TEXT = "Some words that are worth keeping. " * 10
READY_SECONDS = 60.0
MEGABYTE = 1_000_000
LINES = 30
VOTED_ON = 200


class Life:
    """Posts, votes and withdrawn votes, at random."""

    def __init__(self, network: DemoNetwork, nodes: list[int]) -> None:
        self._network = network
        self._nodes = nodes
        self._chance = random.Random(1)  # noqa: S311 -- no secret
        self._posts: deque[str] = deque(maxlen=VOTED_ON)
        self._votes: deque[tuple[int, str]] = deque()
        self.published = 0

    async def event(self) -> None:
        """Have something happen."""
        node = self._chance.choice(self._nodes)
        drawn = self._chance.random()
        try:
            if drawn < 0.4 or not self._posts:  # noqa: PLR2004 -- two posts in five events
                self.published += 1
                title = f"Post {self.published}"
                self._posts.append(await self._network.post(node, BOARD, title, TEXT))
            elif drawn < 0.7 or not self._votes:  # noqa: PLR2004 -- and as many votes as withdrawn
                infohash = self._chance.choice(self._posts)
                vote = {"infohash": infohash, "for": "day"}
                await self._network.perform(node, "upvote", **vote)
                self._votes.append((node, infohash))
            else:
                voter, infohash = self._votes.popleft()
                await self._network.perform(voter, "unvote", infohash=infohash)
        except RequestError:
            # Voted twice for the same, or for what has not come yet.
            return

    async def go_on(self, rate: float) -> None:
        """Have things happen for ever."""
        while True:
            await self.event()
            await asyncio.sleep(self._chance.expovariate(rate))


async def print_line(network: DemoNetwork, life: Life, begun: float, first: float) -> float:
    used = await network.usage()
    rss = sum(each.rss for each in used) / MEGABYTE
    database = sum(path.stat().st_size for path in network.folder.glob("node-*/index.sqlite3*"))
    print(
        f"{(time.monotonic() - begun) / 60:9.1f}{life.published:8}{rss:9.1f}"
        f"{sum(each.fds for each in used):8}{sum(each.threads for each in used):9}"
        f"{database / MEGABYTE:9.1f}{sum(each.cpu for each in used):9.0f}"
        f"{rss - (first or rss):+9.1f}",
        flush=True,
    )
    return first or rss


async def soak(options: argparse.Namespace, folder: Path) -> None:
    network = DemoNetwork(folder)
    try:
        nodes = await network.start(NodePlan((BOARD,)) for _ in range(options.nodes))
        await network.connected(min(3, len(nodes) - 1), READY_SECONDS)
        life = Life(network, nodes)
        living = asyncio.create_task(life.go_on(options.rate))
        begun, first = time.monotonic(), 0.0
        for _ in range(LINES + 1):
            first = await print_line(network, life, begun, first)
            done, _ = await asyncio.wait([living], timeout=options.minutes * 60 / LINES)
            if done:
                break
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        if not living.cancelled():
            living.result()
    finally:
        await network.close()
    print(network.complaints(), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=2)
    options = parser.parse_args()
    print(f"{options.nodes} nodes, megabytes and seconds\n")
    heads = ("posts", "memory", "files", "threads", "indexes", "CPU", "grown")
    widths = (8, 9, 8, 9, 9, 9, 9)
    columns = "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    print(f"{'minutes':>9}{columns}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(soak(options, Path(folder)))


if __name__ == "__main__":
    main()
