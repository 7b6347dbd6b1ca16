"""How well seeds are counted in a DHT, some of whose nodes lie, and what it costs.

    python -m scripts.bench.counting [--nodes 60] [--liars 12] [--items 60] [--seed 1]
    python -m scripts.bench.counting --statistics [--trials 1000]

In the repository's folder, because the nodes are those of the tests: libtorrent sessions, and small
ones of our own that can lie. Every node and every seed has an address of its own in 127.0.0.0/8.
With --statistics, ways to combine what nodes say are compared on made-up filters instead.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import math
import random
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median, quantiles

from p2psocial.network.scrape.budget import Limits
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.estimate import agree, estimate
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import SeedCount
from p2psocial.protocol.bloom import BloomFilter, in_at_least
from p2psocial.protocol.krpc import Node, Ping, Request, Response, decode, encode
from p2psocial.protocol.magnet import Address
from tests.scrape.krpc_node import FULL, LIES, KrpcNode, Twist, krpc_nodes
from tests.scrape.private_dht import RealNode, real_nodes
from tests.scrape.running import new_host

MOST_SEEDS = 500
FAST = 20_000
BUDGET = 200
MEASURED_SECONDS = 20.0
ANNOUNCERS_AT_ONCE = 16
# Of the items, one in so many is announced by libtorrent itself, from as many nodes as there are.
BY_LIBTORRENT = 6
MADE_UP = 400
ENOUGH = ScrapeOptions().enough

Filters = Sequence[BloomFilter | None]


# -- the network ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Network:
    """Honest nodes, nodes that lie when told to, and items with their true number of seeds."""

    honest: list[RealNode]
    liars: list[KrpcNode]
    nodes: list[Node]
    items: dict[bytes, int]


def client(rate: float = FAST) -> ScrapeClient:
    listen = (Address(new_host(), 0),)
    limits = Limits(packets_per_second=rate)
    options = ScrapeOptions(listen, private=True, counting=limits, announcing=limits)
    return ScrapeClient(options)


@contextlib.asynccontextmanager
async def network(honest: int, liars: int, items: int, seed: int) -> AsyncIterator[Network]:
    chance = random.Random(seed)  # noqa: S311 -- repeatable made-up data, no secret
    counts = [round(math.exp(chance.uniform(0, math.log(MOST_SEEDS)))) for _ in range(items)]
    # The ends of the range are always there.
    wanted = {chance.randbytes(20): count for count in [1, MOST_SEEDS, *counts[2:]]}
    async with contextlib.AsyncExitStack() as stack:
        lying = await stack.enter_async_context(krpc_nodes(liars, chance))
        others = [each.node.address for each in lying]
        real = await stack.enter_async_context(real_nodes(honest, others))
        nodes = [Node(await node_id(each.address), each.address) for each in real]
        nodes += [each.node for each in lying]
        for each in lying:
            each.network = [node for node in nodes if node != each.node]
        yield Network(real, lying, nodes, await announce_all(real, nodes, wanted, chance))


async def node_id(address: Address) -> bytes:
    """Ask a node for its id."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bytes] = loop.create_future()

    class Asking(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            del addr
            if not answer.done():
                answer.set_result(data)

    transport, _ = await loop.create_datagram_endpoint(Asking, local_addr=(new_host(), 0))
    transport.sendto(encode(Request(b"id", bytes(20), Ping())), (address.host, address.port))
    message = decode(await asyncio.wait_for(answer, 5))
    transport.close()
    if not isinstance(message, Response):
        raise TypeError(message)
    return message.sender


async def announce_all(
    real: Sequence[RealNode], nodes: list[Node], wanted: dict[bytes, int], chance: random.Random
) -> dict[bytes, int]:
    """Announce every item from its number of addresses; returns the true numbers."""
    items = {}
    for number, (infohash, count) in enumerate(wanted.items()):
        items[infohash] = count
        if number % BY_LIBTORRENT == BY_LIBTORRENT - 1:
            items[infohash] = min(count, len(real))
            for node in chance.sample(list(real), items[infohash]):
                node.announce(infohash)
    by_us = [
        infohash
        for number, infohash in enumerate(wanted)
        if number % BY_LIBTORRENT != BY_LIBTORRENT - 1
    ]
    turns = asyncio.Semaphore(ANNOUNCERS_AT_ONCE)

    async def announcer(number: int) -> None:
        async with turns:
            await announce_from_one_address(nodes, [i for i in by_us if wanted[i] > number])

    await asyncio.gather(*(announcer(number) for number in range(MOST_SEEDS)))
    return items


async def announce_from_one_address(nodes: list[Node], infohashes: Iterable[bytes]) -> None:
    seed = client()
    await seed.start()
    seed.add_nodes(nodes)
    for infohash in infohashes:
        await seed.announce(infohash, 7_681)
    await seed.close()


# -- what is measured ----------------------------------------------------------------------------


def mixed(node: KrpcNode, request: Request, honest: Response) -> Sequence[bytes]:
    """Each liar has a lie of its own."""
    return LIES[node.node.id[0] % len(LIES)](node, request, honest)


async def count_all(counter: ScrapeClient, items: Iterable[bytes]) -> list[SeedCount]:
    return [await counter.scrape(infohash) for infohash in items]


async def run_case(net: Network, name: str, lie: Twist | None) -> None:
    for each in net.liars:
        each.twist = lie
    counter = client()
    await counter.start()
    counter.add_addresses([net.honest[0].address])
    first = await count_all(counter, net.items)
    again = await count_all(counter, net.items)
    await counter.close()
    print_case(name, net.items, first, again)


HEAD = ("median", "p90", "lift", "drop", "first", "again", "most", "packets", "again")
UNITS = ("error %", "error %", "worst ×", "worst ×", "bytes", "bytes", "bytes", "first", "packets")


def print_case(
    name: str, items: dict[bytes, int], first: list[SeedCount], again: list[SeedCount]
) -> None:
    shares = [count.estimate / items[count.infohash] for count in [*first, *again]]
    errors = sorted(abs(share - 1) * 100 for share in shares)
    cells = [
        f"{median(errors):.1f}",
        f"{quantiles(errors, n=10)[-1]:.1f}",
        f"{max(shares):.2f}",
        f"{min(shares):.2f}",
        f"{mean(count.cost.bytes for count in first):,.0f}",
        f"{mean(count.cost.bytes for count in again):,.0f}",
        f"{max(count.cost.bytes for count in again):,}",
        f"{mean(count.cost.packets for count in first):.1f}",
        f"{mean(count.cost.packets for count in again):.1f}",
    ]
    print(f"{name:22}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


async def print_rate(net: Network) -> None:
    """Count one item after another within the usual budget; the first time, and then again."""
    for each in net.liars:
        each.twist = None
    counter = client(BUDGET)
    await counter.start()
    counter.add_nodes(net.nodes)
    rounds = itertools.chain.from_iterable(itertools.repeat(list(net.items)))
    started, before = time.perf_counter(), counter.status()

    async def worker() -> None:
        for infohash in rounds:
            await counter.scrape(infohash)
            if time.perf_counter() - started > MEASURED_SECONDS:
                break

    await asyncio.gather(*(worker() for _ in range(8)))
    took = time.perf_counter() - started
    after = counter.status()
    await counter.close()
    packets = (after.cost.packets - before.cost.packets) / took
    counts = (after.counts - before.counts) / took * 60
    print(f"\nWithin {BUDGET} packets a second, both ways: {counts:.0f} counts a minute", end="")
    print(f" ({packets:.0f} packets a second)")


async def measure(nodes: int, liars: int, items: int, seed: int) -> None:
    started = time.perf_counter()
    async with network(nodes - liars, liars, items, seed) as net:
        seeds = sum(net.items.values())
        print(f"{nodes} nodes, {len(net.items)} items with 1 to {MOST_SEEDS} seeds,", end="")
        print(f" {seeds:,} announcements in {time.perf_counter() - started:.0f} s\n")
        print(f"{'':22}" + "".join(f"{name:>10}" for name in HEAD))
        print(f"{'lying nodes':22}" + "".join(f"{unit:>10}" for unit in UNITS))
        await run_case(net, "none", None)
        for lie in (*LIES, mixed):
            await run_case(net, f"{liars}: {lie.__name__}", lie)
        await print_rate(net)


# -- ways to combine -----------------------------------------------------------------------------


def told(filters: Filters) -> list[BloomFilter]:
    return [each for each in filters if each and not each.saturated]


def union(filters: Filters) -> float:
    return in_at_least([each for each in filters if each], 1).estimate


def middle(filters: Filters) -> float:
    return median([each.estimate for each in told(filters)] or [0])


def trimmed(share: float) -> Callable[[Filters], float]:
    def bits_in_that_share(filters: Filters) -> float:
        some = told(filters)
        return in_at_least(some, math.ceil(share * len(some))).estimate if some else 0

    return bits_in_that_share


def one_after_another(filters: Filters) -> float:
    """Ask five, who stand in no order, and the others only if these do not agree."""
    few = filters[:ENOUGH]
    return estimate(few if agree(few) else filters).count


WAYS: dict[str, Callable[[Filters], float]] = {
    "union": union,
    "median": middle,
    "trimmed 30 %": trimmed(0.3),
    "trimmed 50 %": trimmed(0.5),
    "trimmed 70 %": trimmed(0.7),
    "all eight": lambda filters: estimate(filters).count,
    "ours": one_after_another,
}
MADE_UP_LIES: dict[str, Callable[[BloomFilter, BloomFilter, random.Random], BloomFilter | None]] = {
    "all ones": lambda _truth, _made_up, _chance: FULL,
    "random bits": lambda _truth, _made_up, chance: BloomFilter(chance.getrandbits(2_048)),
    "accomplices": lambda truth, made_up, _chance: truth.merge(made_up),
    "accomplices, no truth": lambda _truth, made_up, _chance: made_up,
    "nothing": lambda _truth, _made_up, _chance: None,
    "one seed": lambda _truth, _made_up, chance: BloomFilter.of([chance.randbytes(4)]),
}


def made_up_filters(
    seeds: list[bytes], known: float, lie: str, chance: random.Random
) -> list[BloomFilter | None]:
    """Return what eight nodes say, out of 60 with 12 liars; each knows that share of the seeds."""
    liars = set(chance.sample(range(60), 12)) if lie else set()
    truth = BloomFilter.of(seeds)
    made_up = BloomFilter.of(chance.randbytes(4) for _ in range(MADE_UP))
    filters: list[BloomFilter | None] = []
    for place in range(8):
        if place in liars:
            filters.append(MADE_UP_LIES[lie](truth, made_up, chance))
            continue
        got = [seed for seed in seeds if chance.random() < known]
        filters.append(BloomFilter.of(got) if got else None)
    return filters


def print_statistics(trials: int) -> None:
    chance = random.Random(2)  # noqa: S311 -- repeatable made-up data, no secret
    print("Median error in %, and how many of 1,000 counts were more than doubled\n")
    print(f"{'':34}" + "".join(f"{name:>16}" for name in WAYS))
    for lie, known in itertools.product(["", *MADE_UP_LIES], [1.0, 0.9, 0.7]):
        shares: dict[str, list[float]] = {name: [] for name in WAYS}
        for _ in range(trials):
            count = round(math.exp(chance.uniform(0, math.log(MOST_SEEDS))))
            seeds = [chance.randbytes(4) for _ in range(count)]
            filters = made_up_filters(seeds, known, lie, chance)
            for name, way in WAYS.items():
                shares[name].append(way(filters) / count)
        row = f"{lie or 'honest'}, {known:.0%} known"
        print(f"{row:34}" + "".join(cell(each) for each in shares.values()), flush=True)


def cell(shares: list[float]) -> str:
    error = median(abs(share - 1) for share in shares) * 100
    doubled = sum(share > 2 for share in shares) / len(shares) * 1_000  # noqa: PLR2004 -- doubled
    return f"{f'{error:.0f} | {doubled:.0f}':>16}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=60)
    parser.add_argument("--liars", type=int, default=12)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--statistics", action="store_true")
    parser.add_argument("--trials", type=int, default=1_000)
    arguments = parser.parse_args()
    if arguments.statistics:
        print_statistics(arguments.trials)
    else:
        how_many = (arguments.nodes, arguments.liars, arguments.items)
        asyncio.run(measure(*how_many, arguments.seed))


if __name__ == "__main__":
    main()
