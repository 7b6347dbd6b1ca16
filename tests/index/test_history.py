from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.index.history import MAX_GAP_SECONDS, MAX_SAMPLES
from p2psocial.index.index import Index
from p2psocial.index.records import Count
from tests.index.conftest import Add
from tests.index.items_factory import NOW, Written, post, sha1

HOUR, DAY = 3_600, 86_400
# The beginning of a day (UTC).
MIDNIGHT = NOW // DAY * DAY


def count(index: Index, written: Written, estimate: float, now: int) -> None:
    figures = Count(estimate, estimate, estimate, nodes=8)
    index.record_count(written.infohash, figures, now, now + HOUR)


def seed_seconds(index: Index, written: Written) -> int:
    entry = index.entry(written.infohash)
    assert entry is not None
    return entry.seed_seconds


def times(index: Index, written: Written) -> list[int]:
    return [sample.time for sample in index.samples(written.infohash)]


# Seed-hours


def test_seed_hours_are_seeds_times_the_time_until_the_next_evidence(
    index: Index, add: Add
) -> None:
    written = post("p")
    add(written)
    index.start_seed(written.infohash, NOW, None)
    assert seed_seconds(index, written) == 0

    index.record_swarm(written.infohash, ["a", "b"], NOW + 100)
    assert seed_seconds(index, written) == 100
    count(index, written, 7.2, NOW + 150)
    assert seed_seconds(index, written) == 100 + 3 * 50
    index.stop_seed(written.infohash, NOW + 160)
    assert seed_seconds(index, written) == 250 + 7 * 10
    # What the swarm proved stays.
    count(index, written, 0, NOW + 170)
    count(index, written, 0, NOW + 999)
    assert seed_seconds(index, written) == 320 + 7 * 10 + 2 * 829


def test_what_nobody_looked_at_for_longer_than_six_hours_counts_as_six(
    index: Index, add: Add
) -> None:
    written = post("p")
    add(written)
    count(index, written, 10, NOW)
    count(index, written, 10, NOW + 30 * DAY)

    assert MAX_GAP_SECONDS == 6 * HOUR
    assert seed_seconds(index, written) == 10 * 6 * HOUR


def test_forgetting_is_no_evidence_that_seeds_left(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    count(index, written, 10, NOW)
    index.forget_swarm(NOW + 1)
    index.record_failure(written.infohash, NOW + HOUR, NOW + 2 * HOUR)
    assert seed_seconds(index, written) == 0

    count(index, written, 10, NOW + 2 * HOUR)
    assert seed_seconds(index, written) == 10 * 2 * HOUR


def test_a_clock_that_goes_back_takes_no_seed_hours_away(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    count(index, written, 10, NOW)
    count(index, written, 10, NOW + 100)
    count(index, written, 10, NOW - DAY)

    assert seed_seconds(index, written) == 1_000


def test_an_edit_keeps_the_seed_hours_and_both_versions_add_to_them(index: Index, add: Add) -> None:
    first = post("1", created=NOW - 30)
    second = post("2", created=NOW - 20, replaces=first)
    add(first)
    count(index, first, 2, NOW)
    count(index, first, 2, NOW + 100)
    add(second)
    assert seed_seconds(index, second) == 200

    count(index, second, 5, NOW + 200)
    count(index, second, 5, NOW + 300)
    assert seed_seconds(index, first) == 400 + 500
    index.remove(second.infohash)
    assert seed_seconds(index, first) == 400


# Samples


def test_a_sample_is_the_defended_count_at_its_time(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    index.start_seed(written.infohash, MIDNIGHT, None)
    count(index, written, 4.6, MIDNIGHT + HOUR)
    index.stop_seed(written.infohash, MIDNIGHT + 2 * HOUR)

    found = [(sample.time, sample.seeds) for sample in index.samples(written.infohash)]
    assert found == [(MIDNIGHT, 1), (MIDNIGHT + HOUR, 5), (MIDNIGHT + 2 * HOUR, 0)]


def test_of_an_hour_the_last_sample_is_kept(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    for second in (0, 10, 3_599, 3_600):
        count(index, written, 1, MIDNIGHT + second)

    assert times(index, written) == [MIDNIGHT + 3_599, MIDNIGHT + 3_600]


def test_samples_are_hourly_for_a_week_daily_for_a_year_and_then_gone(
    index: Index, add: Add
) -> None:
    written = post("p")
    add(written)
    with index.transaction():
        for hour in range(0, 400 * 24, 2):
            count(index, written, 1, MIDNIGHT + hour * HOUR)
    last = MIDNIGHT + 400 * DAY - 2 * HOUR
    index.thin_samples(last)

    ages = [last - time for time in times(index, written)]
    recent = [age for age in ages if age < 7 * DAY]
    older = [age for age in ages if age >= 7 * DAY]
    assert recent == list(range(7 * DAY - 2 * HOUR, -1, -2 * HOUR))
    assert older == list(range(364 * DAY, 7 * DAY - 1, -DAY))


@pytest.fixture
def measured_for_ever(path: Path) -> Path:
    """An index with one post that was counted every hour for 400 days."""
    written = post("p")
    with closing(Index.open(path)) as index:
        index.add(written.item, written.text, NOW)
        with index.transaction():
            for hour in range(400 * 24):
                now = MIDNIGHT + hour * HOUR
                count(index, written, hour % 500, now)
    return path


def test_the_history_of_an_item_is_bounded(measured_for_ever: Path) -> None:
    with closing(sqlite3.connect(measured_for_ever)) as connection:
        (samples,) = connection.execute("SELECT count(*) FROM sample").fetchone()
        pages, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "page_size")
        )
        connection.execute("DELETE FROM sample")
        connection.commit()
        connection.execute("VACUUM")
        (rest,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute("VACUUM")
        for table in ("measurement", "seed_time"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)  # noqa: S608 -- names of our own
    assert 365 + 7 * 24 <= samples <= MAX_SAMPLES
    assert (pages - rest) * size <= 2 * 12_000


def test_what_is_measured_no_more_is_thinned_as_well(index: Index, add: Add) -> None:
    made = [post(str(number)) for number in range(3)]
    add(*made)
    with index.transaction():
        for written in made:
            for hour in range(48):
                count(index, written, 1, MIDNIGHT + hour * HOUR)

    index.thin_samples(MIDNIGHT + 20 * DAY)
    last = [MIDNIGHT + DAY - HOUR, MIDNIGHT + 2 * DAY - HOUR]
    assert [times(index, written) for written in made] == [last] * 3
    index.thin_samples(MIDNIGHT + 400 * DAY)
    index.thin_samples(MIDNIGHT + 400 * DAY)
    assert [times(index, written) for written in made] == [[]] * 3


def test_a_removed_item_has_no_history(index: Index, add: Add) -> None:
    written = post("p")
    add(written)
    count(index, written, 3, NOW)
    index.remove(written.infohash)
    add(written)

    assert index.samples(written.infohash) == []
    assert index.samples(sha1("unknown")) == []
    assert seed_seconds(index, written) == 0
