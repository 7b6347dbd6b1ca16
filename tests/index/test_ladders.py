"""Levels and tallies always say what the chains say."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.index.index import Index
from p2psocial.index.ladders import STRETCH_SECONDS
from p2psocial.index.records import Count, Order, Period, Ranking
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, post
from tests.index.model import Model
from tests.index.test_against_model import CHANGES, Step, apply, steps, worlds

_SHELVES = """
    WITH shelf AS (
        SELECT '' AS board, created, top_rank, hours_rank FROM chain WHERE ranked
        UNION ALL
        SELECT board, created, top_rank, hours_rank FROM chain WHERE ranked
    )
"""
_EXPECTED = {
    "SELECT board, rank, newest FROM top_level": """
        SELECT board, top_rank, max(created) FROM shelf GROUP BY board, top_rank
    """,
    "SELECT board, rank, newest FROM hours_level": """
        SELECT board, hours_rank, max(created) FROM shelf GROUP BY board, hours_rank
    """,
    "SELECT board, rank, stretch, chains FROM top_tally": """
        SELECT board, top_rank, created / :stretch, count(*) FROM shelf GROUP BY 1, 2, 3
    """,
    "SELECT board, rank, stretch, chains FROM hours_tally": """
        SELECT board, hours_rank, created / :stretch, count(*) FROM shelf GROUP BY 1, 2, 3
    """,
}


def check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for stored, derived in _EXPECTED.items():
            expected = connection.execute(_SHELVES + derived, {"stretch": STRETCH_SECONDS})
            assert sorted(connection.execute(stored)) == sorted(expected)


@settings(max_examples=60, deadline=None)
@given(world=worlds(), changes=st.lists(steps(CHANGES), max_size=30))
def test_levels_and_tallies_say_what_the_chains_say(
    world: list[Written], changes: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.db"
        model = Model()
        with closing(Index.open(path)) as index, index.transaction():
            for step in changes:
                apply(step, world, index, model)
        check(path)


def test_chains_that_become_one_are_one_in_the_rankings(path: Path, index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    third = post("3", created=NOW - 10, replaces=second)
    add(first, third)
    for written, seeds in ((first, 3), (third, 5)):
        for now in (NOW, NOW + 1_000):
            index.record_count(written.infohash, Count(seeds, seeds, seeds, 8), now, NOW)
    check(path)
    add(second)

    check(path)
    (entry,) = index.top(Ranking(Period.ALL, Order.TOP, NOW, 9))
    assert (entry.item, entry.seeds, entry.seed_seconds) == (third.item, 5, 8_000)
    index.remove(second.infohash)
    check(path)
    page = index.top(Ranking(Period.ALL, Order.TOP, NOW, 9))
    assert [(each.seeds, each.seed_seconds) for each in page] == [(5, 5_000), (3, 3_000)]
