"""What keeping 100,000 texts on the disk costs, by how they are laid out there.

    python scripts/bench/layout.py [--texts 100000] [--folder FOLDER]

libtorrent serves files and nothing else: its bindings have no storage of one's own, and a torrent
begins at the beginning of a file. So an archive or a database could only be kept beside the files,
which would be made when a peer asks (as a torrent whose file is missing is mended today); what it
would save is shown by the last two lines.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_BYTES = 420
_DAYS = 365


def flat(root: Path, name: str) -> Path:
    return root / name


def by_two_digits(root: Path, name: str) -> Path:
    return root / name[:2] / name


def by_four_digits(root: Path, name: str) -> Path:
    return root / name[:2] / name[2:4] / name


def by_day(root: Path, name: str) -> Path:
    return root / str(int(name[:8], 16) % _DAYS) / name


LAYOUTS: dict[str, Callable[[Path, str], Path]] = {
    "one folder": flat,
    "256 folders, two digits": by_two_digits,
    "65,536 folders": by_four_digits,
    "a folder a day": by_day,
}


class Clock:
    """Collects how long steps took."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self.seconds: list[float] = []

    def step(self) -> None:
        now = time.monotonic()
        self.seconds.append(now - self._begun)
        self._begun = now


def texts(count: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(7)  # noqa: S311 -- repeatable made-up data, no secret
    for _ in range(count):
        yield chance.randbytes(20).hex(), chance.randbytes(chance.randrange(2 * _BYTES))


def disk_bytes(root: Path) -> int:
    paths = [root, *root.rglob("*")] if root.is_dir() else [root]
    return sum(path.stat().st_blocks * 512 for path in paths)


def as_files(root: Path, count: int, place: Callable[[Path, str], Path]) -> tuple[Clock, int]:
    names, clock = [], Clock()
    for name, text in texts(count):
        path = place(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        names.append(path)
    clock.step()
    for path in names:
        os.stat(path)  # noqa: PTH116 -- as the node does it
    clock.step()
    used = disk_bytes(root)
    with tarfile.open(root.with_suffix(".tar"), "w") as archive:
        archive.add(root)
    root.with_suffix(".tar").unlink()
    clock.step()
    shutil.rmtree(root)
    clock.step()
    return clock, used


def in_a_database(root: Path, count: int) -> tuple[Clock, int]:
    clock = Clock()
    database = sqlite3.connect(root)
    database.execute("CREATE TABLE text (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID")
    with database:
        database.executemany("INSERT INTO text VALUES (?, ?)", texts(count))
    clock.step()
    database.execute("SELECT sum(length(name)) FROM text").fetchone()
    database.close()
    clock.step()
    used = disk_bytes(root)
    shutil.copyfile(root, root.with_suffix(".copy"))
    root.with_suffix(".copy").unlink()
    clock.step()
    root.unlink()
    clock.step()
    return clock, used


def in_an_archive(root: Path, count: int) -> tuple[Clock, int]:
    clock = Clock()
    places = {}
    with root.open("wb") as archive:
        for name, text in texts(count):
            places[name] = archive.tell()
            archive.write(text)
    clock.step()
    sum(places.values())
    clock.step()
    used = disk_bytes(root)
    shutil.copyfile(root, root.with_suffix(".copy"))
    root.with_suffix(".copy").unlink()
    clock.step()
    root.unlink()
    clock.step()
    return clock, used


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    print(f"{'seconds':26}{'create':>9}{'look at':>9}{'back up':>9}{'delete':>9}{'MB':>9}")
    with tempfile.TemporaryDirectory(prefix="p2psocial-layout-", dir=options.folder) as name:
        root = Path(name)
        for layout, place in LAYOUTS.items():
            show(layout, *as_files(root / "texts", options.texts, place))
        show("(a database)", *in_a_database(root / "texts", options.texts))
        show("(one archive)", *in_an_archive(root / "texts", options.texts))


def show(layout: str, clock: Clock, used: int) -> None:
    cells = "".join(f"{seconds:9.2f}" for seconds in clock.seconds)
    print(f"{layout:26}{cells}{used / 1e6:9.0f}", flush=True)


if __name__ == "__main__":
    main()
