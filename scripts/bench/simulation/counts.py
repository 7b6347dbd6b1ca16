"""How far a count of seeds is off when some of the DHT's nodes lie.

Filters and estimate are the real code; the DHT is made up. An item's seeds announce themselves
every quarter of an hour to the eight nodes nearest to it. Nodes come and go, so one that came
lately has missed some: nodes are there for an hour on average, an assumption. That lookups reach
the nearest nodes is taken for granted here, and shown with real ones by scripts/bench/counting.py.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from p2psocial.demo.figures import percentile
from p2psocial.network.scrape.estimate import estimate
from p2psocial.protocol.bloom import FILTER_BYTES, BloomFilter

NEAREST = 8
MOST_SEEDS = 2_000
ANNOUNCE_HOURS, STAY_HOURS = 0.25, 1.0
MADE_UP = 400
_DOUBLED = 2.0
_FULL = BloomFilter((1 << FILTER_BYTES * 8) - 1)

# From the truth and the accomplices' common filter to what a liar says.
Lie = Callable[[BloomFilter, BloomFilter], BloomFilter | None]
LIES: dict[str, Lie] = {
    "nothing": lambda _truth, _common: None,
    "everything": lambda _truth, _common: _FULL,
    f"{MADE_UP} more, in agreement": lambda truth, common: truth.merge(common),
}


@dataclass(frozen=True)
class CountError:
    """Errors in percent of the truth; `doubled` and `halved` are shares of the counts."""

    lie: str
    liars: float
    median: float
    p95: float
    doubled: float
    halved: float
    by_seeds: tuple[tuple[float, float], ...]


def errors(liars: float, lie: str, trials: int, seed: int) -> CountError:
    """Count made-up items, of 1 to 2,000 seeds, while that share of the nodes tells that lie."""
    chance = random.Random(seed)  # noqa: S311 -- made repeatable, no secret
    common = BloomFilter.of(chance.randbytes(4) for _ in range(MADE_UP))
    found: list[tuple[int, float]] = []
    for _ in range(trials):
        seeds = round(math.exp(chance.uniform(0, math.log(MOST_SEEDS))))
        found.append((seeds, _count(seeds, liars, LIES[lie], common, chance) / seeds))
    off = [abs(share - 1) * 100 for _, share in found]
    return CountError(
        lie,
        liars,
        median(off),
        percentile(off, 0.95),
        sum(share > _DOUBLED for _, share in found) / trials,
        sum(share < 1 / _DOUBLED for _, share in found) / trials,
        _by_seeds(found),
    )


def _count(seeds: int, liars: float, lie: Lie, common: BloomFilter, chance: random.Random) -> float:
    addresses = [chance.randbytes(4) for _ in range(seeds)]
    truth = BloomFilter.of(addresses)
    told: list[BloomFilter | None] = []
    for _ in range(NEAREST):
        if chance.random() < liars:
            told.append(lie(truth, common))
            continue
        known = min(1.0, chance.expovariate(1 / STAY_HOURS) / ANNOUNCE_HOURS)
        here = [address for address in addresses if chance.random() < known]
        told.append(BloomFilter.of(here) if here else None)
    return estimate(told).count


def _by_seeds(found: list[tuple[int, float]]) -> tuple[tuple[float, float], ...]:
    """Return the median error for items of so many seeds, by powers of two."""
    groups: dict[int, list[float]] = {}
    for seeds, share in found:
        groups.setdefault(int(math.log2(seeds)), []).append(abs(share - 1) * 100)
    return tuple((2.0**power * 1.4, median(off)) for power, off in sorted(groups.items()))
