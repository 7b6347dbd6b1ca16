from __future__ import annotations

from p2psocial.index.index import Index
from p2psocial.index.records import Count, Waiting
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, comment, post, retraction, sha1

FOUND = Count(3.0, 2.0, 4.0, nodes=8)


def due(index: Index, now: int, limit: int = 100) -> list[bytes]:
    return [item.infohash for item in index.due(now, limit)]


def named(*written: Written) -> list[bytes]:
    return [each.infohash for each in written]


def test_new_items_are_due_at_once_and_the_youngest_first(index: Index, add: Add) -> None:
    old, young = post("1", created=NOW - 99), post("2", created=NOW - 9)
    answer = comment("c", old, created=NOW - 50)
    add(old, young, answer)

    assert due(index, NOW) == named(young, answer, old)
    assert due(index, NOW, 1) == named(young)
    assert due(index, NOW, 0) == due(index, NOW, -1) == []


def test_what_was_measured_is_due_when_that_was_said(index: Index, add: Add) -> None:
    made = [post(str(number)) for number in range(3)]
    add(*made)
    index.record_count(made[0].infohash, FOUND, NOW, NOW + 30)
    index.record_failure(made[1].infohash, NOW, NOW + 20)
    index.set_due(made[2].infohash, NOW + 10)

    assert due(index, NOW + 9) == []
    assert due(index, NOW + 20) == named(made[2], made[1])
    assert due(index, NOW + 99) == named(made[2], made[1], made[0])


def test_the_newest_version_is_due_as_soon_as_it_is_here(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    add(first)
    index.set_due(first.infohash, NOW + 50)
    add(second)
    assert due(index, NOW) == named(second)

    index.record_count(first.infohash, FOUND, NOW, NOW + 70)
    assert due(index, NOW + 69) == []
    assert due(index, NOW + 70) == named(second)


def test_what_was_taken_back_is_never_due(index: Index, add: Add) -> None:
    kept, gone = post("1"), post("2")
    taken_back = retraction("r", gone)
    add(kept, gone, taken_back)
    for written in (gone, taken_back):
        index.set_due(written.infohash, NOW)
        index.record_count(written.infohash, FOUND, NOW, NOW)

    assert due(index, NOW) == named(kept)


def test_unknown_items_are_passed_over(index: Index) -> None:
    index.set_due(sha1("unknown"), NOW)
    index.record_count(sha1("unknown"), FOUND, NOW, NOW)
    index.record_failure(sha1("unknown"), NOW, NOW)
    assert due(index, NOW) == []


def test_what_is_due_is_found_in_its_index(index: Index) -> None:
    plan = index.explain_due()
    assert any("USING INDEX chain_due" in step for step in plan)
    assert [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step] == []


def test_how_much_waits_and_since_when(index: Index, add: Add) -> None:
    assert index.waiting(NOW) == Waiting(0, 0)
    made = [post(str(number)) for number in range(3)]
    add(*made)
    # What is new does not wait for another measurement.
    assert index.waiting(NOW) == Waiting(3, 0)
    for number, each in enumerate(made):
        index.set_due(each.infohash, NOW + 10 * number)
    assert index.waiting(NOW + 15) == Waiting(2, 15)
