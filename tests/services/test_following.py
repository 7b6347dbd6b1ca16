"""A vote moves to the newest version, and never gets lost on the way."""

from __future__ import annotations

import asyncio

from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.magnet import Magnet
from p2psocial.services.ports import Entry
from p2psocial.services.voting import Duration
from tests.services.people import Clock, Person

DAY = 86_400


async def voted(anna: Person, ben: Person, text: str = "First.\n") -> Entry:
    """Have Ben seed a post of Anna's for a week, of which a day has gone."""
    post = await anna.post(text)
    ben.takes(anna.file(post))
    await ben.voting.upvote(Magnet(post.item.infohash), Duration.WEEK, 1, lambda _: None)
    ben.clock.now += DAY
    return post


def seeded(person: Person) -> list[tuple[bytes, int | None]]:
    return [(each.entry.item.infohash, each.until) for each in person.index.seeds()]


def test_the_new_version_is_seeded_for_the_rest_of_the_time(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await voted(anna, ben)
        assert await ben.following.follow() == []
        edited = await anna.edit(post, "Second.\n")
        ben.takes(anna.file(edited))
        old, new = post.item.infohash, edited.item.infohash
        assert await ben.following.follow() == [(old, new)]
        assert seeded(ben) == [(new, ben.clock.now + 6 * DAY)]
        assert ben.network.served.keys() == {new}
        assert await ben.following.follow() == []

    asyncio.run(run())


def test_a_version_of_which_only_the_header_is_here_is_fetched(
    anna: Person, ben: Person, clock: Clock
) -> None:
    async def run() -> None:
        post = await voted(anna, ben)
        edited = await anna.edit(post, "Second.\n")
        ben.admission.admit_header(edited.item)
        ben.network.swarm[edited.item.infohash] = anna.file(edited)
        assert len(await ben.following.follow()) == 1
        again = await anna.edit(edited, "Third.\n")
        ben.admission.admit_header(again.item)
        del ben.network.swarm[edited.item.infohash]

        # Who has it lies; it is asked for again later.
        liar = InvalidItem(Reason.WRONG_BODY_HASH, "not what its header promised")
        ben.network.swarm[again.item.infohash] = liar
        assert await ben.following.follow() == []
        fetches = len(ben.network.fetches)
        ben.network.swarm[again.item.infohash] = anna.file(again)
        assert await ben.following.follow() == []
        assert len(ben.network.fetches) == fetches
        clock.now += 3_600
        assert len(await ben.following.follow()) == 1
        assert [each[0] for each in seeded(ben)] == [again.item.infohash]

    asyncio.run(run())


def test_what_cannot_be_served_leaves_the_old_vote_as_it_was(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await voted(anna, ben)
        before = seeded(ben)
        ben.takes(anna.file(await anna.edit(post, "Second.\n")))
        ben.network.full = True
        assert await ben.following.follow() == []
        assert seeded(ben) == before
        assert ben.network.served.keys() == {post.item.infohash}

    asyncio.run(run())


def test_two_seeded_versions_become_one(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await voted(anna, ben)
        second = await anna.edit(post, "Second.\n")
        ben.takes(anna.file(second))
        await ben.voting.upvote(Magnet(second.item.infohash), Duration.YEAR, 1, lambda _: None)
        third = await anna.edit(second, "Third.\n")
        ben.takes(anna.file(third))
        assert len(await ben.following.follow()) == 2
        assert [each[0] for each in seeded(ben)] == [third.item.infohash]
        assert ben.network.served.keys() == {third.item.infohash}

    asyncio.run(run())


def test_what_was_taken_back_is_seeded_no_more_whatever_came_of_it(
    anna: Person, ben: Person
) -> None:
    async def run() -> None:
        one, other = await voted(anna, ben, "One.\n"), await voted(anna, ben, "Other.\n")
        ben.takes(anna.file(await anna.retract(one)))
        # Of this retraction only the header has come.
        ben.admission.admit_header((await anna.retract(other)).item)
        assert seeded(ben) == []
        assert ben.network.served == {}

    asyncio.run(run())
