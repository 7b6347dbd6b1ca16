"""What it costs to keep seeds announced: libtorrent's way, and ours in the walk that counts.

    python -m scripts.bench.announcing [--nodes 60] [--items 60]

In the repository's folder, because the nodes are those of the tests: libtorrent sessions, each at
an address of its own in 127.0.0.0/8. Packets and bytes count both ways, with IP and UDP headers.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterable

import libtorrent as lt

from p2psocial.network.announcing import ROUND_SECONDS, ROUNDS_ALONE
from p2psocial.network.scrape.budget import Limits
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import Cost
from p2psocial.protocol.magnet import Address
from tests.scrape.private_dht import RealNode, real_nodes
from tests.scrape.running import new_host

HEADER_BYTES = 28
SEEDS = 1_000
PORT = 7_681
IDLE_SECONDS = 20
SETTLE_SECONDS = 0.5
# After this long a count is not of a moment ago any more.
LATER = 300.0


class Ahead:
    """The clock, moved on by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.seconds


def spent_by(session: lt.session) -> Cost:
    """Return what a session's DHT has sent and received up to now."""
    time.sleep(SETTLE_SECONDS)
    session.pop_alerts()
    session.post_session_stats()
    while True:
        session.wait_for_alert(1_000)
        for alert in session.pop_alerts():
            if isinstance(alert, lt.session_stats_alert):
                counters = alert.values
                packets = counters["dht.dht_messages_in"] + counters["dht.dht_messages_out"]
                data = counters["dht.dht_bytes_in"] + counters["dht.dht_bytes_out"]
                return Cost(packets, data + HEADER_BYTES * packets)


def print_line(name: str, before: Cost, after: Cost, count: int, note: str = "") -> None:
    packets = (after.packets - before.packets) / count
    data = (after.bytes - before.bytes) / count
    print(f"{name:44}{packets:8.1f}{data:9,.0f}  {note}", flush=True)


async def by_libtorrent(node: RealNode, items: list[bytes]) -> None:
    before = await asyncio.to_thread(spent_by, node.session)
    await asyncio.sleep(IDLE_SECONDS)
    idle = await asyncio.to_thread(spent_by, node.session)
    print_line("libtorrent, idle, a second", before, idle, IDLE_SECONDS)
    for infohash in items:
        node.announce(infohash)
        await asyncio.sleep(SETTLE_SECONDS)
    after = await asyncio.to_thread(spent_by, node.session)
    print_line("libtorrent's announcement", idle, after, len(items))


async def by_us(addresses: Iterable[Address], items: list[bytes]) -> None:
    clock, limits = Ahead(), Limits(packets_per_second=20_000)
    options = ScrapeOptions((Address(new_host(), 0),), True, limits, limits)  # noqa: FBT003 -- private
    client = ScrapeClient(options, monotonic=clock)
    await client.start()
    client.add_addresses(addresses)

    async def run(name: str, work: Callable[[bytes], Awaitable[object]], note: str = "") -> float:
        before = client.status().cost
        for infohash in items:
            await work(infohash)
        after = client.status().cost
        print_line(name, before, after, len(items), note)
        return (after.bytes - before.bytes) / len(items)

    def announce(infohash: bytes) -> Awaitable[object]:
        return client.announce(infohash, PORT)

    def announce_alone(infohash: bytes) -> Awaitable[object]:
        return client.announce(infohash, PORT, count=False)

    await run("ours, the first time", announce)
    clock.seconds += ROUND_SECONDS
    again = await run("ours, again, with a count", announce)
    clock.seconds += ROUND_SECONDS
    alone = await run("ours, again, without", announce_alone)
    clock.seconds += LATER
    await run("a count alone", client.scrape)
    await run("ours, right after a count", announce)
    await client.close()
    lonely = (again + (ROUNDS_ALONE - 1) * alone) / ROUNDS_ALONE
    a_second = SEEDS / ROUND_SECONDS
    print(f"\n{SEEDS:,} seeds, counts included, that others seed too:", end="")
    print(
        f" {again * a_second:,.0f} bytes a second; that nobody else does: {lonely * a_second:,.0f}"
    )


async def measure(nodes: int, items: int) -> None:
    chance = random.Random(1)  # noqa: S311 -- repeatable made-up data, no secret
    async with real_nodes(nodes) as network:
        infohashes = [chance.randbytes(20) for _ in range(items)]
        print(f"{nodes} nodes, {items} items{'':30}packets    bytes")
        await by_libtorrent(network[0], [chance.randbytes(20) for _ in range(items)])
        await by_us([node.address for node in network], infohashes)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=60)
    parser.add_argument("--items", type=int, default=60)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.nodes, arguments.items))


if __name__ == "__main__":
    main()
