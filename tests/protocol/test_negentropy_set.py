"""The ordered set against a sorted list, and what its views promise."""

from __future__ import annotations

import hashlib
from bisect import bisect_left

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from p2psocial.protocol.negentropy import OrderedSet, View
from p2psocial.protocol.negentropy.wire import encode_varint

LAST_TIME = 2**64 - 2
times = st.integers(0, 20) | st.integers(0, LAST_TIME)
ids = st.binary(min_size=1, max_size=2).map(lambda tail: tail.rjust(32, b"\xaa")) | st.binary(
    min_size=32, max_size=32
)
items = st.tuples(times, ids)


def numbered(first: int, last: int) -> list[tuple[int, bytes]]:
    return [(number // 3, hashlib.sha256(b"%d" % number).digest()) for number in range(first, last)]


def expected_fingerprint(chosen: list[tuple[int, bytes]]) -> bytes:
    total = sum(int.from_bytes(identifier, "little") for _, identifier in chosen) % 2**256
    hashed = hashlib.sha256(total.to_bytes(32, "little") + encode_varint(len(chosen)))
    return hashed.digest()[:16]


def content(view: View) -> list[tuple[int, bytes]]:
    return [(int.from_bytes(key[:8], "big"), key[8:]) for key in view.keys(0, len(view))]


class AgainstSortedList(RuleBasedStateMachine):
    """Adds and removes at random, in bulk as well, so that chunks are divided and united."""

    def __init__(self) -> None:
        super().__init__()
        self.real = OrderedSet()
        self.model: list[tuple[int, bytes]] = []
        self.kept: list[tuple[View, list[tuple[int, bytes]]]] = []

    @rule(item=items)
    def add(self, item: tuple[int, bytes]) -> None:
        assert self.real.add(*item) == (item not in self.model)
        self.model = sorted({*self.model, item})

    @rule(item=items)
    def remove(self, item: tuple[int, bytes]) -> None:
        assert self.real.remove(*item) == (item in self.model)
        self.model = [other for other in self.model if other != item]

    @rule(first=st.integers(0, 500), count=st.integers(0, 400), step=st.sampled_from([1, -1]))
    def add_many(self, first: int, count: int, step: int) -> None:
        for item in numbered(first, first + count)[::step]:
            self.real.add(*item)
        self.model = sorted({*self.model, *numbered(first, first + count)})

    @rule(first=st.integers(0, 500), count=st.integers(0, 400))
    def remove_many(self, first: int, count: int) -> None:
        for item in numbered(first, first + count):
            self.real.remove(*item)
        self.model = sorted({*self.model} - {*numbered(first, first + count)})

    @rule(start=times, end=st.none() | times)
    def keep_a_view(self, start: int, end: int | None) -> None:
        inside = [
            item for item in self.model if start <= item[0] and (end is None or item[0] < end)
        ]
        self.kept = [*self.kept[-5:], (self.real.view(start, end), inside)]

    @rule(data=st.data())
    def fingerprint(self, data: st.DataObject) -> None:
        view = self.real.view()
        first = data.draw(st.integers(0, len(view)))
        last = data.draw(st.integers(first, len(view)))
        assert view.fingerprint(first, last) == expected_fingerprint(self.model[first:last])
        assert view.ids(first, last) == [identifier for _, identifier in self.model[first:last]]

    @rule(item=items)
    def find(self, item: tuple[int, bytes]) -> None:
        key = item[0].to_bytes(8, "big") + item[1]
        assert self.real.view().place(key) == bisect_left(self.model, item)
        assert (item in self.real) == (item in self.model)

    @invariant()
    def same_length(self) -> None:
        assert len(self.real) == len(self.model)

    def teardown(self) -> None:
        assert list(self.real) == self.model
        for view, inside in self.kept:
            assert content(view) == inside
            assert view.fingerprint(0, len(view)) == expected_fingerprint(inside)


TestAgainstSortedList = AgainstSortedList.TestCase
TestAgainstSortedList.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("count", [0, 1, 192, 193, 1_000])
def test_loading_gives_the_same_set_as_adding(count: int) -> None:
    loaded = OrderedSet.from_sorted(sorted(numbered(0, count)))
    added = OrderedSet()
    for item in numbered(0, count):
        added.add(*item)
    assert list(loaded) == list(added) == sorted(numbered(0, count))
    assert len(loaded) == count


@pytest.mark.parametrize("place", [0, 190, 191, 192, 300])
def test_loading_refuses_items_out_of_order(place: int) -> None:
    ordered = sorted(numbered(0, 400))
    for wrong in (
        [*ordered[: place + 1], *ordered[place:]],
        [*ordered[:place], ordered[place + 1], ordered[place], *ordered[place + 2 :]],
    ):
        with pytest.raises(ValueError, match="strictly ascending"):
            OrderedSet.from_sorted(wrong)


@pytest.mark.parametrize(
    ("created", "identifier"), [(-1, bytes(32)), (2**64 - 1, bytes(32)), (0, bytes(31))]
)
def test_what_is_no_item_is_refused(created: int, identifier: bytes) -> None:
    known = OrderedSet()
    for action in (known.add, known.remove, lambda *item: item in known):
        with pytest.raises(ValueError, match="an item is"):
            action(created, identifier)


def test_a_window_holds_its_start_and_not_its_end() -> None:
    known = OrderedSet.from_sorted([(time, bytes(32)) for time in (0, 5, 9, 10, LAST_TIME)])
    assert [time for time, _ in content(known.view(5, 10))] == [5, 9]
    assert [time for time, _ in content(known.view(10))] == [10, LAST_TIME]
    assert content(known.view(10, 5)) == []
    assert len(known.view(0, 2**70)) == 5
    with pytest.raises(ValueError, match="time 0"):
        known.view(-1)


def test_places_in_a_window_are_its_own() -> None:
    view = OrderedSet.from_sorted(sorted(numbered(0, 900))).view(100, 200)
    assert (len(view), view.place(bytes(40)), view.place(b"\xff" * 40)) == (300, 0, 300)
    assert content(view) == sorted(numbered(300, 600))


def test_going_through_a_set_shows_it_as_it_was_at_the_start() -> None:
    known = OrderedSet.from_sorted(sorted(numbered(0, 500)))
    seen = []
    for created, identifier in known:
        seen.append((created, identifier))
        known.remove(created, identifier)
        known.add(created + 1, identifier)
    assert seen == sorted(numbered(0, 500))


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ((1, b"\x01" * 32), (2, b"\x02" * 32), 8),
        ((1, b"\xff" * 32), (2, b"\x00" * 32), 8),
        ((0, b"\x01" * 32), (2**63, b"\x02" * 32), 8),
        ((2, b"\x01" * 32), (2, b"\x02" * 32), 9),
        ((2, b"\x01" * 32), (2, b"\x01" * 31 + b"\x02"), 40),
    ],
)
def test_a_bound_is_as_short_as_it_can_be(
    before: tuple[int, bytes], after: tuple[int, bytes], kept: int
) -> None:
    view = OrderedSet.from_sorted([before, after]).view()
    key = after[0].to_bytes(8, "big") + after[1]
    assert view.separator(1) == key[:kept].ljust(40, b"\0")
    assert view.place(view.separator(1)) == 1


def test_a_copy_and_its_original_change_apart() -> None:
    original = OrderedSet.from_sorted(sorted(numbered(0, 1_000)))
    original.view()
    copy = OrderedSet.from_sorted(original)
    copy.add(5, b"\1" * 32)
    original.remove(*numbered(0, 1)[0])
    assert list(original) == sorted(numbered(1, 1_000))
    assert sorted(set(copy) - set(original)) == sorted([numbered(0, 1)[0], (5, b"\1" * 32)])
    assert len(copy) == 1_001
    view, same = copy.view(), OrderedSet.from_sorted(list(copy)).view()
    assert view.fingerprint(0, 1_001) == same.fingerprint(0, 1_001)
