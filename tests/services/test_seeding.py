"""What is seeded, many votes at once, and what to drop when the budget is full."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.failures import BudgetFullError
from p2psocial.protocol.magnet import Address, Magnet
from p2psocial.services.bulk_voting import BulkVoting, Outcome
from p2psocial.services.ports import Entry, SeedOrder
from p2psocial.services.seeding import SeedList
from p2psocial.services.voting import Duration
from tests.services.people import BEGIN, Clock, Person

YEAR = 365 * 86_400


@pytest.fixture
def ben(tmp_path: Path, clock: Clock) -> Iterator[Person]:
    person = Person(tmp_path / "ben", clock, disk_budget=1_000)
    yield person
    person.index.close()


async def given(anna: Person, ben: Person, size: int, seeds: int = 0) -> Entry:
    """Have Ben read a post of Anna's with that many seeds; returns it as he knows it."""
    anna.clock.now += 1
    entry = await anna.post("x" * (size - len("# A title\n\n")))
    ben.takes(anna.file(entry))
    homes = [Address(f"192.0.2.{home}", 1) for home in range(seeds)]
    ben.evidence.record(entry.item.infohash, homes)
    return ben.entry(entry)


def bulk(person: Person) -> BulkVoting:
    return BulkVoting(person.index, person.network, person.voting, person.clock)


def seeds_of(person: Person, budget: int = 1_000) -> SeedList:
    return SeedList(person.index, budget, person.identities.public_keys)


def quietly(_: int, __: int) -> None:
    pass


async def seed(person: Person, *entries: Entry) -> list[Outcome]:
    infohashes = [entry.item.infohash for entry in entries]
    return await bulk(person).seed(infohashes, Duration.YEAR, 0.05, quietly)


def test_many_are_seeded_and_unvoted_at_once(anna: Person, ben: Person) -> None:
    async def run() -> None:
        entries = [await given(anna, ben, 100) for _ in range(5)]
        infohashes = [entry.item.infohash for entry in entries]
        told: list[tuple[int, int]] = []
        outcomes = await bulk(ben).seed(
            [*infohashes, infohashes[0]], Duration.DAY, 1, lambda *each: told.append(each)
        )
        assert outcomes == [Outcome(each, ben.clock.now + 86_400) for each in infohashes]
        assert ben.network.served.keys() == set(infohashes)
        assert told[-1] == (5, 5)
        # Again is longer, and serves nothing anew.
        assert [each.until for each in await seed(ben, *entries)] == [ben.clock.now + YEAR] * 5

        outcomes = await bulk(ben).unvote([*infohashes[:2], b"?" * 20], quietly)
        assert [each.error for each in outcomes] == [None, None, "you do not seed this"]
        assert ben.network.served.keys() == set(infohashes[2:])
        assert len(ben.index.seeds()) == 3

    asyncio.run(run())


def test_each_failure_is_told_and_the_others_go_on(anna: Person, ben: Person) -> None:
    async def run() -> None:
        fits, large = await given(anna, ben, 600), await given(anna, ben, 500)
        gone = await given(anna, ben, 100)
        ben.takes(anna.file(await anna.retract(anna.entry(gone))))
        elsewhere, nowhere = await anna.post("Far away.\n"), await anna.post("Nowhere.\n")
        ben.network.swarm[elsewhere.item.infohash] = anna.file(elsewhere)
        last = await given(anna, ben, 100)

        outcomes = await seed(ben, fits, large, gone, elsewhere, nowhere, last)
        errors = [each.error or "" for each in outcomes]
        assert [bool(error) for error in errors] == [False, True, True, False, True, False]
        assert "--to-free 500" in errors[1]
        assert "took this back" in errors[2]
        assert "nobody who has it answered" in errors[4]
        assert {each.entry.item for each in ben.index.seeds()} == {
            each.item for each in (fits, elsewhere, last)
        }

    asyncio.run(run())


def test_what_cannot_be_served_is_no_vote(anna: Person, ben: Person) -> None:
    async def run() -> None:
        entries = [await given(anna, ben, 100) for _ in range(2)]
        await seed(ben, entries[0])
        ben.network.full = True
        outcomes = await seed(ben, *entries)
        assert all(each.error and "space" in each.error for each in outcomes)
        assert [each.entry.item for each in ben.index.seeds()] == [entries[0].item]

    asyncio.run(run())


def test_votes_are_served_also_when_whoever_asked_has_gone(anna: Person, ben: Person) -> None:
    async def run() -> None:
        entries = [await given(anna, ben, 10) for _ in range(60)]
        votes = bulk(ben)
        infohashes = [entry.item.infohash for entry in entries]
        asking = asyncio.ensure_future(votes.seed(infohashes, Duration.YEAR, 1, quietly))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        for _ in range(100):
            await asyncio.sleep(0)
        assert len(ben.network.served) == 60
        assert len(ben.index.seeds()) == 60

    asyncio.run(run())


def test_a_full_budget_proposes_the_best_seeded_first_and_the_largest_of_these(
    anna: Person, ben: Person
) -> None:
    async def run() -> None:
        alone = await given(anna, ben, 300)
        few = await given(anna, ben, 200, seeds=2)
        loved = [await given(anna, ben, size, seeds=5) for size in (50, 150, 100)]
        own = await ben.post("y" * 89)
        await seed(ben, alone, few, *loved)
        wanted = await given(anna, ben, 400)
        with pytest.raises(BudgetFullError) as full:
            await ben.voting.upvote(Magnet(wanted.item.infohash), Duration.YEAR, 1, lambda _: None)
        assert full.value.needed == 400

        seeds = seeds_of(ben)
        drops = seeds.drops(400)
        assert (drops.free, drops.is_enough) == (100, True)
        chosen = [record.entry.item.infohash for record in drops.proposals]
        assert chosen == [each.item.infohash for each in (loved[1], loved[2], loved[0])]
        everything = seeds.drops(10_000)
        assert not everything.is_enough
        assert [record.entry.item for record in everything.proposals][3:] == [few.item, alone.item]
        assert own.item not in [record.entry.item for record in everything.proposals]
        assert seeds.drops(100).proposals == ()

        await bulk(ben).unvote(chosen, quietly)
        vote = await ben.voting.upvote(
            Magnet(wanted.item.infohash), Duration.YEAR, 1, lambda _: None
        )
        assert vote.entry.seeding

    asyncio.run(run())


def test_the_list_and_its_totals(anna: Person, ben: Person) -> None:
    async def run() -> None:
        alone, loved = await given(anna, ben, 100), await given(anna, ben, 200, seeds=3)
        await seed(ben, loved, alone)
        ben.index.add_uploaded({loved.item.infohash: 400})
        seeds = seeds_of(ben)
        totals = seeds.totals()
        assert (totals.count, totals.bytes, totals.disk_budget, totals.endangered) == (
            2,
            300,
            1_000,
            1,
        )  # fmt: skip -- one row
        (first,) = seeds.page(SeedOrder.ENDANGERED, limit=1)
        assert (first.entry.item, first.endangered) == (alone.item, True)
        (second,) = seeds.page(SeedOrder.ENDANGERED, first)
        assert (second.entry.item, second.uploaded) == (loved.item, 400)
        assert second.since == ben.clock.now > BEGIN

    asyncio.run(run())
