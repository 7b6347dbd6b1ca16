"""The statistic: right when nodes are honest, hard to move when some are not."""

from __future__ import annotations

import random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.network.scrape.estimate import agree, estimate
from p2psocial.protocol.bloom import MAX_COUNT, BloomFilter, in_at_least
from tests.scrape.krpc_node import FULL

_COUNTS = (1, 2, 5, 20, 100, 500)


def _addresses(count: int, chance: random.Random) -> list[bytes]:
    return [chance.randbytes(4) for _ in range(count)]


def _stored(
    seeds: list[bytes], share: float, chance: random.Random, nodes: int = 8
) -> list[BloomFilter | None]:
    """Return the filters of nodes that each got an announcement with this probability."""
    return [
        BloomFilter.of(got) if (got := [one for one in seeds if chance.random() < share]) else None
        for _ in range(nodes)
    ]


@pytest.mark.parametrize("count", _COUNTS)
@pytest.mark.parametrize("share", [1.0, 0.9, 0.7])
def test_honest_nodes_that_know_most_of_it(count: int, share: float) -> None:
    chance = random.Random(count)
    found = [estimate(_stored(_addresses(count, chance), share, chance)).count for _ in range(30)]
    # Of five seeds that a node knows with 70 %, it may well know three, and its neighbours too.
    assert median(found) == pytest.approx(count, rel=0.1, abs=1.01)


@pytest.mark.parametrize("count", _COUNTS)
@pytest.mark.parametrize("liars", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("lie", ["full", "random", "same", "more of it"])
def test_five_of_eight_nodes_cannot_lift_a_count(count: int, liars: int, lie: str) -> None:
    chance = random.Random(count)
    for _ in range(5):
        seeds = _addresses(count, chance)
        filters = _stored(seeds, 1.0, chance)
        made_up = _addresses(400, chance)
        for place in chance.sample(range(8), liars):
            filters[place] = {
                "full": FULL,
                "random": BloomFilter(chance.getrandbits(2_048)),
                "same": BloomFilter.of(made_up),
                "more of it": BloomFilter.of(made_up + seeds),
            }[lie]
        found = estimate(filters).count
        assert found <= 1.2 * count
        assert found >= 0.8 * count or liars > 2


@pytest.mark.parametrize("count", [5, 100])
def test_two_of_the_nodes_cannot_lower_a_count(count: int) -> None:
    chance = random.Random(count)
    for told in (None, BloomFilter(), BloomFilter.of([b"1234"])):
        filters = _stored(_addresses(count, chance), 1.0, chance)
        filters[0] = filters[5] = told
        assert estimate(filters).count == pytest.approx(count, rel=0.1)


def test_two_nodes_cannot_make_up_an_item() -> None:
    made_up = BloomFilter.of([b"1234", b"5678"])
    assert estimate([made_up, made_up] + [None] * 6).count == 0


def test_nodes_of_a_tiny_network_know_of_one_another() -> None:
    a, b, c = b"aaaa", b"bbbb", b"cccc"
    assert estimate([BloomFilter.of([b])]).count == pytest.approx(1, rel=0.01)
    assert estimate([BloomFilter.of([a]), BloomFilter.of([b])]).count == pytest.approx(2, rel=0.01)
    three = [BloomFilter.of(some) for some in ([b, c], [a, c], [a, b])]
    assert estimate(three).count == pytest.approx(3, rel=0.01)


def test_many_full_filters_mean_many_seeds() -> None:
    found = estimate([FULL] * 7 + [None])
    assert found.saturated
    assert found.count == MAX_COUNT
    assert not estimate([FULL] * 3 + [None] * 5).saturated


def test_nobody_answered() -> None:
    assert estimate([]).count == 0


_filters = st.integers(0, 2**2_048 - 1) | st.sets(st.integers(0, 2_047), max_size=30).map(
    lambda bits: sum(1 << bit for bit in bits)
)


@given(st.lists(st.none() | _filters.map(BloomFilter), max_size=12))
def test_the_estimate_is_within_what_was_told(filters: list[BloomFilter | None]) -> None:
    found = estimate(filters)
    union = in_at_least([one for one in filters if one], 1)
    assert 0 <= found.count <= max(union.estimate, MAX_COUNT if found.saturated else 0)
    assert 0 <= found.low <= found.high
    assert found.count <= 2 * found.high + 1e-9
    assert 0 <= found.nodes <= len(filters)


def test_nodes_agree_when_none_of_them_has_missed_more_than_we_add_ourselves() -> None:
    ours, another = b"1234", b"5678"
    known = [BloomFilter.of([ours])] * 3
    assert agree([*known, BloomFilter.of([ours])])
    assert not agree([*known, None])
    assert agree([*known, None], with_us=True)
    assert not agree([*known, BloomFilter.of([another, b"9012"])], with_us=True)
