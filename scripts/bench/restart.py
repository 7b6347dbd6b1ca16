"""How long a node with many votes takes to serve again, and what it costs to keep them.

    python scripts/bench/restart.py [--texts 10000]

Texts are stored and voted for first, then `p2psocial node` is started on them twice: the first time
it writes the files that it serves, the second time it finds them. The clock stops when it says that
it is ready, and again when peers have fetched some of the texts from it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from p2psocial.app.options import network_options
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Kind
from p2psocial.protocol.magnet import parse_address
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header
from p2psocial.settings import Settings

TARGET_SECONDS = 5.0
ADDRESS, READER = "127.93.0.1:17681", "127.93.0.2:17681"
SAMPLES = 20
IDLE_SECONDS = 10
PER_TRANSACTION = 1_000
_SETTINGS = '{"private": true, "stamp_bits": 0}'
_TICKS = os.sysconf("SC_CLK_TCK")


def store(folder: DataFolder, texts: int) -> list[bytes]:
    """Write an index in which that many texts are voted for; returns their infohashes."""
    key, now, infohashes = SigningKey(os.urandom(32)), int(time.time()), []
    index = Index.open(folder.index)
    for first in range(0, texts, PER_TRANSACTION):
        with index.transaction():
            for number in range(first, min(first + PER_TRANSACTION, texts)):
                text = post_text(f"Title {number}", "A paragraph of text.\n" * (number % 40 + 1))
                draft = Draft(Kind.POST, "bench", text, title=f"Title {number}")
                assembly = assemble(draft, key.public, now - number)
                item = read_header(assembly.sign(number.to_bytes(8, "big"), key))
                index.add(item, text, now)
                index.start_seed(item.infohash, now, None)
                infohashes.append(item.infohash)
    index.close()
    return infohashes


class Node:
    """`p2psocial node` as a process, and what the system says of it (Linux)."""

    def __init__(self, folder: Path) -> None:
        self._begun = time.monotonic()
        arguments = ["--data-dir", str(folder), "node", "--private", "--listen", ADDRESS]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "p2psocial", *arguments], stdout=subprocess.PIPE, text=True
        )

    def ready(self) -> str:
        """Wait until it says that it is ready."""
        assert self._process.stdout is not None  # noqa: S101 -- for the type checker
        for line in self._process.stdout:
            if " ready" in line:
                return line.strip()
        raise SystemExit("the node ended before it was ready")

    def seconds(self) -> float:
        return time.monotonic() - self._begun

    def memory(self) -> int:
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        (line,) = [each for each in status.splitlines() if each.startswith("VmRSS:")]
        return int(line.split()[1]) << 10

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").split()
        return (int(fields[13]) + int(fields[14])) / _TICKS

    def stop(self) -> float:
        """End it and return how long that took."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=60)
        return time.monotonic() - begun


async def fetch(folder: Path, infohashes: list[bytes]) -> None:
    """Read these texts from the node, as a peer that knows its address does."""
    settings = Settings(private=True, listen=READER)
    network = BitTorrent(network_options(settings, DataFolder(folder)), lambda _: None)
    await network.start()
    try:
        peers = [parse_address(ADDRESS)]
        reading = (
            network.fetch(infohash, peers, lambda _: None, lambda _: None)
            for infohash in infohashes
        )
        async with asyncio.timeout(60):
            await asyncio.gather(*reading)
    finally:
        await network.close()


def measure(name: str, folder: Path, infohashes: list[bytes]) -> float:
    node = Node(folder / "node")
    try:
        line, ready = node.ready(), node.seconds()
        samples = random.sample(infohashes, min(SAMPLES, len(infohashes)))
        asyncio.run(fetch(folder / "reader", samples))
        serving, memory = node.seconds(), node.memory()
        before = node.processor_seconds()
        time.sleep(IDLE_SECONDS)
        idle = 100 * (node.processor_seconds() - before) / IDLE_SECONDS
    finally:
        stopping = node.stop()
    print(f"{name}: {line.split('Z ')[-1]}")
    print(f"  {ready:5.2f} s until ready")
    print(f"  {serving:5.2f} s until peers, started then, have fetched {len(samples)} of them")
    print(f"  {memory / 2**20:5.0f} MiB resident, {memory / len(infohashes) / 1024:.1f} KiB a seed")
    print(f"  {idle:5.1f} % of a processor when idle; {stopping:.2f} s to stop")
    return ready


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = DataFolder(folder / "node")
        data.create()
        data.settings.write_text(_SETTINGS, encoding="ascii")
        begun = time.monotonic()
        infohashes = store(data, options.texts)
        print(f"stored {options.texts} texts in {time.monotonic() - begun:.1f} s")
        measure("first start, files are written", folder, infohashes)
        again = measure("restart", folder, infohashes)
    verdict = "target met" if again < TARGET_SECONDS else "TARGET MISSED"
    print(f"restart in {again:.2f} s (target {TARGET_SECONDS:.0f} s: {verdict})")


if __name__ == "__main__":
    main()
