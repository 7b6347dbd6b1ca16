from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from p2psocial.index.index import Index
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


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
