"""Rankings page by page, search, and finding an item by what a person typed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from p2psocial.failures import RequestError
from p2psocial.protocol.item import Kind
from p2psocial.protocol.magnet import Address, Magnet
from p2psocial.services.feed import SearchQuery
from p2psocial.services.ports import Entry, Order, Period
from tests.services.people import Clock, Person


async def ranked(anna: Person, clock: Clock, count: int) -> list[Entry]:
    """Publish posts of which each has more seeds than the one before it."""
    entries = []
    for number in range(count):
        clock.now += 1
        entries.append(await anna.post(f"Text {number}\n", f"Title {number}"))
        homes = [Address(f"192.0.2.{home}", 1) for home in range(1, number + 1)]
        anna.evidence.record(entries[-1].item.infohash, homes)
    return entries


@pytest.mark.parametrize("order", Order)
def test_pages_follow_each_other_without_gap_or_repetition(
    anna: Person, clock: Clock, order: Order
) -> None:
    async def run() -> None:
        entries = await ranked(anna, clock, 10)
        found: list[Entry] = []
        while page := anna.feed.top(Period.DAY, order, None, 3, after=found[-1] if found else None):
            assert len(page) <= 3
            found += page
        least_first = order is Order.ENDANGERED
        expected = entries if least_first else list(reversed(entries))
        assert [each.item.infohash for each in found] == [each.item.infohash for each in expected]

    asyncio.run(run())


def test_a_period_holds_what_was_written_in_it(anna: Person, clock: Clock) -> None:
    async def run() -> None:
        old = await anna.post("Old.\n", "Old")
        clock.now += 2 * 86_400
        await anna.post("Young.\n", "Young")
        titles = {
            period: {each.item.title for each in anna.feed.top(period, Order.TOP, None, 10)}
            for period in Period
        }
        assert titles[Period.DAY] == {"Young"}
        assert titles[Period.WEEK] == titles[Period.ALL] == {"Old", "Young"}
        # An edit does not lift an old post into today.
        await anna.edit(old, "Edited.\n")
        assert len(anna.feed.top(Period.DAY, Order.NEW, None, 10)) == 1

    asyncio.run(run())


def test_a_board_that_cannot_be_is_said(anna: Person) -> None:
    with pytest.raises(RequestError, match="a board's name"):
        anna.feed.top(Period.DAY, Order.TOP, "No Board", 10)


def test_nothing_to_search_for_is_said(anna: Person) -> None:
    with pytest.raises(RequestError, match="nothing to search for"):
        anna.feed.search("  ", 10)


def test_results_come_page_by_page_from_where_one_looks(anna: Person, clock: Clock) -> None:
    async def run() -> None:
        clock.now -= 30 * 86_400
        old = await anna.post(title="An old badger")
        clock.now += 30 * 86_400
        posts = [await anna.post(title=f"A badger {number}") for number in range(5)]
        answer = await anna.comment(old, "A badger too")
        query = SearchQuery("badger", 3)
        first = anna.feed.find(query)
        assert (len(first.found), first.next_offset) == (3, 3)
        rest = anna.feed.find(replace(query, limit=9, offset=3))
        assert (len(rest.found), rest.next_offset) == (4, None)
        young = anna.feed.find(SearchQuery("badger", 9, period=Period.DAY, kind=Kind.POST))
        assert {each.entry.item for each in young.found} == {each.item for each in posts}
        comments = anna.feed.find(SearchQuery("badger", 9, board="test", kind=Kind.COMMENT))
        assert [each.entry.item for each in comments.found] == [answer.item]
        assert anna.feed.find(SearchQuery("badger", 9, board="other")).found == ()
        with pytest.raises(RequestError, match="a board's name"):
            anna.feed.find(SearchQuery("badger", 9, board="No Board"))

    asyncio.run(run())


def test_an_item_is_found_by_digits_and_by_magnet(anna: Person) -> None:
    entry = asyncio.run(anna.post())
    infohash = entry.item.infohash
    digits = infohash.hex()
    for name in (digits, digits.upper(), f" {digits[:6]}\n", digits[:39], str(Magnet(infohash))):
        assert anna.feed.resolve(name).infohash == infohash


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is not an infohash"),
        ("abcde", "is not an infohash"),
        ("zzzzzzzz", "is not an infohash"),
        ("0" * 41, "is not an infohash"),
        ("000000", "no item here begins with"),
        ("magnet:?dn=x", "the magnet link needs one"),
        ("magnet:?xt=urn:btmh:1220" + "0" * 64, "the magnet link needs one"),
    ],
)
def test_what_names_nothing_is_said_with_what_to_give(anna: Person, name: str, reason: str) -> None:
    with pytest.raises(RequestError, match=reason):
        anna.feed.resolve(name)


def test_digits_that_fit_several_items_are_not_guessed(anna: Person, clock: Clock) -> None:
    async def run() -> None:
        first = await anna.post()
        twin = first
        while twin.item.infohash[:1] != first.item.infohash[:1] or twin is first:
            clock.now += 1
            twin = await anna.post(f"{clock.now}\n")
        assert len(anna.index.matching(first.item.infohash.hex()[:2], 2)) == 2
        assert anna.feed.resolve(first.item.infohash.hex()).infohash == first.item.infohash

    asyncio.run(run())
