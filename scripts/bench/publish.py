"""How fast texts are published, stamps left out: checked, signed, stored durably and served.

    python scripts/bench/publish.py [--posts 2000] [--at-once 1] [--profile]

The service, the index and the BitTorrent session are the real ones. What a post costs is taken
apart by timing the calls that it makes; --profile lists functions instead.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import os
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from p2psocial.app.options import network_options
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.services.admission import Admission
from p2psocial.services.evidence import Evidence
from p2psocial.services.identities import Identities
from p2psocial.services.importing import Importing
from p2psocial.services.keystore import Keystore
from p2psocial.services.publishing import Author, Publishing
from p2psocial.services.voting import Voting
from p2psocial.settings import Settings

TARGET = 300
BODY = "A paragraph of an ordinary length, as people write them.\n" * 8
SETTINGS = Settings(private=True, stamp_bits=0, listen="127.0.0.1:17681")


def clock() -> int:
    return int(time.time())


class Stopwatch:
    """Sums up the time that is spent in some methods, waiting included."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def watch(self, owner: object, name: str, label: str) -> None:
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: object, **named: object) -> object:
            begun = time.perf_counter()
            try:
                return inner(*arguments, **named)
            finally:
                self.seconds[label] += time.perf_counter() - begun

        async def timed_waiting(*arguments: object, **named: object) -> object:
            begun = time.perf_counter()
            try:
                return await inner(*arguments, **named)
            finally:
                self.seconds[label] += time.perf_counter() - begun

        setattr(owner, name, timed_waiting if asyncio.iscoroutinefunction(inner) else timed)


class Bench:
    """A node's parts without its control channel."""

    def __init__(self, folder: DataFolder) -> None:
        self.network = BitTorrent(network_options(SETTINGS, folder), lambda _: None)
        self.index = Index.open(folder.index)
        self.admission = Admission(self.index, self.network, clock, 0)
        self.identities = Identities(Keystore(folder.identities, os.urandom), clock, os.urandom)
        evidence = Evidence(self.index, clock, private=True)
        importing = Importing(self.index, self.network, self.admission, evidence)
        voting = Voting(self.index, self.network, importing, clock, 1 << 40)
        self.publishing = Publishing(
            self.index,
            self.admission,
            self.identities,
            voting.hand_over,
            clock=clock,
            random_bytes=os.urandom,
            stamp_bits=0,
            default_nick="",
        )

    def watch(self) -> Stopwatch:
        stopwatch = Stopwatch()
        stopwatch.watch(self.identities, "unlock", "reading the identity")
        stopwatch.watch(self.publishing, "_stamp", "stamp (0 bits)")
        stopwatch.watch(self.admission, "admit", "checking and storing, durably")
        stopwatch.watch(self.network, "seed", "file and session, until ready")
        stopwatch.watch(self.index, "entry", "reading it back")
        return stopwatch

    async def post(self, number: int) -> None:
        title = f"A title {number}"
        await self.publishing.post("bench", title, BODY, Author(), lambda _, __: None)


async def publish(bench: Bench, posts: int, at_once: int) -> float:
    """Publish that many and return how long it took."""
    numbers = iter(range(posts))

    async def worker() -> None:
        for number in numbers:
            await bench.post(number)

    begun = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return time.perf_counter() - begun


async def run(folder: Path, options: argparse.Namespace) -> None:
    bench = Bench(DataFolder(folder))
    await bench.network.start()
    profile = cProfile.Profile() if options.profile else None
    stopwatch = None if profile else bench.watch()
    try:
        await bench.post(-1)
        if profile:
            profile.enable()
        seconds = await publish(bench, options.posts, options.at_once)
        if profile:
            profile.disable()
        assert bench.index.totals().seeds == options.posts + 1  # noqa: S101 -- of the benchmark itself
    finally:
        await bench.network.close()
        bench.index.close()
    rate = options.posts / seconds
    verdict = "target met" if rate >= TARGET else "TARGET MISSED"
    print(f"{rate:,.0f} posts/s, {options.at_once} at a time (target {TARGET}: {verdict})")
    if stopwatch:
        for label, spent in sorted(stopwatch.seconds.items(), key=lambda each: -each[1]):
            print(f"  {1000 * spent / options.posts:6.2f} ms  {label}")
    if profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--posts", type=int, default=2_000)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--profile", action="store_true")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder), parser.parse_args()))


if __name__ == "__main__":
    main()
