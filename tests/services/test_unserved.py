"""What could not be served is served when that is possible again, if it is still voted for."""

from __future__ import annotations

import asyncio

from p2psocial.services.unserved import Unserved
from tests.services.people import Person


def unserved(person: Person) -> Unserved:
    return Unserved(person.index, person.network, person.voting.file_of)


def test_it_is_tried_again_until_there_is_room(anna: Person) -> None:
    async def run() -> None:
        posts = [(await anna.post(f"Text {number}.\n")).item.infohash for number in range(3)]
        failed = unserved(anna)
        anna.network.served.clear()
        for infohash in posts:
            failed.note(infohash)
        anna.network.full = True
        assert (await failed.try_again(), len(failed)) == (0, 3)
        anna.network.full = False
        assert (await failed.try_again(), len(failed)) == (3, 0)
        assert anna.network.served.keys() == set(posts)

    asyncio.run(run())


def test_what_nobody_votes_for_any_more_is_let_go(anna: Person) -> None:
    async def run() -> None:
        infohash = (await anna.post("A text.\n")).item.infohash
        failed = unserved(anna)
        failed.note(infohash)
        await anna.voting.unvote(infohash)
        assert (await failed.try_again(), len(failed)) == (0, 0)
        assert anna.network.served == {}

    asyncio.run(run())


def test_only_the_first_few_of_many_are_worth_a_line(anna: Person) -> None:
    failed = unserved(anna)
    told = [failed.note(number.to_bytes(20, "big")) for number in range(1_000)]
    assert 0 < sum(told) < 10
    assert len(failed) == 1_000
