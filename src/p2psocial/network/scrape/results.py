"""What counting in the DHT comes back with: frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.network.scrape.lately import Spending
from p2psocial.protocol.bloom import EMPTY, BloomFilter


class ClosedError(Exception):
    """The client was closed while somebody waited for a count."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Packets and bytes both ways, the headers of IP and UDP included."""

    packets: int = 0
    bytes: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.packets + other.packets, self.bytes + other.bytes)


@dataclass(frozen=True, slots=True)
class SeedCount:
    """How many addresses seed an item, as far as the DHT can tell, and what that rests on.

    `estimate` is what can be defended when some of the nodes lie; `seeds_low` and `seeds_high` are
    the least and the most that a believed node told. `answered` of the nodes closest to the item
    answered, `nodes` of them knew seeds and were believed. `peers_estimate` counts, likewise, those
    who do not have all of it. `saturated`: there are so many that the nodes store no more, or that
    filters cannot tell; `estimate` is only the least then. `at` is the Unix time of the end of the
    count. With `answered` 0 nothing is known. `listed` has the addresses that are counted as seeds,
    `listed_peers` those that are counted as peers.
    """

    infohash: bytes
    estimate: float
    seeds_low: float
    seeds_high: float
    nodes: int
    answered: int
    peers_estimate: float
    saturated: bool
    cost: Cost
    at: float
    listed: BloomFilter = EMPTY
    listed_peers: BloomFilter = EMPTY


@dataclass(frozen=True, slots=True)
class Announced:
    """How many nodes were told and how many of them confirmed it; and the count of that walk.

    `count` is None when nothing was counted, because that had just been done.
    """

    told: int
    confirmed: int
    count: SeedCount | None
    cost: Cost


@dataclass(frozen=True, slots=True)
class ScrapeStatus:
    """How things stand: nodes known of each family, lookups under way, and the cost of all.

    `counting` and `announcing` are what each has spent lately.
    """

    nodes_ipv4: int
    nodes_ipv6: int
    under_way: int
    counts: int
    cost: Cost
    counting: Spending
    announcing: Spending
