"""What concerns us is noticed whatever comes first, and told once."""

from __future__ import annotations

import asyncio

import pytest

from p2psocial.protocol.identity import fingerprint
from p2psocial.services.noticing import Self, mention_pattern
from p2psocial.services.notifications import Notice
from p2psocial.services.ports import BlockKind, NoticeKind
from tests.services.people import Clock, Person

ANNA = Self(b"a" * 32, "Anna B.")
BEN = Self(b"b" * 32, "")
OTHER = fingerprint(b"c" * 32)


def notices(person: Person) -> list[Notice]:
    return person.notifications.page(None, 100)


def told(person: Person) -> list[tuple[NoticeKind, bytes]]:
    return [(each.kind, each.entry.item.infohash) for each in notices(person)]


def test_answers_to_ours_are_noticed_and_those_to_others_not(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post(title="Hers")
        ben.takes(anna.file(post))
        answer = await ben.comment(post)
        below = await ben.comment(answer)
        own = await anna.comment(post)
        anna.takes(ben.file(answer), ben.file(below))
        ben.takes(anna.file(own))

        (notice,) = notices(anna)
        assert (notice.kind, notice.entry.item) == (NoticeKind.REPLY, answer.item)
        assert (notice.root, notice.title, notice.unread) == (post.item.infohash, "Hers", True)
        assert notices(ben) == []

    asyncio.run(run())


def test_an_answer_that_came_before_what_it_answers_is_noticed(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        comment = await anna.comment(post)
        ben.takes(anna.file(post), anna.file(comment))
        answer = await ben.comment(comment)
        phrase = anna.identities.phrase(None)

        # The same person on another machine, which hears of all this in the wrong order.
        again = Person(anna.folder / "again", anna.clock)
        again.identities.restore(phrase)
        again.takes(ben.file(answer))
        assert notices(again) == []
        again.takes(anna.file(comment))
        assert told(again) == [(NoticeKind.REPLY, answer.item.infohash)]
        again.index.close()

    asyncio.run(run())


def test_an_identity_that_is_restored_later_notices_what_is_here(
    anna: Person, ben: Person, clock: Clock
) -> None:
    async def run() -> None:
        post = await anna.post()
        ben.takes(anna.file(post))
        answer = await ben.comment(post)
        again = Person(anna.folder / "again", clock)
        again.takes(anna.file(post), ben.file(answer))
        assert notices(again) == []
        again.identities.restore(anna.identities.phrase(None))
        clock.now += 1
        again.takes(anna.file(await anna.post("Another.\n")))
        assert told(again) == [(NoticeKind.REPLY, answer.item.infohash)]
        again.index.close()

    asyncio.run(run())


def test_texts_that_name_us_are_noticed_when_their_text_comes(anna: Person, ben: Person) -> None:
    async def run() -> None:
        anna.identities.create("Anna B.")
        named = await ben.post("Ask @anna b. about it\n")
        file = ben.file(named)
        anna.admission.admit_header(anna.admission.check_info(file.info))
        assert notices(anna) == []
        anna.takes(file, ben.file(await ben.post("Nobody here\n")))
        assert told(anna) == [(NoticeKind.MENTION, named.item.infohash)]

    asyncio.run(run())


def test_what_is_blocked_or_ours_is_not_told(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        ben.takes(anna.file(post))
        anna.takes(ben.file(await ben.comment(post)))
        assert anna.notifications.unread_count() == 1
        anna.moderation.block(BlockKind.AUTHOR, ben.identities.find().fingerprint)
        assert (notices(anna), anna.notifications.unread_count()) == ([], 0)

    asyncio.run(run())


def test_unread_ends_when_notices_were_seen(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        ben.takes(anna.file(post))
        anna.takes(ben.file(await ben.comment(post, "One")))
        anna.index.see_notices(None)
        assert [each.unread for each in notices(anna)] == [False]
        anna.takes(ben.file(await ben.comment(post, "Two")))
        assert [each.unread for each in notices(anna)] == [True, False]
        assert anna.notifications.unread_count() == 1
        (first,) = anna.notifications.page(None, 1)
        assert anna.notifications.page(first.number, 5) == notices(anna)[1:]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Anna B. wrote", True),
        ("(@anna b.)", True),
        ("mail@anna b.", False),
        ("@Anna C.", False),
        (f"@Anna B.#{fingerprint(ANNA.public)} said", True),
        (f"@Anna B.#{OTHER} said", False),
        (f"@ben#{fingerprint(BEN.public)}", True),
        (f"#{fingerprint(BEN.public).upper()}!", True),
        (f"#{fingerprint(BEN.public)}x", False),
        (f"#{OTHER}", False),
        ("@", False),
        ("", False),
    ],
)
def test_who_is_named(text: str, names: bool) -> None:  # noqa: FBT001 -- one of the cases above
    pattern = mention_pattern([ANNA, BEN])
    assert pattern is not None
    assert bool(pattern.search(text)) == names


def test_nobody_is_never_named() -> None:
    assert mention_pattern([]) is None
