"""The same torrents in p2psocial, Transmission and qBittorrent, side by side, as a table.

    python scripts/bench/peers.py [--torrents 5000 20000] [--window 120] [--limit 600]

Each program is given the torrents (with their files in place), is ended and started again without
a DHT, and then once more in a private DHT that counts bytes. They run one after the other, in a
network namespace of their own where this user may make one (root), else on loopback addresses;
those Transmission refuses for its DHT, so its line stays empty there. Packages that are missing are
installed where that is possible.

Bytes per hour are what one announcement was seen to cost, times the torrents, times how often the
program announces each: every 41 minutes (p2psocial), 26.5 (Transmission), 15 (qBittorrent). The
share of them that were announced within the window is over 100 % for one that has just begun to
announce everything, and far under it for one that will not keep up. Whatever else the program does
in the DHT is counted too: p2psocial also asks how many seeds there are.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# `bench` is found whether this runs as a program or is checked as a module.
sys.path.insert(0, str(Path(__file__).parents[1]))

import system_packages
from bench.counting_dht import Tally, counting_dht
from bench.measured_process import MeasuredProcess, end_cleanly
from bench.seeding_clients import CLIENTS, Client, P2psocial
from bench.stored_votes import store_votes

GAVE_UP = "gave up after, s"
_INSIDE = "P2PSOCIAL_BENCH_NAMESPACE"
# In the namespace every address of a network is local; outside only those of loopback are.
_SET_UP = 'ip link set lo up && ip route add local 10.77.0.0/16 dev lo && exec "$@"'
_NODES = 40
_IDLE_SECONDS = 20.0
# Until a program knows the DHT; not until it has announced a few hundred torrents already.
_SETTLE_SECONDS = 15.0
_POLL_SECONDS = 0.2
_MINUTE = 60.0
_HOUR = 3_600.0

Figures = dict[str, float | None]


class TooLongError(Exception):
    """A program did not do in time what was waited for."""


def inside_namespace() -> None:
    """Start this again in a network of its own, if that is possible; then it does not return."""
    if os.environ.get(_INSIDE) or sys.platform != "linux":
        return
    probe = ["unshare", "--net", "sh", "-c", _SET_UP, "sh", "true"]
    tools = shutil.which("unshare") and shutil.which("ip")
    if not tools or subprocess.run(probe, check=False, capture_output=True).returncode:
        return
    os.environ[_INSIDE] = "1"
    command = ["unshare", "--net", "sh", "-c", _SET_UP, "sh", sys.executable, *sys.argv]
    os.execvp(command[0], command)  # noqa: S606 -- no shell is wanted between us and it


def host(number: int, last: int) -> str:
    return f"10.77.{number}.{last}" if os.environ.get(_INSIDE) else f"127.77.{number}.{last}"


def available(client: type[Client]) -> bool:
    """Whether a program is there, after an attempt to install it."""
    if shutil.which(client.program):
        return True
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "apt.log"
        service = client.program if client.program == "transmission-daemon" else ""
        if system_packages.install(client.packages, log, leave_off=service):
            return shutil.which(client.program) is not None
    line = system_packages.line_to_run(client.packages)
    how = f"with: {line}" if line else f"by its package's name: {' '.join(client.packages)}"
    print(f"{client.name} is missing and left out; install it {how}", file=sys.stderr)
    return False


async def wait_until(what: Callable[[], bool], process: MeasuredProcess, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not await asyncio.to_thread(what):
        process.check_alive()
        if time.monotonic() > deadline:
            raise TooLongError
        await asyncio.sleep(_POLL_SECONDS)


async def first_time(client: Client, count: int, limit: float, figures: Figures) -> None:
    """Have it seed everything for the first time; only p2psocial has its files still to write."""
    await asyncio.to_thread(client.prepare)
    process = client.start([])
    try:
        await wait_until(client.answers, process, _MINUTE)
        async with asyncio.timeout(limit):
            await asyncio.to_thread(client.give)
        await wait_until(lambda: client.seeding(count), process, limit)
        figures["added and seeding, s"] = process.seconds()
    finally:
        await asyncio.to_thread(process.stop)


async def again(client: Client, count: int, limit: float, figures: Figures) -> None:
    process = client.start([])
    try:
        await wait_until(client.answers, process, limit)
        await wait_until(lambda: client.seeding(count), process, limit)
        figures["start to all seeding, s"] = process.seconds()
        figures["of that, processor, s"] = process.processor_seconds()
        await asyncio.sleep(2)
        figures["memory, MB"] = process.memory() / 1e6
        figures["memory per torrent, bytes"] = process.memory() / count
        figures["idle, % of a processor"] = await asyncio.to_thread(process.idle, _IDLE_SECONDS)
    finally:
        figures["clean stop, s"] = await asyncio.to_thread(process.stop)


async def announcing(
    client: Client, count: int, window: float, limit: float, figures: Figures
) -> None:
    tally = Tally()
    async with counting_dht([host(number + 1, 1) for number in range(_NODES)], tally) as nodes:
        process = client.start(nodes)
        try:
            await wait_until(client.answers, process, limit)
            await asyncio.to_thread(client.introduce, nodes)
            await asyncio.sleep(_SETTLE_SECONDS)
            tally.clear()
            await asyncio.sleep(window)
            process.check_alive()
            announced, sent = len(tally.announced[client.host]), tally.bytes[client.host]
        finally:
            await asyncio.to_thread(process.stop)
    figures["announced a minute"] = announced * _MINUTE / window
    wanted = count * client.announces_per_hour
    figures["of those wanted, %"] = 100 * announced * _HOUR / window / wanted
    figures["DHT in the window, bytes/s"] = sent / window
    if announced:
        figures["bytes per announcement"] = sent / announced
        figures["MB per hour for all"] = sent / announced * wanted / 1e6


async def measure(
    client: Client, count: int, window: float, limit: float, figures: Figures
) -> None:
    """Add what is measured to `figures`; `GAVE_UP` if the program takes longer than the limit."""
    try:
        await first_time(client, count, limit, figures)
        await again(client, count, limit, figures)
        await announcing(client, count, window, limit, figures)
    except (TooLongError, TimeoutError):
        figures[GAVE_UP] = limit


def show(count: int, columns: dict[str, Figures]) -> None:
    found = dict.fromkeys(name for figures in columns.values() for name in figures)
    names = [name for name in found if name != GAVE_UP]
    print(f"\n{count:,} torrents".ljust(31) + "".join(f"{name:>28}" for name in columns))
    ours = columns.get(P2psocial.name, {})
    for name in names:
        cells = [_cell(figures.get(name), ours.get(name)) for figures in columns.values()]
        print(f"{name:30}{''.join(cells)}")
    for name, figures in columns.items():
        if GAVE_UP in figures:
            print(
                f"{name} took longer than {figures[GAVE_UP]:.0f} s (--limit); the rest is missing"
            )
    sys.stdout.flush()


def _cell(value: float | None, ours: float | None) -> str:
    if value is None:
        return f"{'-':>28}"
    ratio = f"(x{value / ours:.2f})" if ours else ""
    return f"{value:>17,.2f} {ratio:>10}"


async def run(clients: Sequence[type[Client]], options: argparse.Namespace) -> None:
    for count in options.torrents:
        columns: dict[str, Figures] = {}
        with tempfile.TemporaryDirectory(prefix="p2psocial-peers-") as name:
            votes = Path(name) / "votes"
            store_votes(votes, count)
            try:
                for number, kind in enumerate(clients):
                    client = kind(votes, Path(name) / kind.name, host(100 + number, 1))
                    figures = columns[kind.name] = {}
                    await measure(client, count, options.window, options.limit, figures)
                    shutil.rmtree(client.folder)
            finally:
                # Also when it is interrupted: by then it has taken minutes.
                show(count, columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--torrents", type=int, nargs="+", default=[5_000, 20_000])
    parser.add_argument("--window", type=float, default=120.0)
    parser.add_argument("--limit", type=float, default=600.0)
    options = parser.parse_args()
    end_cleanly()
    clients = [client for client in CLIENTS if available(client)]
    inside_namespace()
    if not os.environ.get(_INSIDE):
        print("no network of its own (needs root): Transmission's DHT stays empty", file=sys.stderr)
    asyncio.run(run(clients, options))


if __name__ == "__main__":
    main()
