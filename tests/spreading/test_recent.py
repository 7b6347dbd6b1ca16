from __future__ import annotations

import random
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from p2psocial.services.spreading.conduct import AuthorQuota
from p2psocial.services.spreading.recent import Recent


def keys(count: int, seed: int) -> list[bytes]:
    drawn = random.Random(seed)
    return [drawn.randbytes(32) for _ in range(count)]


@given(st.integers(1, 300), st.integers(0, 2_000))
def test_the_latest_are_remembered(limit: int, count: int) -> None:
    recent = Recent(limit)
    put = keys(count, 1)
    for key in put:
        recent.add(key)
    assert all(key in recent for key in put[-limit:])


def test_what_was_put_in_long_ago_is_forgotten() -> None:
    recent = Recent(1_000)
    put = keys(10_000, 2)
    for key in put:
        recent.add(key)
    # One in some 200,000 may be mistaken.
    assert sum(key in recent for key in put[:7_000]) <= 2


def test_putting_a_key_in_again_makes_it_the_latest() -> None:
    recent = Recent(100)
    kept, *others = keys(2_000, 3)
    for key in others:
        recent.add(kept)
        recent.add(key)
    assert kept in recent


def test_what_was_never_put_in_is_not_there() -> None:
    recent = Recent(2_000)
    for key in keys(4_000, 4):
        recent.add(key)
    # One in some 200,000 may be mistaken.
    assert sum(key in recent for key in keys(50_000, 5)) <= 2


def test_ids_take_little_room() -> None:
    put = keys(60_000, 6)
    tracemalloc.start()
    try:
        recent = Recent(20_000)
        for key in put:
            recent.add(key)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 20_000 * 12


def test_a_quota_holds_for_the_hours_of_the_latest_authors() -> None:
    quota = AuthorQuota(2)
    for number in range(60_000):
        author = number.to_bytes(32, "big")
        assert quota.take(author, 7_200)
        assert quota.take(author, 7_201)
        assert not quota.take(author, 7_202)
        assert quota.take(author, 10_800)
    assert not quota.take((59_000).to_bytes(32, "big"), 7_203)
