"""How quick the window is: the first ranked frame, memory, scrolling while items come in.

    python scripts/bench/window.py [--items 100000] [--incoming 100000] [--frames 600]

The real window, drawn by Qt's software renderer into memory, on an index with that many posts. The
items that come in meanwhile are written by a thread of the same process, as a node's would be.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.torrent import post_text

MEASURED = Path(__file__).with_name("window_measured.py")
PER_TRANSACTION = 200
MONTH = 30 * 86_400
BOARDS = [f"board-{number}" for number in range(12)]
SENTENCE = "What was written about thing number {} goes on for a while, as such texts do. "


def post(number: int, now: int) -> tuple[Item, str]:
    """Return a made-up post of the last month."""
    title = f"A post about thing number {number}"
    text = post_text(title, SENTENCE.format(number) * 4)
    digest = hashlib.sha256(str(number).encode()).digest()
    item = Item(
        info=digest * 12,
        infohash=digest[:20],
        id=hashlib.sha256(digest).digest(),
        kind=Kind.POST,
        board=BOARDS[number % len(BOARDS)],
        author=digest,
        nick="somebody",
        created=now - number * 997 % MONTH,
        name="a-made-up-text.txt",
        length=len(text),
        pieces=digest[:20],
        body_hash=digest,
        signature=digest * 2,
        title=title,
    )
    return item, text


def add(index: Index, numbers: range) -> None:
    """Write these posts, one in four with a seed."""
    now = int(time.time())
    for first in range(numbers.start, numbers.stop, PER_TRANSACTION):
        with index.transaction(durable=False):
            for number in range(first, min(first + PER_TRANSACTION, numbers.stop)):
                item, text = post(number, now)
                index.add(item, text, now)
                if number % 4 == 0:
                    index.record_swarm(item.infohash, [f"10.0.0.{number % 97}"], now)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the window.")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--incoming", type=int, default=100_000)
    parser.add_argument("--frames", type=int, default=600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(DataFolder(Path(folder)).index)
        add(index, range(options.items))
        index.close()
        told = [folder, str(options.items), str(options.incoming), str(options.frames)]
        hidden = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
        begun = str(time.monotonic())
        command = [sys.executable, str(MEASURED), *told, begun]
        subprocess.run(command, check=True, env=os.environ | hidden)


if __name__ == "__main__":
    main()
