from __future__ import annotations

import pytest

from p2psocial.index import notices, visits
from p2psocial.index.index import Index
from p2psocial.index.records import NoticeKind, Visit
from tests.index.conftest import Add
from tests.index.items_factory import ALICE, BOB, NOW, comment, post, retraction, sha1


def noticed(index: Index) -> list[bytes]:
    return [record.entry.item.infohash for record in index.notices(None, 100)]


def test_notices_are_listed_as_they_came_the_last_first(index: Index, add: Add) -> None:
    top = post("p")
    answers = [comment(str(number), top, author=BOB) for number in range(9)]
    add(top, *answers)
    for number, answer in enumerate(answers):
        index.add_notice(answer.infohash, NoticeKind.REPLY, NOW + number // 4)

    whole = index.notices(None, 100)
    assert [each.entry.item for each in whole] == [each.item for each in reversed(answers)]
    assert [each.noticed for each in whole] == [NOW + number // 4 for number in range(8, -1, -1)]
    assert index.notices(whole[3].number, 3) == whole[4:7]
    assert index.notices(None, 0) == []


def test_a_chain_is_noticed_once_and_shown_in_its_newest_version(index: Index, add: Add) -> None:
    top = post("p")
    answer = comment("1", top, author=BOB, created=NOW - 9)
    edited = comment("2", top, author=BOB, created=NOW - 5, replaces=answer)
    add(top, answer)
    index.add_notice(answer.infohash, NoticeKind.REPLY, NOW)
    add(edited)
    index.add_notice(edited.infohash, NoticeKind.MENTION, NOW)
    index.add_notice(sha1("unknown"), NoticeKind.MENTION, NOW)

    (record,) = index.notices(None, 9)
    assert (record.entry.item, record.kind) == (edited.item, NoticeKind.REPLY)


def test_what_was_taken_back_or_removed_is_no_notice(index: Index, add: Add) -> None:
    top = post("p")
    one, other = comment("1", top, author=BOB), comment("2", top, author=BOB)
    add(top, one, other)
    for each in (one, other):
        index.add_notice(each.infohash, NoticeKind.REPLY, NOW)

    add(retraction("r", one, author=BOB))
    assert noticed(index) == [other.infohash]
    index.remove(other.infohash)
    assert noticed(index) == []
    assert index.unseen_notices(9) == []


def test_what_was_seen_is_unseen_no_more(index: Index, add: Add) -> None:
    top = post("p")
    answers = [comment(str(number), top, author=BOB) for number in range(3)]
    add(top, *answers)
    for each in answers[:2]:
        index.add_notice(each.infohash, NoticeKind.REPLY, NOW)
    assert index.unseen_notices(9) == [answers[1].item, answers[0].item]
    assert index.unseen_notices(1) == [answers[1].item]

    index.see_notices(index.notices(None, 9)[-1].number)
    assert index.unseen_notices(9) == [answers[1].item]
    index.see_notices(None)
    # Within the same second, and after the newest notice has gone.
    index.remove(answers[1].infohash)
    index.add_notice(answers[2].infohash, NoticeKind.REPLY, NOW)
    assert index.unseen_notices(9) == [answers[2].item]
    # Nobody can see what did not come yet.
    index.see_notices(10**9)
    assert index.notices_seen() == index.notices(None, 1)[0].number


def test_becoming_an_author_notices_the_answers_that_are_here(index: Index, add: Add) -> None:
    ours, theirs = post("p"), post("t", author=BOB)
    first, second = comment("1", ours, author=BOB), comment("2", ours, author=BOB)
    add(ours, theirs, first, comment("o", ours), comment("x", theirs, author=BOB), second)
    add(retraction("r", ours, author=BOB))

    index.adopt_author(ALICE)
    assert noticed(index) == [second.infohash, first.infohash]
    index.remove(first.infohash)
    index.adopt_author(ALICE)
    assert noticed(index) == [second.infohash]


def test_old_notices_go_when_there_are_too_many(
    index: Index, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MAX_NOTICES", 3)
    made = [post(str(number), author=BOB) for number in range(5)]
    add(*made)
    for each in made:
        index.add_notice(each.infohash, NoticeKind.MENTION, NOW)

    assert noticed(index) == [each.infohash for each in reversed(made[2:])]


def test_a_visit_is_remembered_for_every_version_of_the_post(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 9)
    second = post("2", created=NOW - 5, replaces=first)
    add(second)
    index.record_visit(second.infohash, NOW, 3)
    add(first)
    index.record_visit(first.infohash, NOW + 5, 4)
    index.record_visit(sha1("unknown"), NOW, 0)

    roots = [first.infohash, second.infohash, sha1("unknown"), sha1("never seen")]
    assert index.visits(roots) == {
        first.infohash: Visit(NOW + 5, 4),
        second.infohash: Visit(NOW + 5, 4),
        sha1("unknown"): Visit(NOW, 0),
    }


def test_the_visits_of_longest_ago_are_forgotten(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "MAX_VISITS", 3)
    roots = [sha1(str(number)) for number in range(5)]
    for number, root in enumerate(roots):
        index.record_visit(root, NOW - number, 0)

    assert list(index.visits(roots)) == roots[:3]
