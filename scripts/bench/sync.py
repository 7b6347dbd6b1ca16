"""What catching up costs on the wire, between two nodes with real indexes and spreading code.

    python scripts/bench/sync.py [--items 100000]

The items are spread evenly over a year. One node lacks some of them, connects to the other, and
both do all that nodes do: each reconciles each window of time (day, week, month, year) with the
other. Clock and link (30 ms each way) are made of numbers. Bytes are those of both directions,
with their frames; a round is a message and its answer. The last columns say after how long the
newest twenty of what was missing are there, a page of the feed, and all of it. Building the index
takes a minute or two.

With 100,000 items: 486 bytes when nothing is missing, 6.2 kB for the 10 newest and 12.0 kB for 10
scattered ones, headers and texts included.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from p2psocial.index.index import Index  # noqa: E402 -- after the path is set
from p2psocial.protocol.identity import SigningKey  # noqa: E402 -- as above
from p2psocial.protocol.item import Draft, Item, Kind  # noqa: E402 -- as above
from p2psocial.protocol.torrent import assemble, post_text  # noqa: E402 -- as above
from p2psocial.protocol.validation import read_header  # noqa: E402 -- as above
from tests.spreading import virtual_network  # noqa: E402 -- as above
from tests.spreading.virtual_network import (  # noqa: E402 -- as above
    BOARD,
    NOW,
    VirtualNetwork,
    VirtualNode,
)

YEAR = 365 * 86_400
AUTHORS = 1_000
PER_TRANSACTION = 5_000
DELAY = 0.03
SOME, MANY = 10, 1_000
# Time to be done in, and what is left out: reconciling the last day again after ten minutes.
SECONDS, LONG_SECONDS = 60.0, 500.0
STEP_SECONDS = 0.1
PAGE = 20
KINDS = {
    "reconciling": ("SyncOpen", "SyncMessage", "SyncClose"),
    "headers": ("Have", "Get", "Items"),
    "texts": ("GetBody", "Body"),
}

Lacking = Callable[[list[Item]], list[Item]]


@dataclass(frozen=True)
class Case:
    """What one node lacks, of items in the order of their dates."""

    name: str
    lacking: Lacking
    seconds: float = SECONDS


def made_up(count: int) -> Iterator[tuple[Item, str]]:
    """Yield valid posts, by date."""
    drawn = random.Random(1)  # noqa: S311 -- repeatable made-up data, no secret
    keys = [SigningKey(drawn.randbytes(32)) for _ in range(AUTHORS)]
    dates = sorted(NOW - 60 - drawn.randrange(YEAR - 120) for _ in range(count))
    for number, created in enumerate(dates):
        text = post_text("Title", f"Text number {number}.\n")
        key = keys[number % AUTHORS]
        draft = Draft(Kind.POST, BOARD, text, title="Title", nick="somebody")
        info = assemble(draft, key.public, created).sign(bytes(8), key)
        yield read_header(info), text


def build(path: Path, count: int) -> list[Item]:
    """Make an index; returns its items by date."""
    items: list[Item] = []
    index = Index.open(path)
    posts = made_up(count)
    begun = time.perf_counter()
    while len(items) < count:
        with index.transaction():
            for item, text in (
                next(posts) for _ in range(min(PER_TRANSACTION, count - len(items)))
            ):
                index.add(item, text, NOW)
                items.append(item)
    index.close()
    print(f"{count:,} items, built in {time.perf_counter() - begun:.0f} s\n", flush=True)
    return items


def without(path: Path, items: list[Item]) -> None:
    index = Index.open(path)
    with index.transaction():
        for item in items:
            index.remove(item.infohash)
    index.close()


def cases(count: int) -> list[Case]:
    drawn = random.Random(2)  # noqa: S311 -- as above
    return [
        Case("nothing missing", lambda _: []),
        Case(f"{SOME} newest missing", lambda items: items[-SOME:]),
        Case(f"{SOME} scattered missing", lambda items: drawn.sample(items, SOME)),
        Case(f"{MANY:,} newest missing", lambda items: items[-MANY:]),
        Case(f"{MANY:,} scattered missing", lambda items: drawn.sample(items, MANY)),
        Case(f"all {count:,} missing", lambda items: items, LONG_SECONDS),
    ]


def sent_by_kind(nodes: tuple[VirtualNode, ...]) -> dict[str, int]:
    return {
        kind: sum(node.sent.get(name, 0) for node in nodes for name in names)
        for kind, names in KINDS.items()
    }


def run_case(case: Case, base: Path, items: list[Item], folder: Path) -> None:
    shutil.copy(base, folder / "node-0.sqlite3")
    lacking = case.lacking(items)
    if len(lacking) < len(items):
        shutil.copy(base, folder / "node-1.sqlite3")
        without(folder / "node-1.sqlite3", lacking)
    network = VirtualNetwork(folder)
    try:
        full, other = network.add(), network.add()
        full.start()
        other.start()
        virtual_network.connect(other, full, DELAY)
        page = until_there(network, other, lacking[-PAGE:], case.seconds)
        took = until_there(network, other, lacking, case.seconds)
        network.time.pass_seconds(max(0.0, SECONDS - network.time.now()))
        print_case(case.name, (full, other), page, took)
    finally:
        network.close()


def until_there(
    network: VirtualNetwork, node: VirtualNode, lacking: list[Item], seconds: float
) -> float | None:
    """Let time pass until a node has all that it lacked; returns how much, None for too much."""
    missing = [item.infohash for item in lacking]
    while network.time.now() < seconds:
        while missing and node.index.header(missing[-1]) is not None:
            missing.pop()
        if not missing:
            return network.time.now()
        network.time.pass_seconds(STEP_SECONDS)
    return None


def print_case(
    name: str, nodes: tuple[VirtualNode, ...], page: float | None, took: float | None
) -> None:
    parts = sent_by_kind(nodes)
    openings = sum(node.messages.get("SyncOpen", 0) for node in nodes)
    rounds = sum(node.messages.get("SyncMessage", 0) for node in nodes) / 2
    columns = [*parts.values(), sum(parts.values()), openings]
    shown = "".join(f"{'never' if at is None else f'{at:.1f} s':>10}" for at in (page, took))
    print(
        f"{name:28}" + "".join(f"{each:14,}" for each in columns) + f"{rounds:9.0f}{shown}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    count = parser.parse_args().items
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        items = build(base, count)
        heads = (*KINDS, "bytes in all", "sessions")
        print(
            f"{'':28}"
            + "".join(f"{head:>12}" for head in heads)
            + f"{'rounds':>9}{'page':>10}{'all':>10}"
        )
        for case in cases(count):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                run_case(case, base, items, Path(place))


if __name__ == "__main__":
    main()
