"""What a node with many seeds sends and gets in the DHT, minute by minute, for longer than a round.

    python scripts/bench/steady.py [--seeds 1000] [--minutes 50] [--nodes 60]

The real program seeds so many posts that it has just been given, in a private DHT that counts its
bytes both ways, with the headers of IP and UDP: announcing, counting, and what libtorrent's own
node does. Nobody else seeds them and nobody looks at them. First comes what is due after any start;
the mean is of the minutes after the first three.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import mean

# `bench` is found whether this runs as a program or is checked as a module.
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.counting_dht import Tally, counting_dht
from bench.measured_process import MeasuredProcess, end_cleanly
from bench.stored_votes import store_votes

HOST, PORT = "127.79.200.1", 17_681
BOOTSTRAP = 3
MINUTE = 60.0
STARTING_MINUTES = 3


async def minutes(folder: Path, options: argparse.Namespace) -> list[float]:
    """Return the bytes a second of each minute."""
    tally, found = Tally(), []
    hosts = [f"127.79.{number}.1" for number in range(1, options.nodes + 1)]
    command = [sys.executable, "-m", "p2psocial", "--data-dir", str(folder), "node", "--private"]
    command += ["--listen", f"{HOST}:{PORT}"]
    async with counting_dht(hosts, tally) as nodes:
        for node in nodes[:BOOTSTRAP]:
            command += ["--bootstrap", str(node)]
        process = MeasuredProcess(command, folder / "bench.log")
        try:
            for minute in range(options.minutes):
                tally.clear()
                await asyncio.sleep(MINUTE)
                process.check_alive()
                found.append(tally.bytes[HOST] / MINUTE)
                announced = len(tally.announced[HOST])
                print(f"{minute + 1:8}{found[-1]:16,.0f}{announced:16,}", flush=True)
        finally:
            await asyncio.to_thread(process.stop)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1_000)
    parser.add_argument("--minutes", type=int, default=50)
    parser.add_argument("--nodes", type=int, default=60)
    options = parser.parse_args()
    end_cleanly()
    with tempfile.TemporaryDirectory(prefix="p2psocial-steady-") as name:
        store_votes(Path(name), options.seeds)
        print(f"{'minute':>8}{'bytes a second':>16}{'announced':>16}")
        found = asyncio.run(minutes(Path(name), options))
    if found[STARTING_MINUTES:]:
        print(f"steadily {mean(found[STARTING_MINUTES:]):,.0f} bytes a second")


if __name__ == "__main__":
    main()
