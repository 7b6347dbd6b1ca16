"""Ranks: what an order goes by, folded into one whole number, so that one index column has it.

Seed-hours enter by steps, because a number that differs for every post could not be walked rank by
rank (see `ranking`). A step of seed-hours is a constant factor, from a quarter of an hour on:

- `top` goes by seeds, ties by steps of 41 % of seed-hours (two for a doubling);
- `hours` goes by steps of 2.2 % of seed-hours (32 for a doubling);
- `endangered` goes by few seeds, but at least one, ties by the same steps as for `top`;

and within all of these, the newest first.
"""

from __future__ import annotations

from math import log2

# What is added to seed-seconds, so that steps begin at zero and the first is not for nothing.
UNIT_SECONDS = 900
TOP_STEPS = 2
HOURS_STEPS = 32
# 63 steps of `top` are 750 million seed-hours.
LEVELS = 64
MAX_SEEDS = 1 << 24

SECONDS_PER_DOUBLING = 45_000
_TIE_BYTES = 8


def hours_level(seed_seconds: int, steps: int) -> int:
    """Return the step that so many seed-seconds reach, with so many steps for a doubling."""
    return int(steps * log2(1 + seed_seconds / UNIT_SECONDS))


def top_rank(seeds: int, seed_seconds: int) -> int:
    """Return the number by which `top` orders, the highest first."""
    return seeds * LEVELS + min(hours_level(seed_seconds, TOP_STEPS), LEVELS - 1)


def hours_rank(seed_seconds: int) -> int:
    """Return the number by which `hours` orders, the highest first."""
    return hours_level(seed_seconds, HOURS_STEPS)


def endangered_place(rank: int) -> int:
    """Return where a `top_rank` stands in `endangered`, the lowest first; below 64 it does not."""
    return rank // LEVELS * LEVELS + LEVELS - 1 - rank % LEVELS


def hot_score(created: int, seeds: int) -> int:
    """Return the score by which `hot` orders: time, plus 12.5 hours for a doubling of 1 + seeds.

    It does not depend on now, so it can be indexed. A post with 1 seed is level with one of 0 seeds
    that is 12.5 hours younger; 1,023 seeds are worth 5.2 days.
    """
    return created + round(SECONDS_PER_DOUBLING * log2(1 + seeds))


def tie_of(identifier: bytes) -> int:
    """Return a 64-bit integer that orders as the ids do, up to their first 8 bytes."""
    # A quarter of the size of an id, in each of eight indexes; SQLite's integers are signed.
    return int.from_bytes(identifier[:_TIE_BYTES], "big") - (1 << (8 * _TIE_BYTES - 1))
