from __future__ import annotations

import asyncio

import pytest

from p2psocial.failures import RequestError
from p2psocial.protocol.identity import fingerprint
from p2psocial.services.ports import BlockKind
from tests.services.people import Person


def test_an_author_is_found_by_key_or_fingerprint(anna: Person, ben: Person) -> None:
    async def run() -> None:
        theirs = (await ben.post()).item
        anna.takes(ben.file(ben.feed.entry(theirs.infohash)))
        name = fingerprint(theirs.author)
        for given in (name, f" #{name.upper()}", theirs.author.hex()):
            assert anna.authors.find(given) == theirs.author
        assert anna.authors.find("ab" * 32) == b"\xab" * 32
        with pytest.raises(RequestError, match="neither the public key"):
            anna.authors.find("abcdefgh")

    asyncio.run(run())


def test_facts_tell_who_is_me_and_who_is_blocked(anna: Person, ben: Person) -> None:
    async def run() -> None:
        mine, theirs = await anna.post(), await ben.post()
        anna.takes(ben.file(theirs))
        me, him = anna.authors.facts(mine.item.author), anna.authors.facts(theirs.item.author)
        assert (me.is_me, me.blocked, me.record.posts) == (True, False, 1)
        assert (him.is_me, him.blocked, him.record.posts) == (False, False, 1)
        anna.moderation.block(BlockKind.AUTHOR, him.fingerprint)
        assert anna.authors.facts(theirs.item.author).blocked
        assert anna.authors.page(theirs.item.author, None, 10) == []

    asyncio.run(run())


def test_a_page_is_full_although_some_of_it_is_refused(anna: Person) -> None:
    async def run() -> None:
        entries = []
        for number in range(12):
            anna.clock.now += 1
            entries.append(await anna.post(title=f"{'odd' if number % 2 else 'even'} {number}"))
        anna.moderation.block(BlockKind.WORD, "odd")
        author = entries[0].item.author
        page = anna.authors.page(author, None, 4)
        assert [each.item.title for each in page] == ["even 10", "even 8", "even 6", "even 4"]
        last = page[-1].item
        rest = anna.authors.page(author, (last.created, last.id), 4)
        assert [each.item.title for each in rest] == ["even 2", "even 0"]

    asyncio.run(run())


def test_rules_that_another_connection_made_are_read_again(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post(title="Something odd")
        reader = type(anna.moderation)(anna.index, anna.clock)
        anna.moderation.block(BlockKind.WORD, "odd")
        assert not reader.refuses(post.item)
        reader.refresh()
        assert reader.refuses(post.item)

    asyncio.run(run())
