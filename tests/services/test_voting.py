"""Votes: how long they last, what they may take, and what ends them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.magnet import Magnet, parse_address
from p2psocial.services.ports import Entry
from p2psocial.services.voting import Duration, Vote
from tests.services.people import BEGIN, Clock, Person

DAY = 86_400
PEER = parse_address("192.0.2.1:7681")


async def upvote(
    person: Person, entry: Entry, duration: Duration = Duration.YEAR, *, at: bool = False
) -> Vote:
    magnet = Magnet(entry.item.infohash, "", (PEER,) if at else ())
    return await person.voting.upvote(magnet, duration, 1, lambda _: None)


async def foreign(anna: Person, ben: Person, body: str = "Anna's text.\n") -> Entry:
    """Return a post of Anna's that Ben can fetch."""
    post = await anna.post(body)
    ben.network.swarm[post.item.infohash] = anna.file(post)
    return post


@pytest.mark.parametrize(
    ("duration", "days"),
    [
        (Duration.DAY, 1),
        (Duration.WEEK, 7),
        (Duration.MONTH, 30),
        (Duration.YEAR, 365),
    ],
)
def test_a_vote_lasts_as_long_as_was_said(
    anna: Person, ben: Person, clock: Clock, duration: Duration, days: int
) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        assert (await upvote(ben, post, duration)).until == BEGIN + days * DAY
        clock.now += days * DAY - 1
        assert await ben.voting.expire() == []
        assert ben.network.served
        clock.now += 1
        assert await ben.voting.expire() == [post.item.infohash]
        assert ben.network.served == {}
        assert not ben.entry(post).seeding
        assert ben.feed.body(post.item) == "Anna's text.\n"

    asyncio.run(run())


def test_a_vote_for_ever_has_no_end(anna: Person, ben: Person, clock: Clock) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        assert (await upvote(ben, post, Duration.FOREVER)).until is None
        clock.now += 100 * 365 * DAY
        assert await ben.voting.expire() == []

    asyncio.run(run())


def test_voting_again_changes_how_long(anna: Person, ben: Person, clock: Clock) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post, Duration.FOREVER)
        clock.now += 10
        await upvote(ben, post, Duration.DAY)
        (record,) = ben.index.seeds()
        assert (record.since, record.until) == (BEGIN, BEGIN + 10 + DAY)

    asyncio.run(run())


def test_an_upvote_fetches_what_is_not_here_once(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        votes = await asyncio.gather(*(upvote(ben, post) for _ in range(5)))
        assert {vote.entry.seeding for vote in votes} == {True}
        assert ben.network.fetches == [post.item.infohash]

    asyncio.run(run())


def test_an_upvote_meets_the_peers_that_its_link_names(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post, at=True)
        assert ben.network.dialled == [(post.item.infohash, (PEER,))]

    asyncio.run(run())


def test_what_does_not_fit_the_disk_budget_is_refused_and_nothing_dropped(
    tmp_path: Path, anna: Person, clock: Clock
) -> None:
    ben = Person(tmp_path / "ben", clock, disk_budget=100)

    async def run() -> None:
        small = await foreign(anna, ben, "x" * 50)
        large = await foreign(anna, ben, "y" * 80)
        await upvote(ben, small)
        with pytest.raises(RequestError, match="--to-free"):
            await upvote(ben, large)
        assert ben.network.served.keys() == {small.item.infohash}
        await ben.voting.unvote(small.item.infohash)
        assert (await upvote(ben, large)).entry.seeding

    asyncio.run(run())
    ben.index.close()


def test_a_vote_can_be_prolonged_though_the_budget_was_lowered(
    tmp_path: Path, anna: Person, clock: Clock
) -> None:
    async def run() -> None:
        ben = Person(tmp_path / "ben", clock)
        post = await foreign(anna, ben)
        await upvote(ben, post, Duration.DAY)
        ben.index.close()
        ben = Person(tmp_path / "ben", clock, disk_budget=1)
        assert (await upvote(ben, post, Duration.WEEK)).until == BEGIN + 7 * DAY
        ben.index.close()

    asyncio.run(run())


def test_an_unvote_stops_serving_and_keeps_the_text_readable(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post)
        assert not (await ben.voting.unvote(post.item.infohash)).seeding
        assert ben.network.served == {}
        assert ben.feed.body(post.item) == "Anna's text.\n"
        with pytest.raises(RequestError, match="you do not seed this"):
            await ben.voting.unvote(post.item.infohash)

    asyncio.run(run())


def test_a_vote_that_cannot_be_served_is_no_vote(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        ben.network.full = True
        with pytest.raises(MachineError, match="free some space"):
            await upvote(ben, post)
        assert ben.index.seeds() == []
        ben.network.full = False
        assert (await upvote(ben, post)).entry.seeding

    asyncio.run(run())


def test_a_header_without_its_text_is_fetched_before_it_is_voted_for(
    anna: Person, ben: Person
) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        assert ben.admission.admit_header(post.item)
        assert (await upvote(ben, post)).entry.seeding
        assert ben.network.served[post.item.infohash] == anna.file(post).data

    asyncio.run(run())


def test_a_retraction_ends_the_votes_of_others(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post)
        retraction = await anna.retract(post)
        ben.takes(anna.file(retraction))
        assert ben.index.seeds() == []
        assert ben.network.served == {}

    asyncio.run(run())


def test_while_votes_come_back_that_is_said(anna: Person) -> None:
    async def run() -> None:
        await anna.post("Kept.\n")
        said = [anna.voting.resuming]
        resumed = asyncio.create_task(anna.voting.resume())
        await asyncio.sleep(0)
        said.append(anna.voting.resuming)
        await resumed
        assert [*said, anna.voting.resuming] == [False, True, False]

    asyncio.run(run())


def test_votes_come_back_but_for_what_was_withdrawn_meanwhile(anna: Person) -> None:
    async def run() -> None:
        kept = await anna.post("Kept.\n")
        gone = await anna.post("Gone.\n")
        anna.network.served.clear()
        resumed = asyncio.create_task(anna.voting.resume())
        await anna.voting.unvote(gone.item.infohash)
        assert await resumed == 1
        assert anna.network.served.keys() == {kept.item.infohash}

    asyncio.run(run())
