from __future__ import annotations

import random
import time

import pytest

from p2psocial.index.index import Index
from p2psocial.index.records import Order, Period, Ranking
from tests.index.conftest import Add
from tests.index.items_factory import ALICE, BOB, NOW, Written, comment, post, retraction

LONG = 10_000


def shown(index: Index) -> list[str]:
    ranking = Ranking(Period.ALL, Order.NEW, NOW, limit=50)
    return [entry.item.title for entry in index.top(ranking)]


def test_the_newest_version_is_shown_and_names_its_original(index: Index, add: Add) -> None:
    first = post("1", title="One", created=NOW - 30)
    second = post("2", title="Two", created=NOW - 20, replaces=first)
    third = post("3", title="Three", created=NOW - 10, replaces=second)
    add(third, first)
    assert sorted(shown(index)) == ["One", "Three"]

    add(second)

    assert shown(index) == ["Three"]
    for version in (first, second, third):
        entry = index.entry(version.infohash)
        assert entry is not None
        assert (entry.original, entry.newest) == (first.infohash, third.infohash)
    versions = [entry.item.title for entry in index.versions(second.infohash)]
    assert versions == ["One", "Two", "Three"]


def test_of_two_edits_of_one_version_the_newer_is_shown(index: Index, add: Add) -> None:
    first = post("1", title="One", created=NOW - 30)
    newer = post("2", title="Newer", created=NOW - 10, replaces=first)
    older = post("3", title="Older", created=NOW - 20, replaces=first)
    add(first, newer, older)

    assert shown(index) == ["Newer"]


def test_an_edit_by_another_author_or_in_another_place_is_an_item_of_its_own(
    index: Index, add: Add
) -> None:
    first = post("1", title="One", author=ALICE)
    add(
        post("2", title="Stolen", author=BOB, replaces=first),
        first,
        post("3", title="Moved", board="music", replaces=first),
    )

    assert sorted(shown(index)) == ["Moved", "One", "Stolen"]


@pytest.mark.parametrize("retraction_first", [True, False])
def test_a_retraction_takes_back_all_versions_also_later_ones(
    index: Index, add: Add, *, retraction_first: bool
) -> None:
    first = post("1", title="One", created=NOW - 30)
    second = post("2", title="Two", created=NOW - 20, replaces=first)
    third = post("3", title="Three", created=NOW - 10, replaces=second)
    back = retraction("r", second)
    add(*((back, first, second) if retraction_first else (first, second, back)), third)

    assert shown(index) == []
    for version in (first, second, third):
        entry = index.entry(version.infohash)
        assert entry is not None
        assert entry.retracted
        assert index.text(version.infohash) is None
        assert index.header(version.infohash) == version.item
    assert index.search("One", 9) + index.search("Two", 9) + index.search("Three", 9) == []
    assert index.text(back.infohash) == back.text


def test_nobody_can_take_back_what_another_wrote(index: Index, add: Add) -> None:
    mine = post("1", author=ALICE)
    add(retraction("r1", mine, author=BOB), mine, retraction("r2", mine, author=BOB))

    entry = index.entry(mine.infohash)
    assert entry is not None
    assert not entry.retracted


def test_a_retraction_cannot_be_taken_back(index: Index, add: Add) -> None:
    mine = post("1")
    back = retraction("r", mine)
    add(mine, back, retraction("r2", back))

    entries = [index.entry(each.infohash) for each in (mine, back)]
    assert [entry.retracted for entry in entries if entry] == [True, False]


def test_removing_a_version_in_the_middle_splits_the_chain(index: Index, add: Add) -> None:
    first = post("1", title="One", created=NOW - 30)
    second = post("2", title="Two", created=NOW - 20, replaces=first)
    third = post("3", title="Three", created=NOW - 10, replaces=second)
    add(first, second, third, comment("c", third))
    index.record_swarm(third.infohash, ["h"], NOW)

    index.remove(second.infohash)

    assert shown(index) == ["Three", "One"]
    entries = [index.entry(each.infohash) for each in (first, third)]
    assert [(entry.seeds, entry.comments) for entry in entries if entry] == [(0, 0), (1, 1)]


def test_only_the_newest_version_is_found_by_its_words(index: Index, add: Add) -> None:
    first = post("1", body="aardvark", created=NOW - 30)
    second = post("2", body="badger", created=NOW - 20, replaces=first)
    add(first, second)

    assert index.search("aardvark", 9) == []
    assert [found.entry.item for found in index.search("badger", 9)] == [second.item]
    index.remove(second.infohash)
    assert [found.entry.item for found in index.search("aardvark", 9)] == [first.item]


def long_chain() -> list[Written]:
    made = [post("0", created=NOW - LONG)]
    for number in range(1, LONG):
        made.append(post(str(number), created=NOW - LONG + number, replaces=made[-1]))
    return made


@pytest.mark.parametrize("order", ["forward", "backward", "shuffled"])
def test_ten_thousand_edits_take_time_in_proportion(index: Index, order: str) -> None:
    made = long_chain()
    arriving = made[::-1] if order == "backward" else list(made)
    if order == "shuffled":
        random.Random(5).shuffle(arriving)
    start = time.process_time()
    with index.transaction():
        for written in arriving:
            index.add(written.item, written.text, NOW)
    elapsed = time.process_time() - start

    entry = index.entry(made[LONG // 2].infohash)
    assert entry is not None
    assert (entry.original, entry.newest) == (made[0].infohash, made[-1].infohash)
    assert len(index.versions(made[7].infohash)) == LONG
    # Two to four seconds here; were each step in proportion to the chain, it would be minutes.
    assert elapsed < 30
