"""Bloom filters and krpc estimates: BEP 33's own vector, and properties."""

from __future__ import annotations

import ipaddress
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.bloom import MAX_COUNT, BloomFilter, in_at_least

_VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "bloom.json").read_text(encoding="utf-8")
)
_FULL = BloomFilter((1 << 2_048) - 1)

filters = st.integers(0, 2**2_048 - 1).map(BloomFilter)
addresses = st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16)


@pytest.mark.parametrize("vector", _VECTORS["filters"], ids=lambda vector: vector["name"])
def test_filters_and_estimates_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    packed = [
        (ipaddress.ip_address(first) + number).packed
        for first, count in vector["ranges"]
        for number in range(count)
    ]
    made = BloomFilter.of(packed)
    assert made.to_bytes().hex() == vector["filter"]
    assert made.estimate == pytest.approx(vector["estimate"], abs=1e-4)
    assert all(address in made for address in packed)


@given(st.lists(addresses, max_size=20), st.lists(addresses, max_size=20))
def test_merging_filters_is_filtering_all_addresses(one: list[bytes], two: list[bytes]) -> None:
    merged = BloomFilter.of(one).merge(BloomFilter.of(two))
    assert merged == BloomFilter.of(one + two)
    inserted = BloomFilter.of(one)
    for address in two:
        inserted = inserted.insert(address)
    assert inserted == merged


@given(filters)
def test_a_filter_travels_unchanged(one: BloomFilter) -> None:
    assert BloomFilter.from_bytes(one.to_bytes()) == one


@given(st.lists(filters, max_size=6), st.integers(1, 7))
def test_bits_in_at_least_some_filters(some: list[BloomFilter], least: int) -> None:
    expected = sum(
        1 << bit for bit in range(2_048) if sum(each.bits >> bit & 1 for each in some) >= least
    )
    assert in_at_least(some, least).bits == expected


@pytest.mark.parametrize("count", [1, 10, 100, 500, 1_000, 3_000])
def test_the_estimate_is_close(count: int) -> None:
    chance = random.Random(count)
    found = BloomFilter.of(chance.randbytes(4) for _ in range(count))
    assert found.estimate == pytest.approx(count, rel=0.1)
    assert not found.saturated


def test_an_address_whose_two_bits_are_the_same_counts_as_one() -> None:
    filters = (BloomFilter.of([number.to_bytes(4, "big")]) for number in range(100_000))
    assert next(each for each in filters if each.ones == 1).estimate == 1


def test_full_filters_are_saturated() -> None:
    assert _FULL.saturated
    assert MAX_COUNT < _FULL.estimate < 8_000
    assert BloomFilter().estimate == 0


@pytest.mark.parametrize("size", [0, 255, 257])
def test_other_sizes_are_no_filters(size: int) -> None:
    with pytest.raises(ValueError, match="256"):
        BloomFilter.from_bytes(bytes(size))


def test_only_ip_addresses_go_in() -> None:
    with pytest.raises(ValueError, match="4 or 16"):
        BloomFilter.of([b"12345"])
    with pytest.raises(ValueError, match="2048 bits"):
        BloomFilter(1 << 2_048)
