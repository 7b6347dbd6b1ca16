"""Threads as trees, in whatever state and order their parts arrived."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from p2psocial.control.documents import thread_document
from p2psocial.failures import RequestError
from p2psocial.protocol.magnet import Address
from p2psocial.services.ports import Entry
from p2psocial.services.thread import MAX_DEPTH, Reply
from tests.index.items_factory import Written, comment
from tests.services.people import BEGIN, Clock, Person

DEEP = 5_000


def bodies(replies: tuple[Reply, ...]) -> list[object]:
    """Return a tree as nested lists: each body is followed by the list of its answers, if any."""
    listed: list[object] = []
    for reply in replies:
        listed.append(reply.body and reply.body.strip())
        if reply.replies:
            listed.append(bodies(reply.replies))
    return listed


def shown(person: Person, entry: Entry) -> list[object]:
    return bodies(person.threads.show(entry.item.infohash).replies)


def test_answers_are_nested_the_best_seeded_first_and_then_the_oldest(
    anna: Person, clock: Clock
) -> None:
    async def run() -> None:
        post = await anna.post()
        old = await anna.comment(post, "Old")
        clock.now += 1
        young = await anna.comment(post, "Young")
        clock.now += 1
        liked = await anna.comment(post, "Liked")
        await anna.comment(old, "Below old")
        await anna.comment(young, "Below young")
        anna.evidence.record(liked.item.infohash, [Address("192.0.2.1", 1)])
        assert shown(anna, post) == ["Liked", "Old", ["Below old"], "Young", ["Below young"]]
        assert shown(anna, old) == ["Below old"]

    asyncio.run(run())


def test_an_answer_to_any_version_stands_below_the_newest(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        comment = await anna.comment(post, "First version")
        edited_comment = await anna.edit(comment, "Second version")
        edited_post = await anna.edit(post, "Edited.\n")
        for version in (comment, edited_comment):
            await anna.comment(version, "Below")
        await anna.comment(edited_post, "On the edited post")
        for version in (post, edited_post):
            assert sorted(map(str, shown(anna, version))) == [
                "On the edited post",
                "Second version",
                "['Below', 'Below']",
            ]

    asyncio.run(run())


def test_what_was_taken_back_keeps_its_place_without_its_text(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        comment = await anna.comment(post, "Regretted")
        await anna.comment(comment, "Below")
        await anna.retract(comment)
        assert shown(anna, post) == [None, ["Below"]]
        await anna.retract(post)
        thread = anna.threads.show(post.item.infohash)
        assert (thread.entry.retracted, thread.body) == (True, None)
        assert bodies(thread.replies) == [None, ["Below"]]

    asyncio.run(run())


def test_an_answer_to_what_is_missing_stands_at_the_top_marked(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        missing = await anna.comment(post, "Missing")
        answer = await anna.comment(missing, "Answer")
        below = await anna.comment(answer, "Below")
        ben.takes(anna.file(post), anna.file(below), anna.file(answer))
        (orphan,) = ben.threads.show(post.item.infohash).replies
        assert orphan.parent_missing
        assert bodies((orphan,)) == ["Answer", ["Below"]]
        ben.takes(anna.file(missing))
        assert shown(ben, post) == ["Missing", ["Answer", ["Below"]]]

    asyncio.run(run())


def test_a_comment_can_be_shown_before_its_post_is_here(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        comment = await anna.comment(post, "Comment")
        below = await anna.comment(comment, "Below")
        ben.takes(anna.file(comment), anna.file(below))
        assert shown(ben, comment) == ["Below"]
        with pytest.raises(RequestError, match="is not here"):
            ben.threads.show(post.item.infohash)

    asyncio.run(run())


def test_five_thousand_nested_answers_are_shown_and_become_json(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        above = Written(post.item, "")
        with anna.index.transaction():
            for number in range(DEEP):
                above = comment(f"{number}", above, body=f"Answer {number}")
                anna.index.add(above.item, above.text, BEGIN)
        begun = time.monotonic()
        thread = anna.threads.show(post.item.infohash)
        document = thread_document(thread, BEGIN, ())
        text = json.dumps(document)
        assert time.monotonic() - begun < 5
        assert text.count('"Answer ') == DEEP
        depth, replies = 0, thread.replies
        while replies:
            depth, replies = depth + 1, replies[0].replies
        assert depth == MAX_DEPTH

    asyncio.run(run())
