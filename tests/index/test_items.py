from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.index.index import Index
from p2psocial.index.records import Totals
from p2psocial.protocol.item import Kind
from tests.index.conftest import Add
from tests.index.items_factory import NOW, comment, post, retraction, sha1, sha256
from tests.index.test_against_model import opened


def test_what_is_added_can_be_read_back(index: Index) -> None:
    written = comment("c", post("p"), replaces=post("earlier"))

    assert index.add(written.item, written.text, NOW)

    assert index.header(written.infohash) == written.item
    assert index.text(written.infohash) == written.text
    assert index.knows(written.item.id)
    entry = index.entry(written.infohash)
    assert entry is not None
    assert (entry.item, entry.arrived) == (written.item, NOW)


def test_what_is_unknown_is_answered_with_nothing(index: Index) -> None:
    assert index.header(sha1("x")) is None
    assert index.text(sha1("x")) is None
    assert index.entry(sha1("x")) is None
    assert not index.knows(sha256("x"))
    assert index.versions(sha1("x")) == []
    assert index.thread(sha1("x")) == []
    assert index.naming(sha1("x")) == []
    index.remove(sha1("x"))


def test_adding_twice_changes_nothing(index: Index, add: Add) -> None:
    written = post("p")
    add(written)

    assert not index.add(written.item, "another text", NOW + 5)

    assert index.text(written.infohash) == written.text
    assert index.totals().items == 1


def test_a_second_item_with_a_known_infohash_is_not_stored(index: Index, add: Add) -> None:
    written = post("p")
    add(written)

    assert not index.add(replace(written.item, id=sha256("forged")), "x", NOW)


def test_infohashes_are_found_by_the_beginning_of_their_hexadecimal_form(
    index: Index, add: Add
) -> None:
    made = [post(str(number)) for number in range(300)]
    add(*made)
    wanted = made[0].infohash.hex()

    for length in range(41):
        expected = sorted(
            each.infohash for each in made if each.infohash.hex().startswith(wanted[:length])
        )
        assert index.matching(wanted[:length], 1000) == expected
        assert index.matching(wanted[:length].upper(), 1000) == expected
    assert len(index.matching("", 7)) == 7
    for prefix in ("xyz", wanted + "0", " ", "1 2", "é", "%"):
        assert index.matching(prefix, 10) == []


def test_naming_finds_answers_edits_and_retractions(index: Index, add: Add) -> None:
    target = post("p")
    edit = post("edit", replaces=target, created=NOW - 5)
    answer = comment("c", target, created=NOW - 4)
    below = comment("below", answer, created=NOW - 3)
    back = retraction("r", target, created=NOW - 2)
    add(back, below, answer, edit, target)

    assert index.naming(target.infohash) == [edit.item, answer.item, below.item, back.item]


def test_totals_count_items_seeds_and_bytes_of_text(index: Index, add: Add) -> None:
    first, second = post("1", body="é"), post("2")
    add(first, second)
    index.start_seed(first.infohash, NOW, None)
    sizes = [len(each.text.encode()) for each in (first, second)]
    assert index.totals() == Totals(2, 1, text_bytes=sum(sizes), seed_bytes=sizes[0])

    back = retraction("r", first)
    add(back)
    assert index.totals().text_bytes == sizes[1] + len(back.text)

    for each in (first, second, back):
        index.remove(each.infohash)
    assert index.totals() == Totals(0, 0, 0, 0)


def test_a_removed_item_leaves_nothing_and_can_come_back(index: Index, add: Add) -> None:
    written = post("p", title="Unmistakable")
    add(written)
    index.start_seed(written.infohash, NOW, None)
    index.record_swarm(written.infohash, ["h"], NOW)

    index.remove(written.infohash)

    assert index.entry(written.infohash) is None
    assert index.text(written.infohash) is None
    assert index.search("Unmistakable", 10) == []
    assert index.seeds() == []
    add(written)
    entry = index.entry(written.infohash)
    assert entry is not None
    assert entry.seeds == 0


@settings(max_examples=40, deadline=None)
@given(
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300),
    body=st.text(st.characters(exclude_categories=["Cs"]), max_size=2000),
)
def test_any_text_comes_back_as_it_was(title: str, body: str) -> None:
    written = post("p", title=title, body=body)
    with opened() as index:
        index.add(written.item, written.text, NOW)
        assert index.text(written.infohash) == written.text
        index.search(title, 5)
        index.remove(written.infohash)
        assert index.search(title, 5) == []


def test_the_largest_text_is_stored(index: Index, add: Add) -> None:
    written = post("p", body="\U0001f332é " * 9_000)
    add(written)

    assert index.text(written.infohash) == written.text
    assert len(index.search("\U0001f332é", 5)) == 1
    assert written.item.kind is Kind.POST
