"""How many seeds there are, from what several DHT nodes say, some of which lie or know only part.

BEP 33 merges the filters of all nodes. That loses nothing when all are honest, and one liar can
fill it. A median of per-node estimates withstands liars, but is too low by whatever announcements
the typical node has missed. So, as measured by scripts/bench/counting.py:

1. Filters that are too full to mean anything are left out.
2. What a node says must be borne out by others: of the addresses in its filter at least a fifth
   must be known to a second node, and it must know a fifth of those of another. Overlaps are
   corrected for chance, so a filter of random bits is borne out by nobody.
3. How much of everything a node knows shows in how much it knows of what the others know. Its
   estimate is divided by that share, at least a half, so this never more than doubles it.
4. Of these estimates the one at 35 % from below is taken: of eight nodes that know all of it, six
   that agree on a lie are needed to lift a count, three to lower it.
5. The result is at most the estimate of the merged filters of those believed, where bits that only
   one of them has are left out. That is exact when nodes know different parts.

Addresses that fewer than three nodes know, when six or more answered, are nothing to go by.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from p2psocial.protocol.bloom import EMPTY, FILTER_BYTES, MAX_COUNT, BloomFilter, in_at_least

_BITS = FILTER_BYTES * 8
_BORNE_OUT = 0.2
_LEAST_SHARE = 0.5
_RANK = 0.35
_ENOUGH_KNOW = 3
# From so many on, nodes can bear one another out.
_A_FEW = 3
# From so many on, a bit that only one has is left out.
_SEVERAL = 4
# Nodes agree when all that they know is not more than this times what any of them knows, plus less
# than one address.
_ALIKE = 1.2
_A_TRIFLE = 0.5


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of addresses; `nodes` is how many nodes it rests on, who told `low` to `high`.

    `listed` has the addresses that are counted, as far as a filter can tell.
    """

    count: float = 0.0
    low: float = 0.0
    high: float = 0.0
    nodes: int = 0
    saturated: bool = False
    listed: BloomFilter = EMPTY


def agree(filters: Sequence[BloomFilter | None], *, with_us: bool = False) -> bool:
    """Whether these nodes know the same addresses, or next to the same, or none of them any.

    One liar among them is enough for False, and one who has missed many. One who has missed one
    address alone is not, when we are `with_us` among those who seed: it is ours, most likely.
    """
    sizes = [each.estimate if each else 0.0 for each in filters]
    together = in_at_least([each for each in filters if each], 1).estimate
    return together <= _ALIKE * min(sizes, default=0.0) + _A_TRIFLE + with_us


def estimate(filters: Sequence[BloomFilter | None]) -> Estimate:
    """Combine what nodes that answered said, None for one that does not know the item."""
    known = [each for each in filters if each is not None and each.ones]
    usable = [each for each in known if not each.saturated]
    if len(known) - len(usable) > (1 - _RANK) * len(filters):
        return Estimate(MAX_COUNT, MAX_COUNT, MAX_COUNT, len(known) - len(usable), saturated=True)
    shares = [_second(_share(one, other) for other in _others(usable, one)) for one in usable]
    believed = [i for i, one in enumerate(usable) if _is_borne_out(one, usable, shares[i])]
    if len(believed) < min(_ENOUGH_KNOW, math.ceil(len(filters) / 2)) or not believed:
        return Estimate()
    each_says = [usable[i].estimate for i in believed]
    whole = sorted(
        said / max(shares[i], _LEAST_SHARE) for i, said in zip(believed, each_says, strict=True)
    )
    together = in_at_least([usable[i] for i in believed], 2 if len(believed) >= _SEVERAL else 1)
    count = min(whole[int(_RANK * (len(whole) - 1))], together.estimate)
    return Estimate(count, min(each_says), max(each_says), len(believed), listed=together)


def _others(filters: Sequence[BloomFilter], one: BloomFilter) -> Iterator[BloomFilter]:
    """Yield the filters without one like this one; several nodes may have told the very same."""
    left_out = filters.index(one)
    return (other for i, other in enumerate(filters) if i != left_out)


def _is_borne_out(one: BloomFilter, filters: Sequence[BloomFilter], share_known: float) -> bool:
    if len(filters) < _A_FEW:
        return True
    others_know = _second(_share(other, one) for other in _others(filters, one))
    return share_known >= _BORNE_OUT and others_know >= _BORNE_OUT


def _second(shares: Iterable[float]) -> float:
    """Return the second largest, because the largest may be an accomplice's."""
    ordered = sorted(shares)
    return ordered[-2:][0] if ordered else 1.0


def _share(one: BloomFilter, other: BloomFilter) -> float:
    """Return how much of what is in `other` is in `one` too, less what would be by chance."""
    chance = one.ones * other.ones / _BITS
    if other.ones <= chance:
        return 0.0
    common = (one.bits & other.bits).bit_count()
    return max(0.0, (common - chance) / (other.ones - chance))
