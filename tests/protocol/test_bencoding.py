"""Bencoding: strict, bounded, and read as a second reader reads it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.bencoding import BencodeError, Value, decode, encode, raw_value
from tests.protocol import hostile_bytes
from tests.protocol.plain_bencoding import NotWellFormed, Reader

_LIMIT = 10_000


@given(hostile_bytes.nearly_bencoded | hostile_bytes.damaged())
def test_both_readers_agree_on_any_bytes(data: bytes) -> None:
    reader = Reader(data)
    try:
        expected = reader.whole()
    except NotWellFormed:
        with pytest.raises(BencodeError) as refused:
            decode(data, limit=_LIMIT)
        assert refused.value.canonical
        return
    if reader.canonical:
        assert decode(data, limit=_LIMIT) == expected
        assert encode(expected) == data
        return
    with pytest.raises(BencodeError) as refused:
        decode(data, limit=_LIMIT)
    assert not refused.value.canonical


@pytest.mark.parametrize(
    "data",
    [
        b"d0:0:-5:",
        b"i" + b"9" * 100_000 + b"e",
        b"9" * 100_000 + b":",
        b"l" * 100_000,
        b"l" * 50_000 + b"e" * 50_000,
        b"d1:a" * 30_000,
        b"i1e" * 40_000,
        b"di1e" * 2 + b":" * 100_000,
    ],
    ids=lambda data: str(data[:10]),
)
@pytest.mark.timeout(5)
def test_hostile_bytes_are_refused_soon(data: bytes) -> None:
    with pytest.raises(BencodeError) as refused:
        decode(data, limit=200_000)
    assert len(str(refused.value)) < 200


@pytest.mark.timeout(5)
def test_many_small_values_are_read_soon() -> None:
    data = b"l" + b"0:" * 60_000 + b"e"
    assert decode(data, limit=200_000) == [b""] * 60_000


def test_the_limit_counts_bytes() -> None:
    assert decode(b"3:abc", limit=5) == b"abc"
    with pytest.raises(BencodeError):
        decode(b"3:abc", limit=4)


_entries = st.dictionaries(st.binary(max_size=3), hostile_bytes.values, max_size=5)


@given(_entries, st.randoms(use_true_random=False), st.binary(max_size=3))
def test_a_raw_value_is_found_among_keys_in_any_order(
    entries: dict[bytes, Value], shuffle: Random, key: bytes
) -> None:
    keys = list(entries)
    shuffle.shuffle(keys)
    data = b"d" + b"".join(encode(k) + encode(entries[k]) for k in keys) + b"e"
    expected = encode(entries[key]) if key in entries else None
    assert raw_value(data, key, limit=_LIMIT) == expected
    for own in keys:
        assert raw_value(data, own, limit=_LIMIT) == encode(entries[own])


@given(hostile_bytes.nearly_bencoded, st.sampled_from([b"", b"a", b"info"]))
def test_a_raw_value_comes_only_from_well_formed_bytes(data: bytes, key: bytes) -> None:
    try:
        found = raw_value(data, key, limit=_LIMIT)
    except BencodeError:
        return
    value = Reader(data).whole()
    if found is None:
        assert not isinstance(value, dict) or key not in value
    else:
        assert isinstance(value, dict)
        assert Reader(found).whole() == value[key]


def test_a_key_that_stands_twice_has_no_one_value() -> None:
    with pytest.raises(BencodeError) as refused:
        raw_value(b"d1:ai1e1:bi0e1:ai1ee", b"a", limit=_LIMIT)
    assert not refused.value.canonical
