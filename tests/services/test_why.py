"""What the feed and its documents add to the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.control.documents import item_document, seeding_document, why_document
from p2psocial.failures import RequestError
from p2psocial.index.index import Index
from p2psocial.services.feed import Feed
from p2psocial.services.ports import Count, Order, Period
from tests.index.items_factory import BOB, NOW, Written, post, sha1


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with closing(Index.open(tmp_path / "index.db")) as opened:
        yield opened


@pytest.fixture
def feed(index: Index) -> Feed:
    return Feed(index, lambda: NOW, lambda item: item.author == BOB)


def add(index: Index, written: Written, seeds: float) -> None:
    index.add(written.item, written.text, NOW - 100)
    index.record_count(written.infohash, Count(seeds, seeds, seeds, 8), NOW - 60, NOW)


def test_why_counts_what_is_hidden_but_does_not_tell_of_it(index: Index, feed: Feed) -> None:
    first, hidden, last = post("1"), post("2", author=BOB), post("3")
    for written, seeds in ((first, 3), (hidden, 2), (last, 1)):
        add(index, written, seeds)

    why = feed.why(last.infohash, Period.DAY, Order.TOP, None)
    assert why.rank == 3
    assert [entry.item for entry in why.beaten_by] == [first.item]


def test_why_refuses_what_is_not_here_and_impossible_boards(index: Index, feed: Feed) -> None:
    add(index, post("1"), 1)
    with pytest.raises(RequestError, match="is not here"):
        feed.why(sha1("unknown"), Period.ALL, Order.TOP, None)
    with pytest.raises(RequestError, match="a board's name"):
        feed.why(post("1").infohash, Period.ALL, Order.TOP, "No Board")


def test_the_document_has_rank_and_evidence_with_its_age(index: Index, feed: Feed) -> None:
    written = post("1")
    add(index, written, 2.5)
    why = feed.why(written.infohash, Period.ALL, Order.TOP, None)

    document = why_document(why, item_document(why.entry, None, NOW), [], NOW)
    assert (document["rank"], document["absence"]) == (1, None)
    assert (document["seeds"], document["seeds_source"], document["seeds_age"]) == (3, "dht", 60)
    assert document["evidence"] == [
        {
            "source": "dht",
            "seeds": 2.5,
            "age": 60,
            "counts": True,
            "networks": None,
            "low": 2.5,
            "high": 2.5,
            "nodes": 8,
            "claimed": None,
            "proved": 0,
            "denied": 0,
        }
    ]


@pytest.mark.parametrize(("others", "endangered"), [(0, True), (1, True), (2, False)])
def test_what_only_we_seed_is_endangered(index: Index, others: int, *, endangered: bool) -> None:
    written = post("1")
    add(index, written, others)
    index.start_seed(written.infohash, NOW, None)

    (record,) = index.seeds()
    document = seeding_document(record, item_document(record.entry, None, NOW))
    assert document["endangered"] is endangered
    assert (document["since"], document["until"]) == (NOW, None)
