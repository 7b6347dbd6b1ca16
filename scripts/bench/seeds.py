"""What it takes to seed 1,000, 10,000 and 100,000 texts with one node, as a table.

    python scripts/bench/seeds.py [--texts N ...] [--keep FOLDER]

Texts are stored and voted for first, then `p2psocial node` is started on them: once to write the
files that it serves, once more and stopped while it is still starting, and a third time to be
measured, after a clean stop. Its peers are a reader in this process, which opens texts that it has
not seen, one after the other, with nothing else going on and while 16 others are being opened all
the time. With --keep the folders stay, and are used again by the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# `bench` is found whether this runs as a program or is checked as a module.
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measured_process import MeasuredProcess, end_cleanly
from bench.stored_votes import store_votes
from p2psocial.app.options import network_options
from p2psocial.control import client
from p2psocial.data_folder import DataFolder
from p2psocial.demo.figures import percentile
from p2psocial.failures import MachineError
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.protocol.magnet import parse_address
from p2psocial.settings import Settings

ADDRESS, READER = "127.93.0.1:17681", "127.93.0.2:17681"
OPENED, AT_ONCE = 200, 16
IDLE_SECONDS = 20.0
READY_SECONDS = 600.0
OPEN_SECONDS = 30.0
# From here on, figures are shown without decimals.
WHOLE = 100
PAGE = {"period": "all", "order": "top"}


@dataclass(frozen=True)
class Target:
    """What a figure of the largest node is to be at most, when it seeds `from_texts` or more."""

    name: str
    most: float
    from_texts: int = 0


TARGETS = (
    Target("start to all seeding, s", 15),
    Target("start to first ranked page, s", 1),
    # Of all that the process takes. With fewer texts, most of it is the program itself.
    Target("memory per seed, bytes", 8_192, 100_000),
    Target("idle, % of a processor", 5),
    Target("opening p95, ms", 100),
    Target("loaded, opening p95, ms", 100),
    Target("clean stop, s", 5),
)


class Node:
    """`p2psocial node` on a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder)
        arguments = ["--data-dir", str(folder), "node", "--private", "--listen", ADDRESS]
        log = folder / "bench.log"
        log.unlink(missing_ok=True)
        self.process = MeasuredProcess([sys.executable, "-m", "p2psocial", *arguments], log)

    def ask(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Ask it until it answers; ends the bench when it does not in time."""
        while self.process.seconds() < READY_SECONDS:
            self.process.check_alive()
            with contextlib.suppress(MachineError):
                return client.call(self.folder, operation, arguments, lambda _: None)
            time.sleep(0.02)
        raise SystemExit("the node did not answer")

    def ready(self) -> int:
        """Return how many texts it serves."""
        status = self.ask("status", {})
        return int(status["seeding_ready"]) if isinstance(status, dict) else 0

    def wait_until_ready(self) -> None:
        while b" ready, seeding " not in self.process.log.read_bytes():
            self.process.check_alive()
            if self.process.seconds() > READY_SECONDS:
                raise SystemExit("the node did not get ready")
            time.sleep(0.02)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Node]:
    node = Node(folder)
    try:
        yield node
    finally:
        node.process.stop()


async def opening_times(folder: Path, infohashes: Sequence[bytes]) -> tuple[list[float], ...]:
    """Return the milliseconds that opening took each time: with nothing else going on, and loaded.

    The reader forgets what it has opened, so what makes the load is opened again and again.
    """
    settings = Settings(private=True, listen=READER)
    network = BitTorrent(network_options(settings, DataFolder(folder)), lambda _: None)
    await network.start()
    peers = [parse_address(ADDRESS)]
    first, second, rest = (infohashes[place::3] for place in range(3))

    async def open_one(infohash: bytes) -> float:
        begun = time.monotonic()
        async with asyncio.timeout(OPEN_SECONDS):
            await network.fetch(infohash, peers, lambda _: None, lambda _: None)
        return 1_000 * (time.monotonic() - begun)

    async def keep_opening(place: int) -> None:
        for infohash in itertools.cycle(rest[place::AT_ONCE]):
            await open_one(infohash)

    try:
        quiet = [await open_one(infohash) for infohash in first]
        load = [asyncio.create_task(keep_opening(place)) for place in range(AT_ONCE)]
        loaded = [await open_one(infohash) for infohash in second]
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
    finally:
        await network.close()
    return quiet, loaded


def disk_bytes(folder: Path) -> int:
    """Return what the files take on the disk, in whole blocks."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def memory_without_seeds(folder: Path) -> int:
    """Return how many bytes a node takes that seeds nothing."""
    folder.mkdir(exist_ok=True)
    with running(folder) as node:
        node.wait_until_ready()
        node.ask("top", PAGE)
        return node.process.memory()


def measure(folder: Path, infohashes: Sequence[bytes]) -> dict[str, float]:
    texts = len(infohashes)
    figures: dict[str, float] = {"texts": texts}
    base = memory_without_seeds(folder.with_suffix(".empty"))
    with running(folder) as node:
        node.wait_until_ready()
        figures["first start, files are written, s"] = node.process.seconds()
    with running(folder) as node:
        node.ask("status", {})
        figures["stop while starting, s"] = node.process.stop()
    with running(folder) as node:
        node.ask("status", {})
        figures["answers after, s"] = node.process.seconds()
        before = node.process.seconds()
        node.ask("top", PAGE)
        figures["first ranked page, s"] = node.process.seconds() - before
        figures["start to first ranked page, s"] = node.process.seconds()
        figures["served by then"] = node.ready()
        node.wait_until_ready()
        figures["start to all seeding, s"] = node.process.seconds()
        figures["of that, processor, s"] = node.process.processor_seconds()
        if node.ready() != texts:
            raise SystemExit(f"only {node.ready()} of {texts} are served")
        figures["memory, MB"] = node.process.memory() / 1e6
        figures["of that, without any seed, MB"] = base / 1e6
        figures["beyond that per seed, bytes"] = (node.process.memory() - base) / texts
        figures["memory per seed, bytes"] = node.process.memory() / texts
        chosen = random.sample(list(infohashes), min(texts, 3 * OPENED))
        quiet, loaded = asyncio.run(opening_times(folder.with_suffix(".reader"), chosen))
        figures["opening p50, ms"] = percentile(quiet, 0.5)
        figures["opening p95, ms"] = percentile(quiet, 0.95)
        figures["loaded, opening p50, ms"] = percentile(loaded, 0.5)
        figures["loaded, opening p95, ms"] = percentile(loaded, 0.95)
        # By now it has checked the whole index, which it does once after each start.
        figures["idle, % of a processor"] = node.process.idle(IDLE_SECONDS)
        figures["clean stop, s"] = node.process.stop()
    figures["index on disk, MB"] = disk_bytes(folder) / 1e6
    figures["of that, files served, MB"] = disk_bytes(folder / "seeds") / 1e6
    return figures


def show(columns: Sequence[dict[str, float]]) -> None:
    for name in columns[-1]:
        cells = [f"{column[name]:>12,.{0 if column[name] >= WHOLE else 2}f}" for column in columns]
        print(f"{name:34}{''.join(cells)}")
    for target in TARGETS:
        if columns[-1]["texts"] < target.from_texts:
            continue
        found = columns[-1][target.name]
        verdict = "met" if found <= target.most else "MISSED"
        print(f"target {verdict}: {target.name} {found:,.2f}, at most {target.most:,.0f}")


def voted_for(folder: Path, texts: int) -> list[bytes]:
    """Return the infohashes of a data folder with that many votes, made when it is not there."""
    listed = folder.with_suffix(".infohashes")
    if listed.exists():
        packed = listed.read_bytes()
        return [packed[place : place + 20] for place in range(0, len(packed), 20)]
    begun = time.monotonic()
    infohashes = store_votes(folder, texts)
    listed.write_bytes(b"".join(infohashes))
    print(f"stored {texts:,} texts in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return infohashes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    end_cleanly()
    with contextlib.ExitStack() as stack:
        if options.keep is None:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="p2psocial-seeds-")))
        else:
            root = options.keep.absolute()
            root.mkdir(parents=True, exist_ok=True)
        columns = []
        for texts in sorted(options.texts):
            folder = root / str(texts)
            columns.append(measure(folder, voted_for(folder, texts)))
        show(columns)


if __name__ == "__main__":
    main()
