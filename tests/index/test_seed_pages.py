from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.index import database
from p2psocial.index.index import Index
from p2psocial.index.records import Count, SeedOrder, SeedRecord
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, comment, post, retraction


def names(records: list[SeedRecord]) -> list[str]:
    return [record.entry.item.title for record in records]


def whole(index: Index, order: SeedOrder, limit: int = 2) -> list[SeedRecord]:
    found: list[SeedRecord] = []
    while page := index.seed_page(order, found[-1] if found else None, limit):
        found += page
    return found


def seed(index: Index, written: Written, since: int, until: int | None, seeds: int = 1) -> None:
    index.start_seed(written.infohash, NOW + since, until)
    index.record_swarm(written.infohash, [str(number) for number in range(seeds - 1)], NOW)


def test_what_we_seed_is_listed_in_every_order(index: Index, add: Add) -> None:
    small, alone = post("1", title="small", body="x"), post("2", title="alone", body="x" * 30)
    loved, large = post("3", title="loved", body="x" * 20), post("4", title="large", body="x" * 99)
    add(small, alone, loved, large)
    seed(index, small, 0, NOW + 30, seeds=2)
    seed(index, alone, 2, None)
    seed(index, loved, 1, NOW + 10, seeds=9)
    seed(index, large, 3, NOW + 20, seeds=2)
    index.add_uploaded({loved.infohash: 500, small.infohash: 700, b"?" * 20: 9})
    index.add_uploaded({loved.infohash: 300})

    expected = {
        SeedOrder.ENDANGERED: ["alone", "small", "large", "loved"],
        SeedOrder.SAFE: ["loved", "large", "small", "alone"],
        SeedOrder.NEWEST: ["large", "alone", "loved", "small"],
        SeedOrder.ENDING: ["loved", "large", "small", "alone"],
        SeedOrder.LARGEST: ["large", "alone", "loved", "small"],
        SeedOrder.UPLOADED: ["loved", "small", "large", "alone"],
    }
    assert {order: names(whole(index, order)) for order in SeedOrder} == expected
    record = whole(index, SeedOrder.UPLOADED)[0]
    assert (record.since, record.until, record.uploaded) == (NOW + 1, NOW + 10, 800)
    assert [each.endangered for each in whole(index, SeedOrder.ENDANGERED)] == [True, *3 * [False]]
    totals = index.seed_totals()
    assert (totals.seeds, totals.endangered) == (4, 1)
    assert totals.bytes == sum(each.item.length for each in (small, alone, loved, large))


def test_pages_join_where_many_are_equal(index: Index, add: Add) -> None:
    made = [post(str(number)) for number in range(40)]
    with index.transaction():
        add(*made)
        for number, each in enumerate(made):
            seed(index, each, number // 10, None if number % 2 else NOW + 5)

    for order in SeedOrder:
        found = whole(index, order, limit=7)
        assert found == index.seed_page(order, None, 100)
        assert len({record.number for record in found}) == 40


def test_no_rows_are_asked_for(index: Index, add: Add) -> None:
    add(post("1"))
    seed(index, post("1"), 0, None)
    assert [index.seed_page(order, None, limit) for order in SeedOrder for limit in (0, -1)] == [
        [] for _ in range(2 * len(SeedOrder))
    ]


def test_a_newer_version_is_told_wherever_it_comes_from(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    third = post("3", created=NOW - 10, replaces=second)
    add(first, third)
    seed(index, first, 0, None)
    assert index.outdated_seeds(None, 9) == []

    # What joins them comes last.
    add(second)
    (record,) = index.outdated_seeds(None, 9)
    assert (record.entry.item, record.newer) == (first.item, third.infohash)
    assert index.outdated_seeds(record, 9) == []
    seed(index, third, 1, None)
    assert [each.newer for each in whole(index, SeedOrder.NEWEST)] == [None, third.infohash]

    index.remove(second.infohash)
    assert index.outdated_seeds(None, 9) == []


def test_every_list_is_walked_in_its_index_without_scanning_or_sorting(index: Index) -> None:
    plans = index.explain_seeds()

    assert plans.keys() == {*SeedOrder, "outdated", "totals"}
    for name, plan in plans.items():
        bad = [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step]
        assert bad == (["SCAN total"] if name == "totals" else []), name
        assert any("seed USING" in step and "INDEX seed_" in step for step in plan), name


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["add", "seed", "stop", "count", "swarm", "forget", "remove"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=25,
)


def world() -> list[Written]:
    first = post("1", created=NOW - 50)
    second = post("2", created=NOW - 40, replaces=first, body="longer")
    third = post("3", created=NOW - 30, replaces=second)
    answer = comment("4", first)
    edited = comment("5", first, created=NOW - 20, replaces=answer)
    return [first, second, third, answer, edited, retraction("6", answer)]


@settings(max_examples=150, deadline=None)
@given(changes=CHANGES)
def test_what_lists_are_ordered_by_always_fits_what_it_is_derived_from(
    changes: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = world()
    path = tmp_path_factory.mktemp("index") / "index.db"
    with closing(Index.open(path)) as index, index.transaction():
        for change, place, number in changes:
            apply(index, made[place], change, number)
        check_derived(index)


def apply(index: Index, written: Written, change: str, number: int) -> None:
    infohash = written.infohash
    match change:
        case "add":
            index.add(written.item, written.text, NOW)
        case "seed" if index.header(infohash):
            index.start_seed(infohash, NOW + number, NOW + 9 - number if number else None)
        case "stop":
            index.stop_seed(infohash, NOW)
        case "count":
            index.record_count(infohash, Count(number, 0, 9, 8), NOW + number, NOW)
        case "swarm":
            index.record_swarm(infohash, [str(each) for each in range(number)], NOW + number)
        case "forget":
            index.forget_swarm(NOW + number)
        case "remove":
            index.remove(infohash)
        case _:
            pass


def check_derived(index: Index) -> None:
    records = index.seeds()
    by_seeds = index.seed_page(SeedOrder.ENDANGERED, None, 100)
    assert [record.entry.seeds for record in by_seeds] == sorted(
        record.entry.seeds for record in records
    )
    by_size = index.seed_page(SeedOrder.LARGEST, None, 100)
    assert [record.entry.item.length for record in by_size] == sorted(
        (record.entry.item.length for record in records), reverse=True
    )
    ends = [record.until or 2**63 for record in index.seed_page(SeedOrder.ENDING, None, 100)]
    assert ends == sorted(record.until or 2**63 for record in records)
    assert {record.number for record in index.outdated_seeds(None, 100)} == {
        record.number for record in records if record.newer
    }
    assert index.seed_totals().endangered == sum(record.endangered for record in records)


# From the schema before


@pytest.fixture
def first_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of version 1 with a post, its edit, and the first of them seeded."""
    known = database.migrations()
    monkeypatch.setattr(database, "migrations", lambda: known[:1])
    with closing(database.Database(path)) as old, old.transaction():
        old.change(
            "INSERT INTO chain (chain_id, kind, board, original, newest, created, tie, seeds)"
            " VALUES (1, 'post', 'general', 1, 2, 1, 0, 4)"
        )
        for number in (1, 2):
            old.change(
                "INSERT INTO item SELECT ?, x'', ?, ?, 'post', 'general', ?, '', ?, 'a.txt', 7,"
                " x'', x'', x'', 't', NULL, NULL, NULL, 5, 1",
                (number, bytes([number]) * 20, bytes([number]) * 32, b"a" * 32, number),
            )
        old.change("INSERT INTO seed VALUES (1, 1, 100, 200)")
    monkeypatch.setattr(database, "migrations", lambda: known)
    return path


def test_an_older_index_is_brought_up_to_date(first_schema: Path) -> None:
    with closing(Index.open(first_schema)) as index:
        (record,) = index.seed_page(SeedOrder.LARGEST, None, 9)
        assert (record.since, record.uploaded, record.newer) == (100, 0, b"\x02" * 20)
        assert index.outdated_seeds(None, 9) == [record]
        for order in SeedOrder:
            assert index.seed_page(order, None, 9) == [record]
            assert index.seed_page(order, record, 9) == []
        assert index.seed_totals().endangered == 0
        assert [entry.item.created for entry in index.by_author(b"a" * 32, None, 9)] == [2]
