"""What the window and the command line ask about people, over a real index."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from p2psocial.control.documents import Document, item_document
from p2psocial.control.page_operations import PageOperations, PageServices
from p2psocial.failures import RequestError
from p2psocial.services.ports import Entry
from tests.services.people import Clock, Person


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Person]:
    person = Person(tmp_path / "anna", Clock())
    yield person
    person.index.close()


@pytest.fixture
def ben(tmp_path: Path) -> Iterator[Person]:
    person = Person(tmp_path / "ben", Clock())
    yield person
    person.index.close()


async def ask(person: Person, operation: str, arguments: Mapping[str, object]) -> Document:
    def describe(entry: Entry) -> Document:
        return item_document(entry, person.feed.body(entry.item), person.clock())

    services = PageServices(
        index=person.index,
        feed=person.feed,
        authors=person.authors,
        notifications=person.notifications,
        clock=person.clock,
        describe=describe,
    )
    operations = PageOperations(services).by_name()
    document = await operations[operation](arguments, lambda _: None)
    assert isinstance(document, dict)
    return document


def listed(document: Document, key: str) -> list[Document]:
    found = document[key]
    assert isinstance(found, list)
    return found


def body_of(notice: Document) -> object:
    item = notice["item"]
    assert isinstance(item, dict)
    return item["body"]


def test_an_authors_items_come_page_by_page(anna: Person) -> None:
    async def run() -> None:
        entries = []
        for number in range(5):
            anna.clock.now += 1
            entries.append(await anna.post(title=f"Title {number}"))
        author = entries[0].item.author.hex()
        found = await ask(anna, "author", {"author": author, "limit": 2})
        assert (found["posts"], found["me"], found["blocked"]) == (5, True, False)
        titles = []
        while True:
            titles += [item["title"] for item in listed(found, "items")]
            if found["next"] is None:
                break
            more = {"author": author, "limit": 2, "before": found["next"]}
            found = await ask(anna, "author", more)
        assert titles == [f"Title {number}" for number in (4, 3, 2, 1, 0)]
        for wrong in ("x", "1:ab", 5):
            with pytest.raises(RequestError, match="'before'"):
                await ask(anna, "author", {"author": author, "before": wrong})

    asyncio.run(run())


def test_notices_are_told_and_marked_as_seen(anna: Person, ben: Person) -> None:
    async def run() -> None:
        post = await anna.post(title="Hers")
        ben.takes(anna.file(post))
        for text in ("One", "Two"):
            anna.takes(ben.file(await ben.comment(post, text)))
        found = await ask(anna, "notices", {"limit": 1})
        (notice,) = listed(found, "notices")
        assert (found["unread"], notice["post_title"], notice["notice"]) == (2, "Hers", "reply")
        assert body_of(notice) == "Two"
        (older,) = listed(await ask(anna, "notices", {"before": found["next"]}), "notices")
        assert body_of(older) == "One"
        assert await ask(anna, "notices_seen", {"up_to": older["number"]}) == {"unread": 1}
        assert await ask(anna, "notices_seen", {}) == {"unread": 0}

    asyncio.run(run())


def test_a_visit_counts_for_the_whole_thread(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        comment = await anna.comment(post)
        edited = await anna.edit(post, "Edited.\n")
        root = post.item.infohash
        assert anna.index.visits([root]) == {}
        for each in (post, comment, edited):
            anna.clock.now += 1
            await ask(anna, "visited", {"infohash": each.item.infohash.hex()})
            visit = anna.index.visits([root])[root]
            assert (visit.time, visit.comments) == (anna.clock.now, 1)
        with pytest.raises(RequestError, match="is not here"):
            await ask(anna, "visited", {"infohash": "ab" * 20})

    asyncio.run(run())
