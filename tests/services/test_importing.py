"""Reading what others have."""

from __future__ import annotations

import asyncio

import pytest

from p2psocial.failures import RequestError
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.magnet import Magnet, parse_address
from p2psocial.protocol.torrent import torrent_file
from p2psocial.services.importing import Imported
from p2psocial.services.ports import Entry, FetchProgress
from tests.services.people import Person

PEER = parse_address("192.0.2.1:7681")
LIAR = InvalidItem(Reason.WRONG_PIECE_HASH, "the text does not match")


def ignore(_: FetchProgress) -> None:
    """Nobody watches."""


async def bring(person: Person, entry: Entry, *, at: bool = False) -> Imported:
    magnet = Magnet(entry.item.infohash, "", (PEER,) if at else ())
    return await person.importing.by_magnet(magnet, 5, ignore)


async def offered(anna: Person, ben: Person) -> Entry:
    """Return a post of Anna's that Ben can fetch."""
    post = await anna.post()
    ben.network.swarm[post.item.infohash] = anna.file(post)
    return post


def test_what_is_imported_can_be_read_and_is_not_served(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await offered(anna, ben)
        ben.network.found_seeds = (PEER,)
        imported = await bring(ben, post)
        assert (imported.new, imported.entry.seeding, imported.entry.seeds) == (True, False, 1)
        assert ben.feed.body(post.item) == "Some text.\n"
        assert ben.network.served == {}

    asyncio.run(run())


def test_the_same_item_asked_for_at_once_is_fetched_once(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await offered(anna, ben)
        ben.network.released.clear()
        tasks = [asyncio.create_task(bring(ben, post)) for _ in range(5)]
        await asyncio.sleep(0)
        ben.network.released.set()
        imported = await asyncio.gather(*tasks)
        assert sorted(each.new for each in imported) == [False] * 4 + [True]
        assert ben.network.fetches == [post.item.infohash]

    asyncio.run(run())


def test_when_one_of_several_goes_away_the_others_still_get_it(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await offered(anna, ben)
        ben.network.released.clear()
        first, second = (asyncio.create_task(bring(ben, post)) for _ in range(2))
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        third = asyncio.create_task(bring(ben, post))
        await asyncio.sleep(0.01)
        # One more fetch for the one that went away, not two.
        assert ben.network.fetches == [post.item.infohash] * 2
        ben.network.released.set()
        assert {(await second).new, (await third).new} == {True, False}

    asyncio.run(run())


def test_nobody_answering_is_said_with_what_to_do(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        magnet = Magnet(post.item.infohash)
        with pytest.raises(RequestError, match=r"within 0\.01 s.*--timeout.*x\.pe"):
            await ben.importing.by_magnet(magnet, 0.01, ignore)
        assert ben.index.totals().items == 0

    asyncio.run(run())


def test_peers_of_something_here_are_met_by_whoever_seeds_it(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        assert not (await bring(anna, post, at=True)).new
        assert anna.network.dialled == [(post.item.infohash, (PEER,))]
        assert anna.network.fetches == []

    asyncio.run(run())


def test_peers_of_something_that_is_only_read_are_looked_at_and_not_dialled(
    anna: Person, ben: Person
) -> None:
    async def run() -> None:
        post = await offered(anna, ben)
        await bring(ben, post)
        ben.network.found_seeds = (PEER,)
        assert (await bring(ben, post, at=True)).entry.seeds == 1
        assert ben.network.dialled == []

    asyncio.run(run())


def test_liars_do_not_spoil_what_is_here_already(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await offered(anna, ben)
        await bring(ben, post)
        ben.network.swarm[post.item.infohash] = LIAR
        imported = await bring(ben, post, at=True)
        assert (imported.new, imported.entry.seeds) == (False, 0)

    asyncio.run(run())


def test_a_torrent_file_is_checked_before_anybody_is_asked(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await offered(anna, ben)
        file = torrent_file(post.item)
        assert (await ben.importing.by_torrent(file, 1, ignore)).new
        ben.network.fetches.clear()
        with pytest.raises(InvalidItem):
            await ben.importing.by_torrent(file.replace(b"test", b"tesT"), 1, ignore)
        assert ben.network.fetches == []

    asyncio.run(run())
