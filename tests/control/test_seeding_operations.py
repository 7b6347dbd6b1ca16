"""Lists of what is seeded and many votes at once, as the channel asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from p2psocial.control.documents import Document, item_document
from p2psocial.control.seeding_operations import SeedingOperations, SeedingServices
from p2psocial.failures import RequestError
from p2psocial.services.bulk_voting import BulkVoting
from p2psocial.services.ports import Entry
from p2psocial.services.seeding import SeedList
from tests.services.people import Clock, Person


class Asked:
    """A person whose node is asked, and the progress that it told."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.progress: list[Mapping[str, object]] = []
        bulk = BulkVoting(person.index, person.network, person.voting, person.clock)
        seeds = SeedList(person.index, 1_000, person.identities.public_keys)
        services = SeedingServices(seeds, bulk, self._describe, fetch_timeout=0.05)
        self._operations = SeedingOperations(services).by_name()

    def _describe(self, entry: Entry) -> Document:
        return item_document(entry, None, self.person.clock())

    async def __call__(self, operation: str, **arguments: object) -> object:
        return await self._operations[operation](arguments, self.progress.append)


def test_votes_are_given_listed_and_taken_in_bulk(tmp_path: Path) -> None:
    person = Person(tmp_path, Clock())

    async def run() -> None:
        ask = Asked(person)
        posts = [await person.post("x" * size, f"Title {size}") for size in (10, 30, 20)]
        names = [post.item.infohash.hex() for post in posts]
        unknown = "ab" * 20
        found = await ask("seed_many", **{"infohashes": [*names, unknown], "for": "day"})
        assert isinstance(found, dict)
        assert (found["done"], found["failed"]) == (3, 1)
        assert found["outcomes"][0] == {
            "infohash": names[0],
            "until": person.clock.now + 86_400,
            "error": None,
        }  # fmt: skip -- one row
        assert "nobody who has it" in found["outcomes"][3]["error"]
        assert ask.progress[-1] == {"stage": "votes", "done": 4, "of": 4}

        listed = await ask("seeding", order="largest", limit=2)
        assert isinstance(listed, list)
        assert [each["title"] for each in listed] == ["Title 30", "Title 20"]
        assert [each["endangered"] for each in listed] == [True, True]
        everything = await ask("seeding")
        assert isinstance(everything, list)
        assert len(everything) == 3

        found = await ask("unvote_many", infohashes=[names[0], unknown])
        assert isinstance(found, dict)
        assert [each["error"] for each in found["outcomes"]] == [None, "you do not seed this"]

        proposed = await ask("propose_drops", bytes=5_000)
        assert isinstance(proposed, dict)
        # Everything is their own.
        assert (proposed["enough"], proposed["proposals"]) == (False, [])

    asyncio.run(run())
    person.index.close()


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("seeding", {"order": "random"}),
        ("seed_many", {"infohashes": ["ab" * 20], "for": "ever"}),
        ("seed_many", {"infohashes": ["ab" * 20] * 1_001, "for": "day"}),
        ("unvote_many", {"infohashes": "ab" * 20}),
        ("propose_drops", {"bytes": -1}),
        ("propose_drops", {}),
    ],
)
def test_what_makes_no_sense_is_refused(
    tmp_path: Path, operation: str, arguments: dict[str, object]
) -> None:
    person = Person(tmp_path, Clock())
    with pytest.raises(RequestError):
        asyncio.run(Asked(person)(operation, **arguments))
    person.index.close()


def test_others_have_their_turns_while_a_long_list_is_made(tmp_path: Path) -> None:
    person = Person(tmp_path, Clock())
    count = 120

    async def run() -> int:
        turns = 0

        def turn() -> None:
            nonlocal turns
            turns += 1
            loop.call_soon(turn)

        ask = Asked(person)
        for number in range(count):
            await person.post(f"Text {number}.\n", f"Title {number}")
        loop = asyncio.get_running_loop()
        loop.call_soon(turn)
        for order in ("newest", "largest", "endangered"):
            listed = await ask("seeding", order=order)
            assert isinstance(listed, list)
            assert len({each["infohash"] for each in listed}) == count
        return turns

    # Twenty items at a time, in each of three lists.
    assert asyncio.run(run()) >= 15
