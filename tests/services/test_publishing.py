"""Writing, editing and taking back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.item import Kind
from p2psocial.protocol.magnet import Magnet
from p2psocial.services.publishing import Author
from p2psocial.services.voting import Duration
from tests.services.people import Clock, Person

# Bits of a stamp that takes a moment: some tenths of a second.
WORK = 16


def test_a_post_is_stored_voted_for_and_served(anna: Person) -> None:
    entry = asyncio.run(anna.post("Body.\n", "Title"))
    assert (entry.seeding, entry.seeds) == (True, 1)
    assert anna.network.served == {entry.item.infohash: b"# Title\n\nBody.\n"}
    assert anna.feed.body(entry.item) == "Body.\n"


@pytest.mark.parametrize(
    ("board", "title", "body", "rule"),
    [
        ("Not A Board", "Title", "Body", "a board's name"),
        ("test", "", "Body", "a title is one line"),
        ("test", "Two\nlines", "Body", "a title is one line"),
        ("test", "Title", "\x07", "control character"),
        ("test", "Title", "x" * 65_536, "1 to 65536 bytes"),
    ],
)
def test_what_would_be_invalid_is_refused_and_nothing_kept(
    anna: Person, board: str, title: str, body: str, rule: str
) -> None:
    post = anna.publishing.post(board, title, body, Author(), lambda _, __: None)
    with pytest.raises(RequestError, match=rule):
        asyncio.run(post)
    assert anna.index.totals().items == 0
    assert anna.network.served == {}


def test_an_edit_within_the_same_second_is_the_newest_version(anna: Person) -> None:
    async def run() -> None:
        first = await anna.post()
        second = await anna.edit(first, "Second.\n")
        third = await anna.edit(first, "Third.\n", "New title")
        assert third.item.replaces == second.item.infohash
        shown = anna.threads.show(first.item.infohash)
        assert (shown.entry.item.title, shown.body) == ("New title", "Third.\n")
        assert [each.infohash for each in shown.history] == [
            each.item.infohash for each in (first, second, third)
        ]

    asyncio.run(run())


def test_an_edit_of_any_version_replaces_the_newest_one(anna: Person, clock: Clock) -> None:
    async def run() -> None:
        first = await anna.post()
        clock.now += 60
        second = await anna.edit(first, "Second.\n")
        clock.now += 60
        third = await anna.edit(first, "Third.\n")
        assert third.item.replaces == second.item.infohash
        assert third.item.title == first.item.title

    asyncio.run(run())


def test_an_edit_that_changes_nothing_is_refused(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post("Same.\n")
        comment = await anna.comment(post, "Same.\n")
        for entry in (post, comment):
            with pytest.raises(RequestError, match="nothing was changed"):
                await anna.edit(entry, "Same.\n")
        assert anna.index.totals().items == 2

    asyncio.run(run())


def test_a_comment_has_no_title_to_edit(anna: Person) -> None:
    async def run() -> None:
        comment = await anna.comment(await anna.post())
        with pytest.raises(RequestError, match="a comment has no title"):
            await anna.edit(comment, "Other.\n", "Title")

    asyncio.run(run())


def test_only_the_identity_that_wrote_can_edit_and_it_does_so_whichever_is_current(
    anna: Person,
) -> None:
    async def run() -> None:
        post = await anna.post()
        other = anna.identities.create("other")
        edit = await anna.edit(post, "Edited.\n")
        assert edit.item.author == post.item.author
        forced = Author(other.fingerprint)
        with pytest.raises(RequestError, match="that identity did not write this"):
            await anna.publishing.edit(
                post.item.infohash, "Forced.\n", None, forced, lambda _, __: None
            )

    asyncio.run(run())


def test_somebody_elses_item_can_be_neither_edited_nor_taken_back(
    anna: Person, ben: Person
) -> None:
    async def run() -> None:
        post = await anna.post()
        ben.takes(anna.file(post))
        for attempt in (ben.edit(post, "Not mine.\n"), ben.retract(post)):
            with pytest.raises(RequestError, match="one of your own identities"):
                await attempt

    asyncio.run(run())


def test_an_answer_belongs_to_the_thread_and_board_of_what_it_answers(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        answer = await anna.comment(post)
        below = await anna.comment(answer)
        for comment, parent in ((answer, post), (below, answer)):
            assert comment.item.parent == parent.item.infohash
            assert comment.item.root == post.item.infohash
            assert comment.item.board == "test"

    asyncio.run(run())


def test_a_retraction_takes_all_versions_back_and_is_itself_served(anna: Person) -> None:
    async def run() -> None:
        first = await anna.post()
        second = await anna.edit(first, "Second.\n")
        retraction = await anna.retract(first)
        assert anna.network.served.keys() == {retraction.item.infohash}
        for version in (first, second):
            assert anna.entry(version).retracted
            assert anna.feed.body(version.item) is None
        assert [record.entry.item.kind for record in anna.index.seeds()] == [Kind.RETRACT]

    asyncio.run(run())


Attempt = Callable[[Person, Magnet], Awaitable[object]]
ATTEMPTS: dict[str, tuple[Attempt, str]] = {
    "comment": (
        lambda anna, it: anna.publishing.comment(it.infohash, "X", Author(), lambda _, __: None),
        "cannot be answered",
    ),
    "edit": (
        lambda anna, it: anna.publishing.edit(it.infohash, "X", None, Author(), lambda _, __: None),
        "taken back already",
    ),
    "retract": (
        lambda anna, it: anna.publishing.retract(it.infohash, Author(), lambda _, __: None),
        "taken back already",
    ),
    "upvote": (
        lambda anna, it: anna.voting.upvote(it, Duration.YEAR, 1, lambda _: None),
        "took this back",
    ),
    "import": (
        lambda anna, it: anna.importing.by_magnet(it, 1, lambda _: None),
        "took this back",
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_was_taken_back_stays_taken_back(anna: Person, name: str) -> None:
    attempt, reason = ATTEMPTS[name]

    async def run() -> None:
        post = await anna.post()
        await anna.retract(post)
        with pytest.raises(RequestError, match=reason):
            await attempt(anna, Magnet(post.item.infohash))

    asyncio.run(run())


def test_taking_back_on_another_machine_wins_over_an_edit_that_is_being_stamped(
    tmp_path: Path, clock: Clock, ben: Person
) -> None:
    anna = Person(tmp_path / "anna", clock, stamp_bits=WORK)

    async def run() -> None:
        post = await anna.post()
        # The same 24 words make Ben's machine another one of Anna's.
        ben.identities.restore(anna.identities.phrase(None))
        ben.takes(anna.file(post))
        retraction = ben.file(await ben.retract(post))

        edit = asyncio.create_task(anna.edit(post, "Too late.\n"))
        await asyncio.sleep(0)
        anna.takes(retraction)
        with pytest.raises(RequestError, match="taken back while it was being edited"):
            await edit
        assert anna.network.served == {}
        assert anna.index.seeds() == []

    asyncio.run(run())
    anna.index.close()


def test_a_command_that_goes_away_before_the_stamp_leaves_nothing(
    tmp_path: Path, clock: Clock
) -> None:
    anna = Person(tmp_path / "anna", clock, stamp_bits=WORK)

    async def run() -> None:
        post = asyncio.create_task(anna.post())
        await asyncio.sleep(0)
        post.cancel()
        with pytest.raises(asyncio.CancelledError):
            await post
        assert anna.index.totals().items == 0
        assert anna.network.served == {}

    asyncio.run(run())
    anna.index.close()


def test_a_disk_that_is_full_while_publishing_loses_nothing_and_says_so(anna: Person) -> None:
    async def run() -> None:
        anna.network.full = True
        with pytest.raises(MachineError, match=r"do not publish it again.*No space left"):
            await anna.post()
        (record,) = anna.index.seeds()
        assert anna.feed.body(record.entry.item) == "Some text.\n"
        anna.network.full = False
        assert await anna.voting.resume() == 1
        assert anna.network.served.keys() == {record.entry.item.infohash}

    asyncio.run(run())


def test_many_at_once_are_all_published(anna: Person) -> None:
    async def run() -> None:
        posts = await asyncio.gather(*(anna.post(f"Text {number}\n") for number in range(50)))
        assert len({post.item.infohash for post in posts}) == 50
        assert anna.network.served.keys() == {post.item.infohash for post in posts}

    asyncio.run(run())
