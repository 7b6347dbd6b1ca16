from __future__ import annotations

from dataclasses import replace

import pytest

from p2psocial.index.index import Index
from p2psocial.index.records import PERIOD_SECONDS, Count, Order, Period, Ranking
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, comment, post, retraction

HOUR, DAY = 3_600, 86_400


def titles(index: Index, order: Order = Order.TOP, period: Period = Period.ALL) -> list[str]:
    return [entry.item.title for entry in index.top(Ranking(period, order, NOW, limit=100))]


def titled(title: str, *, age: int = 100, replaces: Written | None = None) -> Written:
    if replaces is None:
        return post(title, title=title, created=NOW - age)
    return post(title, title=title, created=NOW - age, replaces=replaces)


def seed(index: Index, written: Written, count: int) -> None:
    index.record_swarm(written.infohash, [f"household {n}" for n in range(count)], NOW)


def test_top_is_by_seeds_and_then_the_newest_first(index: Index, add: Add) -> None:
    old, new, loved = titled("old", age=300), titled("new", age=100), titled("loved", age=900)
    add(old, new, loved)
    seed(index, loved, 2)

    assert titles(index) == ["loved", "new", "old"]


def hold(index: Index, written: Written, seeds: int, hours: float) -> None:
    """Let a post have so many seeds now, and that many seed-hours behind it."""
    seconds = int(hours * HOUR)
    whole, rest = divmod(seconds, 3 * HOUR)
    times = [NOW - rest - 3 * HOUR * back for back in range(whole, -1, -1)]
    for now in times:
        index.record_count(written.infohash, Count(1, 1, 1, 1), now, NOW)
    index.record_count(written.infohash, Count(seeds, seeds, seeds, 1), NOW, NOW)


def test_ties_of_top_are_by_seed_hours_and_then_the_newest(index: Index, add: Add) -> None:
    short, long = titled("short", age=100), titled("long", age=200)
    longer, loved = titled("longer", age=300), titled("loved", age=400)
    about_as_long = titled("about as long", age=150)
    add(short, long, longer, loved, about_as_long)
    hold(index, short, 2, 1)
    hold(index, long, 2, 10)
    hold(index, about_as_long, 2, 10.2)
    hold(index, longer, 2, 30)
    hold(index, loved, 3, 0)

    assert titles(index) == ["loved", "longer", "about as long", "long", "short"]


def test_hours_is_by_seed_hours_whatever_the_seeds(index: Index, add: Add) -> None:
    short, long, loved = titled("short"), titled("long"), titled("loved", age=9)
    add(short, long, loved)
    hold(index, short, 9, 10)
    hold(index, long, 0, 11)
    hold(index, loved, 99, 0)

    assert titles(index, Order.HOURS) == ["long", "short", "loved"]


def test_endangered_is_what_fewest_seed_and_of_that_what_was_seeded_most(
    index: Index, add: Add
) -> None:
    gone, alone, old, safe = titled("gone"), titled("alone"), titled("old"), titled("safe")
    add(gone, alone, old, safe)
    hold(index, gone, 0, 50)
    hold(index, alone, 1, 2)
    hold(index, old, 1, 40)
    hold(index, safe, 2, 90)

    assert titles(index, Order.ENDANGERED) == ["old", "alone", "safe"]


def test_ties_to_the_second_are_by_id(index: Index, add: Add) -> None:
    made = [titled(str(number)) for number in range(20)]
    add(*made)

    for each in made:
        seed(index, each, 1)
    by_id = [each.item.title for each in sorted(made, key=lambda each: each.item.id)]
    for order in Order:
        assert titles(index, order) == by_id


def test_hot_lets_a_doubling_of_seeds_outweigh_half_a_day(index: Index, add: Add) -> None:
    fresh = titled("fresh", age=0)
    older, oldest = titled("older", age=12 * HOUR), titled("oldest", age=13 * HOUR)
    add(oldest, older, fresh)
    seed(index, older, 1)
    seed(index, oldest, 1)

    assert titles(index, Order.HOT) == ["older", "fresh", "oldest"]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("period", list(PERIOD_SECONDS))
def test_a_period_reaches_back_from_now(
    index: Index, add: Add, order: Order, period: Period
) -> None:
    window = PERIOD_SECONDS[period]
    made = titled("inside", age=window - 1), titled("outside", age=window)
    add(*made)
    for each in made:
        seed(index, each, 1)

    assert titles(index, order, period) == ["inside"]


@pytest.mark.parametrize("order", Order)
def test_what_is_dated_ahead_waits_for_its_time(index: Index, add: Add, order: Order) -> None:
    early = titled("early", age=-60)
    add(early)
    seed(index, early, 1)

    assert titles(index, order) == []
    later = Ranking(Period.DAY, order, NOW + 60, limit=5)
    assert [entry.item.title for entry in index.top(later)] == ["early"]


def test_an_edit_does_not_lift_an_old_post_into_today(index: Index, add: Add) -> None:
    old = titled("old", age=3 * DAY)
    add(old, titled("edited", age=10, replaces=old))

    assert titles(index, period=Period.DAY) == []
    assert titles(index, period=Period.WEEK) == ["edited"]


def test_seeds_of_any_version_count_for_the_post_once_per_household(index: Index, add: Add) -> None:
    first = titled("first", age=300)
    second = titled("second", age=200, replaces=first)
    add(first, second)
    index.record_swarm(first.infohash, ["a", "b"], NOW)
    index.record_swarm(second.infohash, ["b", "c"], NOW)
    index.start_seed(first.infohash, NOW, None)

    (entry,) = index.top(Ranking(Period.ALL, Order.TOP, NOW, limit=5))
    assert (entry.item.title, entry.seeds, entry.seeding) == ("second", 4, False)


def test_only_posts_are_ranked_and_none_that_were_taken_back(index: Index, add: Add) -> None:
    kept, gone = titled("kept"), titled("gone")
    answer = comment("c", kept)
    add(kept, gone, answer, retraction("r", gone))
    for each in (kept, gone, answer):
        seed(index, each, 1)

    for order in Order:
        assert titles(index, order) == ["kept"]


def test_a_board_shows_its_own_posts(index: Index, add: Add) -> None:
    made = post("1", title="here", board="music"), post("2", title="there")
    add(*made)
    for each in made:
        seed(index, each, 1)

    for order in Order:
        page = index.top(Ranking(Period.ALL, order, NOW, limit=5, board="music"))
        assert [entry.item.title for entry in page] == ["here"]


@pytest.mark.parametrize("order", Order)
def test_pages_join_without_gap_or_repetition(index: Index, add: Add, order: Order) -> None:
    made = [titled(str(number), age=number % 7) for number in range(60)]
    add(*made)
    for number, written in enumerate(made):
        seed(index, written, 1 + number % 5)
    ranking = Ranking(Period.DAY, order, NOW, limit=7)
    whole = index.top(replace(ranking, limit=100))

    joined = []
    while page := index.top(ranking):
        joined += page
        ranking = replace(ranking, after=page[-1])
    assert joined == whole
    assert len(whole) == 60


def test_a_page_continues_where_its_last_row_stood_when_it_was_seen(index: Index, add: Add) -> None:
    made = [titled(str(number), age=number) for number in range(6)]
    add(*made)
    ranking = Ranking(Period.DAY, Order.TOP, NOW, limit=3)
    first = index.top(ranking)

    seed(index, made[2], 9)
    assert [entry.item.title for entry in index.top(replace(ranking, after=first[-1]))] == list(
        "345"
    )
    index.remove(made[2].infohash)
    assert [entry.item.title for entry in index.top(replace(ranking, after=first[-1]))] == list(
        "345"
    )


def test_no_rows_are_asked_for(index: Index, add: Add) -> None:
    add(titled("1"))
    for limit in (0, -1):
        assert index.top(Ranking(Period.ALL, Order.TOP, NOW, limit)) == []


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("board", [None, "general"])
@pytest.mark.parametrize("period", Period)
def test_a_ranking_walks_its_index_without_scanning_or_sorting(
    index: Index, order: Order, board: str | None, period: Period
) -> None:
    plan = index.explain(Ranking(period, order, NOW, 20, board))

    walked = Order.TOP if order is Order.ENDANGERED else order
    assert any(f"USING INDEX chain{'_board' if board else ''}_{walked}" in step for step in plan)
    assert [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step] == []
