"""How many IPv6 addresses of a count are households: whoever has one IPv6 /64 has 2^64 addresses.

BEP 33's filters hash whole IPv6 addresses, so from them alone one household can pass for thousands.
But nodes also name peers one by one, up to a hundred or so. The share of distinct /64 among these
tells how much of the estimate to believe. Each node is judged alone and the middle one taken, so
that one that lies does not decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from p2psocial.network.gossip.subnets import household
from p2psocial.network.scrape.datagrams import is_ipv6
from p2psocial.network.scrape.results import SeedCount
from p2psocial.protocol.magnet import Address

# From so many on it is worth to ask.
SEVERAL = 2.0


def share_of_homes(named: Iterable[Sequence[Address]]) -> float:
    """Return households for each address, by what several nodes name; 1 when they name nobody."""
    hosts = [{peer.host for peer in peers if is_ipv6(peer)} for peers in named]
    shares = [len({household(host) for host in known}) / len(known) for known in hosts if known]
    return median(shares) if shares else 1.0


def scaled(count: SeedCount, share: float) -> SeedCount:
    """Return a count of households instead of addresses."""
    return replace(
        count,
        estimate=max(count.estimate * share, min(count.estimate, 1.0)),
        seeds_low=count.seeds_low * share,
        seeds_high=count.seeds_high * share,
        peers_estimate=max(count.peers_estimate * share, min(count.peers_estimate, 1.0)),
    )
