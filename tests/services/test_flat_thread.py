"""A thread as rows: what stands where, and what every thread's rows have in common."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.services.flat_thread import Row, Sorting, flatten
from p2psocial.services.ports import Entry, SeedSource
from p2psocial.services.thread import Reply, Thread
from tests.index.items_factory import ALICE, BOB, NOW, comment, post

POST = post("post")


def entry(name: str, **changes: object) -> Entry:
    item = comment(name, POST).item
    made = Entry(
        item=item,
        arrived=NOW,
        seeds=0,
        seeds_source=SeedSource.NONE,
        seeds_at=None,
        seed_seconds=0,
        seeding=False,
        comments=0,
        original=item.infohash,
        newest=item.infohash,
        retracted=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Entry, by name


def reply(name: str, *replies: Reply, hidden: bool = False, **changes: object) -> Reply:
    made = entry(name, **changes)
    body = None if made.retracted or hidden else name
    return Reply(made, body, replies, parent_missing=False, hidden=hidden)


def thread(*replies: Reply) -> Thread:
    top = replace(entry("top"), item=POST.item)
    return Thread(top, "The post", replies, (POST.item,))


def names(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.depth, row.body or "-") for row in rows]


def drawn(rows: list[Row]) -> list[str]:
    """Draw the rails, as the command line does."""
    return [
        "".join("| " if rail else "  " for rail in row.rails)
        + ("`" if row.is_last else "+")
        + (row.body or "-")
        for row in rows
    ]


def test_rows_stand_below_what_they_answer_with_rails_between() -> None:
    rows = flatten(thread(reply("a", reply("b", reply("c")), reply("d")), reply("e", reply("f"))))
    by_name = {row.body: row for row in rows}
    assert {name: row.depth for name, row in by_name.items()} == {
        "a": 0,
        "b": 1,
        "c": 2,
        "d": 1,
        "e": 0,
        "f": 1,
    }  # fmt: skip -- a table
    in_order = flatten(
        thread(
            reply("a", reply("b", reply("c"), seeds=2), reply("d", seeds=1), seeds=2),
            reply("e", reply("f"), seeds=1),
        )
    )
    assert drawn(in_order) == ["+a", "| +b", "| | `c", "| `d", "`e", "  `f"]


def test_answers_are_ordered_by_seeds_or_time() -> None:
    def at(name: str, seeds: int, created: int) -> Reply:
        made = reply(name, seeds=seeds)
        item = replace(made.entry.item, created=created)
        return replace(made, entry=replace(made.entry, item=item))

    made = thread(at("a", 1, NOW), at("b", 5, NOW + 1), at("c", 5, NOW - 1))
    assert [row.body for row in flatten(made)] == ["c", "b", "a"]
    assert [row.body for row in flatten(made, Sorting.NEW)] == ["b", "a", "c"]
    assert [row.body for row in flatten(made, Sorting.OLD)] == ["c", "a", "b"]


def test_a_collapsed_row_says_how_many_it_hides() -> None:
    top = reply("a", reply("b", reply("c")), reply("d"))
    (row,) = flatten(thread(top), collapsed={top.entry.original})
    assert (row.is_collapsed, row.below) == (True, 3)
    assert [row.is_collapsed for row in flatten(thread(top))] == [False] * 4


def test_what_was_taken_back_stays_only_where_it_was_answered() -> None:
    gone = reply("gone", reply("also gone", retracted=True), retracted=True)
    answered = reply("answered", reply("inner", reply("c"), retracted=True), retracted=True)
    rows = flatten(thread(gone, answered, reply("hidden", hidden=True)))
    assert names(rows) == [(0, "-"), (1, "-"), (2, "c")]
    assert [(row.deleted, row.below) for row in rows] == [(True, 2), (True, 1), (False, 0)]


def test_a_hidden_comment_keeps_its_answers() -> None:
    rows = flatten(thread(reply("a", reply("b"), hidden=True)))
    assert [(row.is_hidden, row.text_missing) for row in rows] == [(True, False), (False, False)]


def test_a_missing_text_is_told_from_one_that_was_taken_back() -> None:
    missing = replace(reply("a"), body=None, parent_missing=True)
    (row,) = flatten(thread(missing))
    assert (row.text_missing, row.deleted, row.parent_missing) == (True, False, True)


def test_new_is_what_others_wrote_since_the_last_visit() -> None:
    mine = reply("mine", arrived=NOW + 9)
    theirs = entry("theirs", arrived=NOW + 9)
    theirs = replace(theirs, item=replace(theirs.item, author=BOB))
    made = thread(mine, Reply(theirs, "theirs", (), parent_missing=False), reply("old"))
    for visit, new in ((None, set()), (NOW + 9, set()), (NOW, {"theirs"})):
        rows = flatten(made, last_visit=visit, own={ALICE})
        assert {row.body for row in rows if row.is_new} == new


def test_five_thousand_comments_are_flat_in_a_moment() -> None:
    level = tuple(reply(f"{number}") for number in range(4_000))
    for number in range(1_000):
        level = (reply(f"deep {number}", *level),)
    begun = time.process_time()
    rows = flatten(thread(*level), last_visit=NOW)
    # 15 ms on a machine of 2020; the limit leaves room for slow and busy ones.
    assert time.process_time() - begun < 0.3
    assert len(rows) == 5_000


@st.composite
def replies(draw: st.DrawFn, depth: int = 4) -> tuple[Reply, ...]:
    count = draw(st.integers(0, 3 if depth else 0))
    made = []
    for _ in range(count):
        name = str(draw(st.integers(0, 2**64)))
        inner = draw(replies(depth - 1))
        made.append(
            reply(
                name,
                *inner,
                hidden=draw(st.booleans()),
                seeds=draw(st.integers(0, 3)),
                arrived=NOW + draw(st.integers(-1, 1)),
                retracted=draw(st.booleans()),
            )
        )
    return tuple(made)


def every(below: tuple[Reply, ...]) -> Iterator[Reply]:
    for each in below:
        yield each
        yield from every(each.replies)


def is_kept(one: Reply) -> bool:
    return not (one.entry.retracted or one.hidden) or any(is_kept(each) for each in one.replies)


@settings(max_examples=150, deadline=None)
@given(below=replies(), sorting=st.sampled_from(Sorting), data=st.data())
def test_rows_have_all_that_is_to_be_seen_and_their_rails_fit(
    below: tuple[Reply, ...], sorting: Sorting, data: st.DataObject
) -> None:
    rows = flatten(thread(*below), sorting)
    assert sorted(id(row.reply) for row in rows) == sorted(
        id(each) for each in every(below) if is_kept(each)
    )
    for row, following in pairwise(rows):
        assert following.depth <= row.depth + 1
    for number, row in enumerate(rows):
        assert len(row.rails) == row.depth
        rest = rows[number + 1 :]
        inside = next((place for place, each in enumerate(rest) if each.depth <= row.depth), None)
        assert row.below == (len(rest) if inside is None else inside)
        beyond = None if inside is None else rest[inside]
        assert row.is_last == (beyond is None or beyond.depth < row.depth)
        for each in rest[: row.below]:
            assert each.rails[row.depth] == (not row.is_last)

    closed = frozenset(data.draw(st.sets(st.sampled_from(rows))) if rows else ())
    shown = flatten(thread(*below), sorting, {row.entry.original for row in closed})
    assert len(shown) + sum(row.below for row in shown if row.is_collapsed) == len(rows)
