"""What a node with many votes costs the DHT, against its budget, and what waits beyond it.

    python scripts/bench/citizen.py [--out FOLDER]

What one announcement costs, with a count and without, is measured first: packets and bytes, both
ways, with all headers, in a private DHT on loopback. Then the schedule of the real program runs
three hours on a virtual clock for so many seeds and such a budget. A tenth of the seeds is
endangered (nobody else seeds them). Shown is the third hour: bytes, and how many of the endangered
and of the others the DHT has forgotten, on average. Two charts are written as PNG.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# `bench` is found whether this runs as a program or is checked as a module.
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.chart import Chart, Line, draw
from bench.counting_dht import Tally, counting_dht
from p2psocial.network.announcing import FORGOTTEN_SECONDS, ROUND_SECONDS, Announcing
from p2psocial.network.events import SeedTorrent
from p2psocial.network.scrape.budget import Limits
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import Cost
from p2psocial.protocol.magnet import Address
from p2psocial.settings import Settings

SEEDS = (100, 300, 1_000, 3_000, 10_000, 30_000)
MEGABYTE = 1 << 20
BUDGETS = {
    "no budget": Limits(packets_per_second=1e9),
    "default": Limits(Settings().announce_packets, Settings().announce_bytes),
    "32 MB/h": Limits(100, 32 * MEGABYTE),
    "8 MB/h": Limits(100, 8 * MEGABYTE),
}
NODES, MEASURED, PORT = 100, 100, 7_681
HOUR = 3_600
BURST_SECONDS = 10
ENDANGERED = 10
OLD = 30 * 86_400
LOOK_SECONDS = 60
_UNIX = 1_800_000_000.0


@dataclass(frozen=True)
class Outcome:
    """The third hour; shares of seeds that the DHT has forgotten are in percent."""

    bytes: float
    endangered_forgotten: float
    others_forgotten: float


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def unix(self) -> float:
        return _UNIX + self.now

    def monotonic(self) -> float:
        return self.now


@dataclass(frozen=True)
class Costs:
    """What announcing something costs on average, counting it on the way, and alone."""

    counted: Cost
    alone: Cost


async def usual_costs() -> Costs:
    """Measure them."""
    hosts = [f"127.78.{number}.1" for number in range(1, NODES + 1)]
    limits = Limits(packets_per_second=5_000)
    options = ScrapeOptions((Address("127.78.200.1", 0),), True, limits, limits)  # noqa: FBT003 -- "private"
    infohashes = [random.randbytes(20) for _ in range(MEASURED)]  # noqa: S311 -- no secret
    clock, begun = Clock(), time.monotonic()
    async with counting_dht(hosts, Tally()) as nodes:
        announcer = ScrapeClient(
            options, monotonic=lambda: clock.monotonic() + time.monotonic() - begun
        )
        await announcer.start()
        announcer.add_addresses(nodes[:8])
        await mean_cost(announcer, clock, infohashes, count=True)
        counted = await mean_cost(announcer, clock, infohashes, count=True)
        alone = await mean_cost(announcer, clock, infohashes, count=False)
        await announcer.close()
    return Costs(counted, alone)


async def mean_cost(
    announcer: ScrapeClient, clock: Clock, infohashes: Sequence[bytes], *, count: bool
) -> Cost:
    """Return what announcing these again costs on average, a round after the last time."""
    total = Cost()
    clock.now += ROUND_SECONDS
    for infohash in infohashes:
        total += (await announcer.announce(infohash, PORT, count=count)).cost
    return Cost(round(total.packets / MEASURED), round(total.bytes / MEASURED))


def run(seeds: int, limits: Limits, costs: Costs) -> Outcome:
    """Run the schedule for three hours; what is announced reaches the DHT at once."""
    chance, clock = random.Random(seeds), Clock()  # noqa: S311 -- repeatable made-up data
    schedule = Announcing(clock.unix, clock.monotonic)
    names = [chance.randbytes(20) for _ in range(seeds)]
    endangered = frozenset(names[::ENDANGERED])
    schedule.add([SeedTorrent(name, b"", 1, int(_UNIX) - OLD) for name in names], vote=False)
    for name in endangered:
        schedule.counted(name, 1.0)
    budget = Spending(limits, costs)
    announced = dict.fromkeys(names, float("-inf"))
    in_hour, looks = 0, list[tuple[float, float]]()
    while clock.now < 3 * HOUR:
        clock.now += 1
        budget.pass_second()
        while budget.suffices() and (due := schedule.take()) is not None:
            counts = schedule.wants_count(due)
            spent = budget.spend(counts=counts)
            if counts:
                schedule.counted(due, 1.0 if due in endangered else 2.0)
            announced[due] = clock.now
            schedule.done(due)
            in_hour += spent * (clock.now > 2 * HOUR)
        if clock.now > 2 * HOUR and clock.now % LOOK_SECONDS == 0:
            looks.append(forgotten(names, announced, clock.now))
    first, second = (100 * sum(each) / len(looks) for each in zip(*looks, strict=True))
    return Outcome(in_hour, first, second)


class Spending:
    """A budget on the virtual clock: both packets and bytes have to suffice."""

    def __init__(self, limits: Limits, costs: Costs) -> None:
        self._limits = limits
        self._costs = costs
        self._packets = self._bytes = 0.0

    def pass_second(self) -> None:
        limits, most = self._limits, BURST_SECONDS
        per_second = limits.bytes_per_hour / HOUR or float("inf")
        self._packets = min(
            self._packets + limits.packets_per_second, most * limits.packets_per_second
        )
        self._bytes = min(self._bytes + per_second, most * per_second)

    def suffices(self) -> bool:
        return min(self._packets, self._bytes) > 0

    def spend(self, *, counts: bool) -> int:
        """Pay for an announcement; returns its bytes."""
        cost = self._costs.counted if counts else self._costs.alone
        self._packets -= cost.packets
        self._bytes -= cost.bytes
        return cost.bytes


def forgotten(
    names: Sequence[bytes], announced: dict[bytes, float], now: float
) -> tuple[float, float]:
    """Return which share of the endangered, and of the others, the DHT does not know."""
    late = [now - announced[name] > FORGOTTEN_SECONDS for name in names]
    endangered = late[::ENDANGERED]
    others = len(late) - len(endangered)
    return sum(endangered) / len(endangered), (sum(late) - sum(endangered)) / max(others, 1)


def show(outcomes: dict[str, list[Outcome]]) -> None:
    print(f"{'':36}" + "".join(f"{count:>18,}" for count in SEEDS))
    for name, found in outcomes.items():
        print(f"{name:36}" + "".join(f"{each.bytes / 1e6:>15,.1f} MB" for each in found))
        endangered = (f"{each.endangered_forgotten:>16.1f} %" for each in found)
        print(f"{'  endangered, forgotten':36}" + "".join(endangered))
        others = (f"{each.others_forgotten:>16.1f} %" for each in found)
        print(f"{'  others, forgotten':36}" + "".join(others))


def chart(outcomes: dict[str, list[Outcome]], folder: Path) -> None:
    traffic = [
        Line(name, [(count, each.bytes / 1e6) for count, each in zip(SEEDS, found, strict=True)])
        for name, found in outcomes.items()
    ]
    draw(
        Chart("Announcing, by budget", "seeds", "MB an hour", traffic, log_x=True, log_y=True),
        folder / "citizen-traffic.png",
    )
    shares = []
    for name, found in outcomes.items():
        pairs = list(zip(SEEDS, found, strict=True))
        shares.append(Line(name, [(count, each.others_forgotten) for count, each in pairs]))
        endangered = [(count, each.endangered_forgotten) for count, each in pairs]
        shares.append(Line(f"{name}, endangered", endangered, dashed=True))
    title = "Seeds that the DHT has forgotten, by budget"
    draw(Chart(title, "seeds", "%", shares, log_x=True), folder / "citizen-forgotten.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=Path())
    options = parser.parse_args()
    costs = asyncio.run(usual_costs())
    for name, cost in (("with a count", costs.counted), ("without", costs.alone)):
        print(f"one announcement, {name}: {cost.packets} packets, {cost.bytes:,} bytes")
    outcomes = {
        name: [run(count, limits, costs) for count in SEEDS] for name, limits in BUDGETS.items()
    }
    show(outcomes)
    options.out.mkdir(parents=True, exist_ok=True)
    chart(outcomes, options.out)


if __name__ == "__main__":
    main()
