"""How long each command holds up a node with much to look through.

    python scripts/bench/stalls.py [--items 100000] [--folder FOLDER]

A real node is asked for one thing after the other, and how long its event loop came to nothing else
meanwhile is taken, at worst. With a folder, what was built there is kept and used again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from p2psocial.app.clock import unix_time
from p2psocial.app.running import open_node
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.protocol.item import Kind
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore
from p2psocial.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import window

ROUNDS = 3
TICK_SECONDS = 0.001
COMMENTS = 5_000
SEEDS = 5_000
PROLIFIC = b"\7" * 32
SETTINGS = Settings(private=True, stamp_bits=0, listen="127.0.0.1:17691", gossip="127.0.0.1:17692")


def build(path: Path, items: int) -> None:
    """Write that many: one large thread, many seeds of one author, and the rest."""
    index, now = Index(path), int(time.time())
    window.add(index, range(items - COMMENTS - SEEDS))
    root = window.post(0, now)[0]
    with index.transaction(durable=False):
        for number in range(COMMENTS):
            made = window.post(items + number, now)[0]
            answered = root if number % 3 == 0 else window.post(items + number // 2, now)[0]
            text = f"An answer to it all, thing number {number}."
            comment = replace(
                made,
                kind=Kind.COMMENT,
                title="",
                parent=answered.infohash,
                root=root.infohash,
                board=root.board,
                length=len(text),
            )
            index.add(comment, text, now)
        for number in range(SEEDS):
            made, text = window.post(2 * items + number, now)
            index.add(replace(made, author=PROLIFIC), text, now, seeded=True)
    index.close()


@dataclass
class Worst:
    """The longest time that a loop did nothing else, in seconds."""

    seconds: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Worst]:
    worst = Worst()

    async def watch() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.perf_counter()
            worst.seconds, last = max(worst.seconds, now - last - TICK_SECONDS), now

    task = asyncio.ensure_future(watch())
    await asyncio.sleep(TICK_SECONDS)
    try:
        yield worst
        await asyncio.sleep(2 * TICK_SECONDS)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def commands() -> Iterator[tuple[str, dict[str, object]]]:
    yield "search", {"words": "thing number", "limit": 1_000}
    for order in ("top", "hot", "new", "hours", "endangered"):
        yield "top", {"period": "all", "order": order, "limit": 1_000}
    thread = window.post(0, int(time.time()))[0].infohash.hex()
    yield "show", {"infohash": thread}
    yield "why", {"infohash": thread, "period": "all", "order": "hot"}
    yield "author", {"author": PROLIFIC.hex(), "limit": 1_000}
    yield "notices", {"limit": 1_000}
    yield "seeding", {}
    yield "seeding", {"limit": 1_000, "order": "endangered"}
    yield "propose_drops", {"bytes": 1 << 40}
    for plain in ("boards", "status", "blocks"):
        yield plain, {}


async def measure(folder: DataFolder) -> None:
    identities = Identities(Keystore(folder.identities, os.urandom), unix_time, os.urandom)
    async with open_node(SETTINGS, folder, identities) as running:
        for name, arguments in commands():
            stalls, took = [], []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                async with watched() as worst:
                    with contextlib.suppress(Exception):
                        await running.operations[name](arguments, lambda _: None)
                stalls.append(worst.seconds)
                took.append(time.perf_counter() - begun)
            told = " ".join(f"{key}={value}" for key, value in arguments.items())[:60]
            print(f"{1e3 * min(stalls):7.1f} ms of {1e3 * min(took):7.1f}  {name} {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what commands hold up.")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = DataFolder(options.folder or Path(made))
        folder.path.mkdir(parents=True, exist_ok=True)
        if not folder.index.exists():
            build(folder.index, options.items)
        asyncio.run(measure(folder))


if __name__ == "__main__":
    main()
