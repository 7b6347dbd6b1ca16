"""Who must go when all places for incoming connections are taken and another one comes.

An attacker should not gain a place at the cost of an honest neighbour just by connecting often or
from many addresses of the networks that it rents. So:

1. The 16 that are connected for longest stay: time cannot be bought.
2. Of the others, 8 stay whose region (IPv4 /16, IPv6 /32) comes first in an order that is drawn at
   random when we start: an attacker cannot know which regions it would have to rent.
3. Of the rest and the newcomer, the youngest of the most crowded region goes. Whoever comes from a
   region that has most places already is refused, and nobody is displaced for it. When regions are
   equally crowded, the one with the youngest member loses, which is again the newcomer.

So the newcomer gets in only where it makes the neighbours more diverse. The endpoint also waits a
few seconds from one eviction to the next, so that a flood of newcomers displaces few.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from p2psocial.network.gossip.subnets import region

_LONGEST = 16
_BY_REGION = 8


@dataclass(frozen=True, slots=True)
class Occupant:
    """An incoming connection: its number, where it comes from, since when it is there."""

    number: int
    host: str
    since: float


def choose(occupants: Sequence[Occupant], newcomer: Occupant, secret: bytes) -> Occupant:
    """Return who goes: one of the occupants, or the newcomer."""

    def rank(occupant: Occupant) -> bytes:
        return hashlib.blake2b(region(occupant.host), key=secret, digest_size=8).digest()

    by_age = sorted(occupants, key=_youth)[_LONGEST:]
    unprotected = [*sorted(by_age, key=rank)[_BY_REGION:], newcomer]
    crowds = Counter(region(each.host) for each in [*occupants, newcomer])
    return max(unprotected, key=lambda each: (crowds[region(each.host)], *_youth(each)))


def _youth(occupant: Occupant) -> tuple[float, int]:
    return occupant.since, occupant.number
