"""Who must go when all places for incoming connections are taken and another one comes.

An attacker should not gain a place at the cost of an honest neighbour just by connecting often or
from many addresses of the networks that it rents. So:

1. The 16 that are connected for longest stay: time cannot be bought.
2. Of the rest and the newcomer, the youngest of the most crowded region (IPv4 /16, IPv6 /32) goes.
   When regions are equally crowded, the one with the youngest member loses.

So a newcomer gets in only where that makes the neighbours more diverse: whoever comes from a region
that has most places already is refused, and so is everybody when no region has two. A neighbour
that is alone in its region can never be displaced. The endpoint also waits a few seconds from one
eviction to the next, so that a flood of newcomers displaces few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from p2psocial.network.gossip.subnets import region

_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Occupant:
    """An incoming connection: its number, where it comes from, since when it is there."""

    number: int
    host: str
    since: float


def choose(occupants: Sequence[Occupant], newcomer: Occupant) -> Occupant:
    """Return who goes: one of the occupants, or the newcomer."""
    unprotected = [*sorted(occupants, key=_youth)[_LONGEST:], newcomer]
    crowds = Counter(region(each.host) for each in [*occupants, newcomer])
    return max(unprotected, key=lambda each: (crowds[region(each.host)], *_youth(each)))


def _youth(occupant: Occupant) -> tuple[float, int]:
    return occupant.since, occupant.number
