"""Whether nodes grow or leave something behind: memory, files, threads and tasks over time.

    python scripts/bench/soak.py [--nodes 12] [--minutes 30] [--rate 2] [--before 9000] [--churn 0]

`before` so many posts are published. With more nodes than 12, both are less if not said otherwise,
because every node takes in every post and counts its seeds.

Every node is a process of its own. Posts, votes and withdrawn votes happen without a pause, `rate`
of them a second. With `churn`, a node leaves every so many seconds on average, and is back within a
minute, in the same process: what it leaves behind adds up there. Threads are those of Python and
libtorrent.

What may grow, and why. Files, threads and tasks: nothing; as they come and go all the time, half
of the last third of the time there must not be more than ever in the third before. Memory:

- Of each item: its place in the set that is reconciled, 41 bytes (`scripts/bench/negentropy.py`);
  where in the DHT it is, 491 bytes, for an hour and 16,384 items at most; who seeds it, in the DHT
  node of libtorrent, an estimated 300 bytes, for 45 minutes and 2,000 items at most; its bits in
  filters of what was read and of what neighbours know. Together less than 1,000 bytes.
- Where in the DHT those items are that were published before the clock started, as far as they were
  not counted yet: 491 bytes each. A node counts up to 16 in a second, so 9,000 take 10 minutes, and
  more where the machine is busy.
- One arena of Python's allocator, 1 MiB, which is how it takes memory from the system.
- SQLite's pages, up to 16 MiB and by as much as the databases grow: with few posts `before`, they
  are not full when the clock starts.

All else is bounded, and full when the clock starts: the 512 items that were read last, the tokens
of 256 seeds.

30 minutes with 10 nodes, `--before 6000 --churn 45`, on 2 processors that were busy at times: 77 to
83 MB a node (of which +2.1 MB in the last two thirds, with 918 more items; 4.9 may be), files 42
then 41, threads 15 then 14, tasks 57 then 54, no complaint.

60 minutes with 50 nodes, `--churn 20`, on 2 processors that a simulation kept busy besides: 60 to
64 MB a node (+1.6 MB in the last two thirds, with 407 more items; 2.8 may be), files 45 then 45,
threads 11 then 11, tasks 34 then 27, no complaint.

At the end, whatever the nodes wrote to their standard error, warnings included, is a complaint.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from p2psocial.demo.network import DemoNetwork, NodePlan
from p2psocial.failures import RequestError

BOARD = "test"
TEXT = "Some words that are worth keeping. " * 10
READY_SECONDS = 120.0
MEGABYTE = 1_000_000
LINES = 30
AWAY_SECONDS = 20.0, 60.0
# So many posts are voted on, and seeded by who wrote them, before they are left to themselves.
CURRENT_POSTS = 200
BEFORE_AT_A_TIME = 8
# What a node may grow by: see above.
BYTES_PER_ITEM = 1_000
NEIGHBOURHOOD_BYTES, NEIGHBOURHOODS = 491, 16_384
ARENA_BYTES = 1 << 20
PAGES_BYTES = 16 << 20
USUAL_NODES, USUAL_RATE, USUAL_BEFORE = 12, 2.0, 9_000


class Life:
    """Posts, votes, withdrawn votes, and nodes that leave and come back, at random."""

    def __init__(self, network: DemoNetwork, nodes: list[int]) -> None:
        self._network = network
        self.present = nodes
        self._chance = random.Random(1)  # noqa: S311 -- no secret
        self._posts: deque[tuple[int, str]] = deque()
        # Half of them stay, so that there is always somebody.
        self._most_away = len(nodes) // 2
        self._votes: deque[tuple[int, str]] = deque()
        self.published = 0
        self.returned = 0

    async def _post(self) -> None:
        self.published += 1
        node = self._chance.choice(self.present)
        infohash = await self._network.post(node, BOARD, f"Post {self.published}", TEXT)
        self._posts.append((node, infohash))
        if len(self._posts) > CURRENT_POSTS:
            await self._unvote(*self._posts.popleft())

    async def _unvote(self, node: int, infohash: str) -> None:
        if node in self.present:
            await self._network.perform(node, "unvote", infohash=infohash)

    async def event(self) -> None:
        """Have something happen."""
        drawn = self._chance.random()
        try:
            if drawn < 0.4 or not self._posts:  # noqa: PLR2004 -- two posts in five events
                await self._post()
            elif drawn < 0.7 or not self._votes:  # noqa: PLR2004 -- and as many votes as withdrawn
                vote = self._chance.choice(self.present), self._chance.choice(self._posts)[1]
                await self._network.perform(vote[0], "upvote", infohash=vote[1], **{"for": "day"})
                self._votes.append(vote)
            else:
                await self._unvote(*self._votes.popleft())
        except RequestError:
            # Voted twice for the same, or for what has not come yet.
            return

    async def begin(self, posts: int) -> None:
        """Publish so many posts, as fast as it goes."""
        for first in range(0, posts, BEFORE_AT_A_TIME):
            some = min(BEFORE_AT_A_TIME, posts - first)
            await asyncio.gather(*(self._post() for _ in range(some)))

    async def go_on(self, rate: float) -> None:
        """Have things happen for ever."""
        while True:
            await self.event()
            await asyncio.sleep(self._chance.expovariate(rate))

    async def come_and_go(self, seconds: float) -> None:
        """Have a node leave every so many seconds on average, and come back, for ever."""
        async with asyncio.TaskGroup() as away:
            while True:
                await asyncio.sleep(self._chance.expovariate(1 / seconds))
                if len(self.present) > self._most_away:
                    node = self._chance.choice(self.present)
                    self.present.remove(node)
                    away.create_task(self._leave_and_return(node))

    async def _leave_and_return(self, node: int) -> None:
        await self._network.stop(node)
        await asyncio.sleep(self._chance.uniform(*AWAY_SECONDS))
        await self._network.restart(node)
        self.present.append(node)
        self.returned += 1


@dataclass(frozen=True)
class Sample:
    """Figures at one time: of each node on average, but for `most`, the largest memory."""

    minutes: float
    posts: int
    memory: float
    most: float
    files: float
    threads: float
    tasks: float
    database: float
    cpu: float


async def sample(network: DemoNetwork, begun: float, life: Life) -> Sample:
    everybody = await network.usage()
    # Whoever is away has fewer files and tasks for that, which is no sign of anything.
    used = [
        each
        for place, each in enumerate(everybody)
        if set(network.nodes_of(place)) <= set(life.present)
    ]
    count = len(used)
    database = sum(path.stat().st_size for path in network.folder.glob("node-*/index.sqlite3*"))
    return Sample(
        minutes=(time.monotonic() - begun) / 60,
        posts=life.published,
        memory=sum(each.rss for each in used) / count / MEGABYTE,
        most=max(each.rss for each in used) / MEGABYTE,
        files=sum(each.fds for each in used) / count,
        threads=sum(each.threads for each in used) / count,
        tasks=sum(each.tasks for each in used) / count,
        database=database / count / MEGABYTE,
        cpu=sum(each.cpu for each in used) / count,
    )


def print_line(now: Sample) -> None:
    print(
        f"{now.minutes:9.1f}{now.posts:8}{now.memory:9.1f}{now.most:9.1f}{now.files:8.1f}"
        f"{now.threads:9.1f}{now.tasks:8.1f}{now.database:9.1f}{now.cpu:9.0f}",
        flush=True,
    )


def growth(samples: Sequence[Sample]) -> bool:
    """Say what grew in the last two thirds of the time; returns whether that is as it should be."""
    third = len(samples) // 3
    before, last = samples[third : 2 * third], samples[2 * third :]
    steady = True
    for name in ("files", "threads", "tasks"):
        most = max(getattr(each, name) for each in before)
        usual = median(getattr(each, name) for each in last)
        print(f"{name}: {most:.1f} at most, then {usual:.1f}")
        steady &= usual <= most
    items = last[-1].posts - before[0].posts
    places = min(samples[0].posts, NEIGHBOURHOODS)
    pages = [min(each.database * MEGABYTE, PAGES_BYTES) for each in (before[0], last[-1])]
    explained = items * BYTES_PER_ITEM + places * NEIGHBOURHOOD_BYTES + ARENA_BYTES
    explained += max(0, int(pages[1] - pages[0]))
    grown = mean(each.memory for each in last[-3:]) - mean(each.memory for each in before[:3])
    print(
        f"memory: {grown:+.1f} MB with {items} more items; up to {explained / MEGABYTE:.1f} may be"
    )
    return steady and grown <= explained / MEGABYTE


def verdict(samples: Sequence[Sample], complaints: str) -> bool:
    """Say how it went; returns whether it went well."""
    print()
    steady = growth(samples)
    lines = complaints.splitlines()
    print(f"{'steady' if steady else 'GROWS'}; complaints: {len(lines) or 'none'}")
    print("\n".join(lines[:40]))
    return steady and not lines


async def live(life: Life, options: argparse.Namespace) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(life.go_on(options.rate))
        if options.churn:
            tasks.create_task(life.come_and_go(options.churn))


async def soak(options: argparse.Namespace, folder: Path) -> bool:
    network = DemoNetwork(folder, processes=options.nodes)
    samples: list[Sample] = []
    try:
        nodes = await network.start(NodePlan((BOARD,)) for _ in range(options.nodes))
        await network.connected(min(3, len(nodes) - 1), READY_SECONDS)
        life = Life(network, nodes)
        await life.begin(options.before)
        living = asyncio.create_task(live(life, options))
        begun = time.monotonic()
        while not living.done() and len(samples) <= LINES:
            samples.append(await sample(network, begun, life))
            print_line(samples[-1])
            await asyncio.wait([living], timeout=options.minutes * 60 / LINES)
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        if not living.cancelled():
            living.result()
    finally:
        await network.close()
    return verdict(samples, network.complaints())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--before", type=int)
    parser.add_argument("--churn", type=float, default=0, metavar="SECONDS")
    options = parser.parse_args()
    share = USUAL_NODES / max(options.nodes, USUAL_NODES)
    if options.rate is None:
        options.rate = USUAL_RATE * share
    if options.before is None:
        # What one costs grows with the nodes that take it in, and with those whom each then asks.
        options.before = round(USUAL_BEFORE * share**2)
    # The nodes inherit it: what Python would keep quiet about, such as sockets left open.
    os.environ["PYTHONWARNINGS"] = "default"
    print(f"{options.nodes} nodes; of each: megabytes, and seconds of a processor\n")
    heads = ("posts", "memory", "most", "files", "threads", "tasks", "index", "CPU")
    widths = (8, 9, 9, 8, 9, 8, 9, 9)
    columns = "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
    print(f"{'minutes':>9}{columns}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        went_well = asyncio.run(soak(options, Path(folder)))
    sys.exit(not went_well)


if __name__ == "__main__":
    main()
