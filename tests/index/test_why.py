from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from p2psocial.index.database import Database, Parameters, Row
from p2psocial.index.entries import Entries
from p2psocial.index.index import Index
from p2psocial.index.ranking import Rankings
from p2psocial.index.records import (
    FRESH_SECONDS,
    PERIOD_SECONDS,
    Absence,
    Count,
    Order,
    Period,
    Ranking,
    SeedEvidence,
    SeedSource,
    Why,
)
from p2psocial.index.why import Explaining, network_of
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, comment, post, retraction, sha1

DAY = 86_400


EVER = Ranking(Period.ALL, Order.TOP, NOW, limit=1)


def why(index: Index, written: Written, ranking: Ranking = EVER) -> Why:
    found = index.why(written.infohash, ranking)
    assert found is not None
    return found


def test_every_piece_of_evidence_is_told_with_its_source_and_time(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    index.start_seed(written.infohash, NOW - 50, None)
    homes = ["192.0.2.1", "192.0.2.77", "198.51.100.1", "2001:db8:1:5::/64", "2001:db8:1:6::/64"]
    index.record_swarm(written.infohash, homes, NOW - 40)
    index.record_count(written.infohash, Count(9.4, 8.0, 12.5, nodes=7), NOW - 30, NOW)

    found = why(index, written)
    assert found.evidence == (
        SeedEvidence(SeedSource.SELF, 1, NOW - 50),
        SeedEvidence(SeedSource.SWARM, 5, NOW - 40, networks=3),
        SeedEvidence(SeedSource.DHT, 9.4, NOW - 30, low=8.0, high=12.5, nodes=7),
    )
    assert (found.entry.seeds, found.entry.seeds_source) == (9, SeedSource.DHT)
    assert found.rank == 1


def test_an_old_estimate_is_told_but_does_not_count(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    index.record_count(written.infohash, Count(9.4, 8.0, 12.5, nodes=7), NOW, NOW)

    (recent,) = why(index, written, replace(EVER, now=NOW + FRESH_SECONDS)).evidence
    assert recent.counts
    (old,) = why(index, written, replace(EVER, now=NOW + FRESH_SECONDS + 1)).evidence
    assert not old.counts
    index.forget_swarm(NOW + 1)
    (swept,) = why(index, written).evidence
    assert not swept.counts


def test_what_is_not_in_a_ranking_has_a_reason_instead_of_a_rank(index: Index, add: Add) -> None:
    old, early = post("1", created=NOW - 8 * DAY), post("2", created=NOW + 99)
    gone, answer = post("3"), comment("4", old)
    add(old, early, gone, answer, retraction("r", gone))

    assert why(index, old, replace(EVER, period=Period.WEEK)).absence is Absence.OLDER
    assert why(index, early).absence is Absence.AHEAD
    assert why(index, gone).absence is Absence.RETRACTED
    assert why(index, answer).absence is Absence.COMMENT
    assert why(index, old, replace(EVER, board="music")).absence is Absence.BOARD
    assert why(index, old, replace(EVER, order=Order.ENDANGERED)).absence is Absence.UNSEEDED
    assert index.why(sha1("unknown"), EVER) is None
    assert why(index, old, replace(EVER, period=Period.WEEK)).beaten_by == ()


def test_what_beat_it_is_told_nearest_first(index: Index, add: Add) -> None:
    made = [post(str(number), created=NOW - number) for number in range(6)]
    add(*made)
    for number, written in enumerate(made):
        index.record_swarm(written.infohash, [str(home) for home in range(number)], NOW)

    found = why(index, made[1], replace(EVER, period=Period.DAY))
    assert found.rank == 5
    above = [entry.item.infohash for entry in found.beaten_by]
    assert above == [made[2].infohash, made[3].infohash, made[4].infohash]
    assert why(index, made[5]).beaten_by == ()


def test_any_version_names_the_post(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    add(first, second)

    assert why(index, first).entry.item == second.item
    assert why(index, first) == why(index, second)


@pytest.mark.parametrize("order", Order)
def test_ranks_are_counted_right_over_years(index: Index, add: Add, order: Order) -> None:
    """Whole stretches of time are added up, and parts of them counted."""
    made = [post(str(number), created=NOW - number * 300_007) for number in range(-3, 400)]
    with index.transaction():
        add(*made)
        for number, written in enumerate(made):
            count = Count(1 + number % 7, 0, 9, nodes=8)
            index.record_count(written.infohash, count, NOW - number * 60, NOW)
            index.record_count(written.infohash, count, NOW, NOW)
    for period in Period:
        ranking = Ranking(period, order, NOW, 1_000)
        page = index.top(ranking)
        assert len(page) == min(PERIOD_SECONDS.get(period, 1 << 30) // 300_007 + 1, 400)
        for place, entry in enumerate(page, start=1):
            found = index.why(entry.item.infohash, ranking)
            assert found is not None
            assert found.rank == place


class Recording(Database):
    """Remembers every query with its parameters."""

    def __init__(self, path: Path) -> None:
        self.queries: list[tuple[str, Parameters]] = []
        super().__init__(path, read_only=True)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        self.queries.append((sql, parameters))
        return super().rows(sql, parameters)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("board", [None, "general"])
@pytest.mark.parametrize("period", Period)
def test_a_rank_is_explained_without_scanning_or_sorting(
    path: Path, add: Add, order: Order, board: str | None, period: Period
) -> None:
    made = [post(str(number), created=NOW - number) for number in range(3)]
    add(*made)
    with closing(Index.open(path)) as index:
        index.record_swarm(made[1].infohash, ["192.0.2.1"], NOW)
    with closing(Recording(path)) as database:
        entries, rankings = Entries(database), Rankings(database)
        database.queries.clear()
        found = Explaining(database, entries, rankings).why(
            made[1].infohash, Ranking(period, order, NOW, 1, board)
        )
        assert found is not None
        assert found.rank is not None
        queries = [query for query in database.queries if "SELECT" in query[0]]
        plans = [
            (sql, row[3])
            for sql, parameters in queries
            for row in database.rows("EXPLAIN QUERY PLAN " + sql, parameters)
        ]
    assert len(queries) >= 8
    assert [plan for plan in plans if "SCAN" in plan[1] or "TEMP B-TREE" in plan[1]] == []


@pytest.mark.parametrize(
    ("household", "network"),
    [
        ("192.0.2.1", "192.0.2.0/24"),
        ("192.0.2.1:6881", "192.0.2.0/24"),
        ("2001:db8:1:5::/64", "2001:db8:1::/48"),
        ("[2001:db8:1:5::7]:6881", "2001:db8:1::/48"),
        ("household 1", None),
        ("", None),
        ("[", None),
    ],
)
def test_households_are_in_networks(household: str, network: str | None) -> None:
    assert network_of(household) == network


def test_places_far_down_in_hot_are_not_counted_to_the_end(
    index: Index, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("rank_counting", "why"):
        monkeypatch.setattr(f"p2psocial.index.{module}.MOST_COUNTED", 3)
    posts = [post(str(number), created=NOW - 1_000 - number) for number in range(6)]
    add(*posts)
    places = [index.why(each.infohash, Ranking(Period.ALL, Order.HOT, NOW, 1)) for each in posts]
    told = [(place.rank, place.rank_or_more) for place in places if place]
    assert told == [(1, False), (2, False), (3, False), (4, True), (4, True), (4, True)]
