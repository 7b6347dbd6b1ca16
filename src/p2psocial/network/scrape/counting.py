"""From what the closest nodes answered to a count."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import replace

from p2psocial.network.scrape.estimate import estimate
from p2psocial.network.scrape.lookup import Reply
from p2psocial.network.scrape.node_ids import is_of_its_address
from p2psocial.network.scrape.results import Cost, SeedCount
from p2psocial.protocol.bloom import BloomFilter, in_at_least
from p2psocial.protocol.krpc import Response

# From so many nodes with an id of their address on, the others are not counted (BEP 42).
_ENOUGH_RIGHTFUL = 5


def count_of(
    infohash: bytes, replies: Sequence[Reply], cost: Cost, at: float, *, private: bool
) -> SeedCount:
    """Combine the answers of the nodes closest to an infohash, in one family."""
    asked = [reply for reply in replies if reply.counted]
    responses = [reply.response for reply in _rightful(asked, private=private)]
    seeds = estimate([response.seeds for response in responses])
    peers = estimate([_peers(response) for response in responses])
    return SeedCount(
        infohash,
        estimate=seeds.count,
        seeds_low=seeds.low,
        seeds_high=seeds.high,
        nodes=seeds.nodes,
        answered=len(asked),
        peers_estimate=peers.count,
        saturated=seeds.saturated or _are_full(responses),
        cost=cost,
        at=at,
        listed=seeds.listed,
        listed_peers=peers.listed,
    )


def larger(counts: Sequence[SeedCount]) -> SeedCount:
    """Return the count of the family with more seeds, at the cost of all.

    Those who have both families announce in both DHTs, and nobody can tell who they are. To add the
    counts up would count them twice.
    """
    best = max(counts, key=lambda count: (count.estimate, count.nodes, count.answered))
    cost = sum((count.cost for count in counts), Cost())
    listed = in_at_least([count.listed for count in counts], 1)
    listed_peers = in_at_least([count.listed_peers for count in counts], 1)
    return replace(best, cost=cost, listed=listed, listed_peers=listed_peers)


def _rightful(replies: Sequence[Reply], *, private: bool) -> Sequence[Reply]:
    rightful = [reply for reply in replies if is_of_its_address(reply.node)]
    return replies if private or len(rightful) < _ENOUGH_RIGHTFUL else rightful


def _are_full(responses: Sequence[Response]) -> bool:
    """Whether most nodes know the item and take no more announcements for it (BEP 33).

    libtorrent's do so from 500 addresses on.
    """
    full = sum(each.seeds is not None and each.token is None for each in responses)
    return full > len(responses) / 2


def _peers(response: Response) -> BloomFilter | None:
    """Return who has the item but not all of it; without BEP 33, that may be everybody."""
    if response.peers is None and response.seeds is None and response.values:
        return BloomFilter.of(ipaddress.ip_address(one.host).packed for one in response.values)
    return response.peers
