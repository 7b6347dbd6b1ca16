from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.index import authors
from p2psocial.index.index import Index
from p2psocial.index.records import AuthorRecord, Entry, Written
from tests.index.conftest import Add
from tests.index.items_factory import ALICE, BOB, NOW, comment, post, retraction


def titles(entries: list[Entry]) -> list[str]:
    return [entry.item.title or "comment" for entry in entries]


def position(entry: Entry) -> Written:
    return entry.item.created, entry.item.id


def test_an_authors_page_has_newest_versions_newest_first(index: Index, add: Add) -> None:
    first = post("1", title="first", created=NOW - 50)
    theirs = post("2", title="theirs", author=BOB)
    answer = comment("c", theirs, created=NOW - 40)
    gone = post("3", title="gone", created=NOW - 30)
    edited = post("4", title="edited", created=NOW - 20, replaces=first)
    add(first, theirs, answer, gone, edited, retraction("r", gone))

    assert titles(index.by_author(ALICE, None, 10)) == ["edited", "comment"]
    assert titles(index.by_author(BOB, None, 10)) == ["theirs"]
    assert index.by_author(b"n" * 32, None, 10) == []


def test_pages_join_without_gap_or_repetition(index: Index, add: Add) -> None:
    add(*(post(str(number), created=NOW + number // 3) for number in range(50)))
    whole = index.by_author(ALICE, None, 100)

    joined: list[Entry] = []
    while page := index.by_author(ALICE, position(joined[-1]) if joined else None, 7):
        joined += page
    assert joined == whole
    assert len(whole) == 50


def test_what_is_known_of_an_author(index: Index, add: Add) -> None:
    first, second = post("1"), post("2", created=NOW - 5)
    edited = post("3", created=NOW - 4, replaces=second)
    gone = comment("g", first)
    add(first, second, edited, comment("c", first), gone, retraction("r", gone))
    index.record_swarm(second.infohash, ["a", "b"], NOW)
    index.start_seed(first.infohash, NOW, None)

    assert index.author(ALICE) == AuthorRecord(("nick",), NOW, posts=2, comments=1, seeds=3)
    assert index.author(BOB) == AuthorRecord((), None, posts=0, comments=0, seeds=0)


def test_counts_that_leave_older_items_out_say_so(
    index: Index, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors, "MOST_COUNTED", 2)
    add(post("1"))
    assert index.author(ALICE).whole
    add(post("2"), post("3"))
    assert index.author(ALICE) == AuthorRecord(
        ("nick",), NOW, posts=2, comments=0, seeds=0, whole=False
    )


def test_pages_are_read_without_scanning_or_sorting(index: Index) -> None:
    plan = index.explain_pages()

    assert any("USING INDEX item_author_newest" in step for step in plan)
    scans = [step for step in plan if "SCAN" in step and "written" not in step]
    assert [step for step in scans if "CONSTANT ROW" not in step and "ours" not in step] == []


def test_a_reader_is_told_cheaply_that_something_was_written(
    index: Index, add: Add, path: Path
) -> None:
    with closing(Index.open(path, read_only=True)) as reader:
        before = reader.data_version()
        assert reader.data_version() == before
        add(post("1"))
        after = reader.data_version()
        assert after != before
        assert reader.data_version() == after
    assert index.data_version() == index.data_version()
