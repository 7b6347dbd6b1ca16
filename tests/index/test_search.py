from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from p2psocial.index import search
from p2psocial.index.index import Index
from p2psocial.index.records import SearchScope
from p2psocial.protocol.item import Kind
from tests.index.conftest import Add
from tests.index.items_factory import NOW, comment, post


def names(index: Index, words: str) -> list[bytes]:
    return [found.entry.item.infohash for found in index.search(words, 20)]


def test_all_words_must_be_there_and_the_last_may_be_unfinished(index: Index, add: Add) -> None:
    written = post("1", title="Forests at night", body="The owl and the badger.")
    add(written, post("2", title="Forests by day", body="The badger sleeps."))

    for words in ("forests owl", "OWL Badger", "night bad", "badger. owl", "ow"):
        assert names(index, words) == [written.infohash]
    for words in ("owl day", "adger", "ow badger"):
        assert names(index, words) == []


def test_a_single_letter_is_a_whole_word(index: Index, add: Add) -> None:
    written = post("1", body="vitamin c")
    add(written, post("2", body="vitamin complex"))

    assert names(index, "vitamin c") == [written.infohash]
    add(post("3", body="猫と犬"))
    assert names(index, "猫") == [post("3").infohash]


def test_accents_and_case_do_not_matter(index: Index, add: Add) -> None:
    written = post("1", body="Ein Café in Ålesund, Привет")
    add(written)

    for words in ("cafe", "CAFÉ", "alesund", "привет"):
        assert names(index, words) == [written.infohash]


def test_a_title_weighs_more_than_a_text_and_equals_come_newest_first(
    index: Index, add: Add
) -> None:
    body = post("1", title="Something else", body="badger of the wood", created=NOW - 1)
    older = post("2", title="The badger", body="of the wood here", created=NOW - 20)
    newer = post("3", title="The badger", body="of the wood here", created=NOW - 10)
    add(newer, body, older)

    assert names(index, "badger") == [newer.infohash, older.infohash, body.infohash]
    assert len(index.search("badger", 2)) == 2


def test_the_excerpt_is_plain_text_around_the_words(index: Index, add: Add) -> None:
    filler = "word " * 100
    add(post("1", body=f"{filler}\nhere is\n\nthe **badger** <b>now</b> {filler}"))

    (found,) = index.search("badger", 5)
    assert "here is the **badger** <b>now</b>" in found.excerpt
    assert len(found.excerpt) < 300


def test_the_excerpt_of_a_match_in_the_title_begins_the_text(index: Index, add: Add) -> None:
    add(post("1", title="Badgers", body="They live in setts."))

    (found,) = index.search("badgers", 5)
    assert found.excerpt == "They live in setts."


def test_comments_are_found_too(index: Index, add: Add) -> None:
    answer = comment("2", post("1"), body="A reply about badgers")
    add(answer)

    assert names(index, "badgers") == [answer.infohash]


@pytest.mark.parametrize("words", ["", "   ", "\x00", "\ud800", "!", '"', "*", "-- --"])
def test_no_words_find_nothing(index: Index, add: Add, words: str) -> None:
    add(post("1"))

    assert index.search(words, 5) == []


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(words=st.text(max_size=400))
@example('badger" OR title:x')
@example("NEAR(a b, 2)")
@example("title : ^badger*")
@example("a AND NOT (b")
@example("badger " * 500)
@example("\ud800badger\x00more")
def test_whatever_is_typed_is_only_words(index: Index, words: str) -> None:
    index.add(post("1").item, post("1").text, NOW)

    index.search(words, 5)


# Some of the matches


def test_a_scope_leaves_out_other_boards_kinds_and_times(index: Index, add: Add) -> None:
    old = post("1", title="old badger", created=NOW - 100, board="music")
    edited = post("2", title="edited badger", created=NOW - 5, board="music", replaces=old)
    young = post("3", title="young badger", created=NOW - 10)
    answer = comment("4", young, body="a badger", created=NOW - 8)
    add(old, edited, young, answer)

    def found(scope: SearchScope) -> set[bytes]:
        return {each.entry.item.infohash for each in index.search("badger", 9, scope)}

    assert found(SearchScope()) == {edited.infohash, young.infohash, answer.infohash}
    assert found(SearchScope(board="music")) == {edited.infohash}
    assert found(SearchScope(kind=Kind.COMMENT)) == {answer.infohash}
    # An edit does not make an old text new.
    assert found(SearchScope(since=NOW - 50)) == {young.infohash, answer.infohash}
    assert found(SearchScope(kind=Kind.POST, since=NOW - 10)) == set()


def test_pages_of_a_search_join(index: Index, add: Add) -> None:
    add(*(post(str(number), title=f"badger {number % 3}") for number in range(20)))
    whole = index.search("badger", 100)
    for scope in (SearchScope(), SearchScope(kind=Kind.POST)):
        pages = [
            index.search("badger", 6, replace(scope, offset=begin)) for begin in (0, 6, 12, 18, 24)
        ]
        assert [len(page) for page in pages] == [6, 6, 6, 2, 0]
        assert [each for page in pages for each in page] == whole


def test_only_the_newest_matches_are_looked_through(
    index: Index, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED_THROUGH", 3)
    made = [post(str(number), title="badger", board="music") for number in range(5)]
    add(*made)

    found = index.search("badger", 9, SearchScope(board="music"))
    assert {each.entry.item.infohash for each in found} == {each.infohash for each in made[2:]}


def test_a_scope_is_searched_without_sorting(index: Index) -> None:
    plan = index.explain_search()
    assert any("VIRTUAL TABLE INDEX" in step for step in plan)
    assert [step for step in plan if "TEMP B-TREE" in step] == []
