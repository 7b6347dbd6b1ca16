from __future__ import annotations

from dataclasses import replace

from p2psocial.index.index import Index
from tests.index.conftest import Add
from tests.index.items_factory import BOB, NOW, Written, comment, post, retraction


def comments(index: Index, written: Written) -> int:
    entry = index.entry(written.infohash)
    assert entry is not None
    return entry.comments


def test_comments_on_any_version_are_one_thread(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    answers = [comment("a", first), comment("b", second)]
    add(*answers, second, first)

    for version in (first, second):
        thread = index.thread(version.infohash)
        assert {entry.item.infohash for entry in thread} == {each.infohash for each in answers}
        assert comments(index, version) == 2


def test_when_a_version_is_removed_the_comments_that_name_it_leave_the_thread(
    index: Index, add: Add
) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    add(first, second, comment("a", first), comment("b", second))

    index.remove(second.infohash)

    assert comments(index, first) == len(index.thread(first.infohash)) == 1
    add(second)
    assert comments(index, first) == len(index.thread(first.infohash)) == 2


def test_comments_that_came_before_their_post_are_a_thread_already(index: Index, add: Add) -> None:
    missing = post("p")
    answer = comment("a", missing)
    below = comment("b", answer)
    add(below, answer)

    assert len(index.thread(missing.infohash)) == 2
    assert comments(index, answer) == 1


def test_an_edited_comment_counts_once_and_is_shown_in_its_newest_version(
    index: Index, add: Add
) -> None:
    top = post("p")
    answer = comment("a", top, created=NOW - 20)
    edited = comment("b", top, created=NOW - 10, replaces=answer)
    below = comment("c", answer, author=BOB)
    add(top, edited, below, answer)

    thread = {entry.item.infohash: entry for entry in index.thread(top.infohash)}
    assert thread.keys() == {edited.infohash, below.infohash}
    assert thread[edited.infohash].comments == 1
    assert comments(index, top) == 2


def test_a_retracted_comment_stays_in_its_place_but_is_not_counted(index: Index, add: Add) -> None:
    top = post("p")
    answer = comment("a", top)
    below = comment("b", answer)
    add(top, answer, below, retraction("r", answer))

    thread = {entry.item.infohash: entry for entry in index.thread(top.infohash)}
    assert thread[answer.infohash].retracted
    assert thread[answer.infohash].comments == 1
    assert not thread[below.infohash].retracted
    assert comments(index, top) == 1

    add(retraction("r2", below))
    assert [entry.comments for entry in index.thread(top.infohash)] == [0, 0]
    assert comments(index, answer) == comments(index, top) == 0


def test_the_answers_to_a_comment_include_indirect_ones(index: Index, add: Add) -> None:
    top = post("p")
    chain = [comment("0", top)]
    for number in range(1, 200):
        chain.append(comment(str(number), chain[-1]))
    add(*chain[::-1], top)

    counted = {entry.item.infohash: entry.comments for entry in index.thread(top.infohash)}
    for depth, each in enumerate(chain):
        assert counted[each.infohash] == comments(index, each) == 199 - depth


def test_a_comment_below_a_thread_of_another_post_is_not_counted(index: Index, add: Add) -> None:
    one, other = post("1"), post("2")
    answer = comment("a", one)
    stray = comment("b", answer)
    add(one, other, answer, Written(replace(stray.item, root=other.infohash), stray.text))

    assert comments(index, answer) == 0
    assert comments(index, other) == 1
