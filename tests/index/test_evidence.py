from __future__ import annotations

from p2psocial.index.evidence import MAX_HOUSEHOLDS
from p2psocial.index.index import Index
from p2psocial.index.records import FRESH_SECONDS, Count, Entry, Order, Period, Ranking, SeedSource
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, post, sha1


def entry(index: Index, written: Written) -> Entry:
    found = index.entry(written.infohash)
    assert found is not None
    return found


def standing(index: Index, written: Written) -> tuple[int, SeedSource, int | None]:
    found = entry(index, written)
    return found.seeds, found.seeds_source, found.seeds_at


def test_a_count_says_where_it_comes_from_and_how_old_it_is(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    assert standing(index, written) == (0, SeedSource.NONE, None)

    index.start_seed(written.infohash, NOW, None)
    assert standing(index, written) == (1, SeedSource.SELF, NOW)

    index.record_swarm(written.infohash, ["a", "b"], NOW + 5)
    assert standing(index, written) == (3, SeedSource.SWARM, NOW + 5)

    index.stop_seed(written.infohash)
    assert standing(index, written) == (2, SeedSource.SWARM, NOW + 5)


def test_a_household_counts_once_and_its_newest_sight_is_kept(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    index.record_swarm(written.infohash, ["a", "a"], NOW + 9)
    index.record_swarm(written.infohash, ["a"], NOW)

    assert standing(index, written) == (1, SeedSource.SWARM, NOW + 9)


def test_old_evidence_is_forgotten_and_counted_anew(index: Index, add: Add) -> None:
    first = post("1")
    second = post("2", replaces=first)
    add(first, second)
    index.record_swarm(first.infohash, ["a", "b"], NOW)
    index.record_swarm(second.infohash, ["b", "c"], NOW + 10)

    index.forget_swarm(NOW + 10)
    assert standing(index, first) == (2, SeedSource.SWARM, NOW + 10)
    index.forget_swarm(NOW + 11)
    assert standing(index, first) == (0, SeedSource.NONE, None)


def test_a_post_keeps_its_rank_while_older_evidence_is_forgotten(index: Index, add: Add) -> None:
    loved, liked = post("1"), post("2")
    add(loved, liked)
    index.record_swarm(loved.infohash, ["a", "b"], NOW)
    index.record_swarm(liked.infohash, ["a"], NOW)

    index.forget_swarm(NOW)
    index.forget_swarm(NOW)

    page = index.top(Ranking(Period.ALL, Order.TOP, NOW, limit=5))
    assert [each.item for each in page] == [loved.item, liked.item]


def test_no_more_than_a_thousand_households_are_kept_of_an_item(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    index.record_swarm(written.infohash, [f"old {n}" for n in range(MAX_HOUSEHOLDS)], NOW)
    index.record_swarm(written.infohash, ["new 1", "new 2"], NOW + 1)
    assert entry(index, written).seeds == MAX_HOUSEHOLDS

    index.forget_swarm(NOW + 1)
    assert entry(index, written).seeds == 2

    index.record_swarm(written.infohash, [str(n) for n in range(5 * MAX_HOUSEHOLDS)], NOW + 2)
    assert entry(index, written).seeds == MAX_HOUSEHOLDS


def test_evidence_for_an_unknown_item_is_dropped(index: Index) -> None:
    index.record_swarm(sha1("unknown"), ["a"], NOW)
    index.forget_swarm(NOW + 1)


def count(index: Index, written: Written, estimate: float, now: int) -> None:
    figures = Count(estimate, estimate / 2, estimate * 2, nodes=8)
    index.record_count(written.infohash, figures, now, now + 60)


def test_the_defended_count_is_the_larger_of_what_we_know_and_the_dhts_estimate(
    index: Index, add: Add
) -> None:
    written = post("p")
    add(written)
    count(index, written, 0.2, NOW)
    assert standing(index, written) == (0, SeedSource.DHT, NOW)

    index.start_seed(written.infohash, NOW + 1, None)
    index.record_swarm(written.infohash, ["a", "b"], NOW + 2)
    count(index, written, 3.4, NOW + 3)
    assert standing(index, written) == (3, SeedSource.SWARM, NOW + 2)
    count(index, written, 3.5, NOW + 4)
    assert standing(index, written) == (4, SeedSource.DHT, NOW + 4)

    index.record_swarm(written.infohash, ["c", "d"], NOW + 5)
    assert standing(index, written) == (5, SeedSource.SWARM, NOW + 5)


def test_an_estimate_counts_for_45_minutes(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    index.start_seed(written.infohash, NOW - 9, None)
    count(index, written, 7, NOW)
    index.record_failure(written.infohash, NOW + FRESH_SECONDS, NOW + 9_999)
    assert standing(index, written) == (7, SeedSource.DHT, NOW)

    index.record_failure(written.infohash, NOW + FRESH_SECONDS + 1, NOW + 9_999)
    assert standing(index, written) == (1, SeedSource.SELF, NOW - 9)


def test_old_estimates_are_forgotten_as_well(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    count(index, written, 7, NOW)
    index.forget_swarm(NOW)
    assert standing(index, written) == (7, SeedSource.DHT, NOW)

    index.forget_swarm(NOW + 1)
    assert standing(index, written) == (0, SeedSource.NONE, None)


def test_of_several_versions_the_largest_estimate_counts(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    add(first, second)
    count(index, first, 7, NOW)
    count(index, second, 5, NOW + 1)

    assert standing(index, second) == (7, SeedSource.DHT, NOW)
    index.remove(first.infohash)
    assert standing(index, second) == (5, SeedSource.DHT, NOW + 1)
