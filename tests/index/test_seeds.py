from __future__ import annotations

import pytest

from p2psocial.index.index import Index
from tests.index.conftest import Add
from tests.index.items_factory import NOW, comment, post, sha1


def test_what_is_seeded_is_listed_newest_first(index: Index, add: Add) -> None:
    first, second = post("1"), comment("2", post("1"))
    add(first, second)
    index.start_seed(first.infohash, NOW, None)
    index.start_seed(second.infohash, NOW + 5, NOW + 10)

    records = index.seeds()
    assert [(each.entry.item, each.since, each.until) for each in records] == [
        (second.item, NOW + 5, NOW + 10),
        (first.item, NOW, None),
    ]
    assert all(each.entry.seeding for each in records)
    assert list(index.seed_torrents()) == [second.item, first.item]
    assert index.is_seeded(first.infohash)


def test_seeding_again_changes_only_until_when(index: Index, add: Add) -> None:
    written = post("1")
    add(written)
    index.start_seed(written.infohash, NOW, NOW + 10)
    index.start_seed(written.infohash, NOW + 5, None)

    (record,) = index.seeds()
    assert (record.since, record.until) == (NOW, None)


def test_stopping_tells_whether_there_was_anything_to_stop(index: Index, add: Add) -> None:
    written = post("1")
    add(written)
    assert not index.stop_seed(written.infohash)
    assert not index.stop_seed(sha1("unknown"))

    index.start_seed(written.infohash, NOW, None)
    assert index.stop_seed(written.infohash)
    assert not index.is_seeded(written.infohash)
    assert index.seeds() == []


def test_a_seed_expires_when_its_time_is_up(index: Index, add: Add) -> None:
    made = [post(str(number)) for number in range(3)]
    add(*made)
    index.start_seed(made[0].infohash, NOW, NOW + 20)
    index.start_seed(made[1].infohash, NOW, NOW + 10)
    index.start_seed(made[2].infohash, NOW, None)

    assert index.expired(NOW + 9) == []
    assert index.expired(NOW + 10) == [made[1].infohash]
    assert index.expired(NOW + 99) == [made[1].infohash, made[0].infohash]


def test_only_what_is_here_can_be_seeded(index: Index) -> None:
    with pytest.raises(LookupError):
        index.start_seed(sha1("unknown"), NOW, None)


def test_many_seeds_are_read_in_batches_while_others_write(index: Index, add: Add) -> None:
    made = [post(str(number)) for number in range(1_234)]
    with index.transaction():
        add(*made)
        for number, written in enumerate(made):
            index.start_seed(written.infohash, NOW + number // 3, None)

    found = []
    for item in index.seed_torrents():
        found.append(item)
        if len(found) == 600:
            index.stop_seed(made[0].infohash)
    assert len(found) == 1_233
    assert {item.infohash for item in found} == {each.infohash for each in made[1:]}


def test_what_nobody_else_is_known_to_seed_is_lonely(index: Index, add: Add) -> None:
    alone, shared, others = post("alone"), post("shared"), post("others")
    add(alone, shared, others)
    index.start_seed(alone.infohash, NOW, None)
    index.start_seed(shared.infohash, NOW, None)
    index.record_swarm(shared.infohash, ["192.0.2.1"], NOW)
    index.record_swarm(others.infohash, ["192.0.2.1"], NOW)
    assert index.lonely_seeds() == {alone.infohash}
