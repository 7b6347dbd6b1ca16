"""The simulation of large boards is the same each time, and its nodes get what real ones get."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

from bench.simulation import counts
from bench.simulation.around import around
from bench.simulation.library import BOARD, Library, SharedIndex
from bench.simulation.waking import Waking
from bench.simulation.world import Plan, World
from p2psocial.index.index import Index
from p2psocial.protocol.negentropy import OrderedSet
from tests.spreading.virtual_network import NOW

PLAN = Plan(nodes=40, items=2_000, posts_per_day=20)


def run(plan: Plan) -> World:
    world = World(plan)
    world.start(5)
    world.time.pass_seconds(60)
    for _ in range(3):
        world.publish()
        world.time.pass_seconds(10)
    return world


def test_every_node_reads_what_is_published_within_seconds() -> None:
    world = run(PLAN)
    assert [len(spread.texts) for spread in world.spreads.values()] == [40, 40, 40]
    assert max(max(spread.texts.values()) for spread in world.spreads.values()) < 5


def test_the_same_seed_gives_the_same_run() -> None:
    first, second = run(PLAN), run(PLAN)
    assert first.traffic() == second.traffic()
    assert first.spreads == second.spreads


def test_forgers_are_banned_and_do_not_keep_posts_from_honest_nodes() -> None:
    world = run(Plan(nodes=40, items=2_000, posts_per_day=20, hostile=0.1))
    world.time.pass_seconds(900)
    assert [len(spread.texts) for spread in world.spreads.values()] == [36, 36, 36]


def test_nodes_get_rid_of_neighbours_that_keep_things_back() -> None:
    world = run(Plan(nodes=60, items=2_000, posts_per_day=20, hostile=0.2))
    world.time.pass_seconds(840)
    found = around(world)
    # At first it is half of them, for most honest nodes accept no connections.
    assert found.hostile < found.dialled / 10
    item = world.publish()
    world.time.pass_seconds(5)
    assert len(world.spreads[item].texts) == 48


def test_who_slept_catches_up() -> None:
    world = World(Plan(nodes=30, items=2_000, posts_per_day=50, asleep=0.2))
    world.start(5)
    world.time.pass_seconds(60)
    waking = Waking(world)
    for node in world.honest:
        if not node.online:
            waking.start(node, 8 * 3_600, [item.id for item in world.recent])
    world.time.pass_seconds(120)
    assert len(waking.done) == 6
    assert waking.unfinished() == 0
    assert all(each.missing and each.headers and each.texts for each in waking.done)


def test_the_shared_index_answers_as_the_real_one_does(tmp_path: Path) -> None:
    library = Library(0, NOW, random.Random(1))
    items = [library.write(NOW - age) for age in (10, 20, 30)]
    shared = SharedIndex(library, frozenset())
    with contextlib.closing(Index.open(tmp_path / "index.sqlite3")) as real:
        for index in (shared, real):
            index.add(items[0], library.texts[items[0].id].decode(), NOW)
            index.add(items[1], None, NOW)
            index.start_seed(items[0].infohash, NOW, None)
            index.add_text(items[1].infohash, library.texts[items[1].id].decode())
            index.carry(items[1].infohash, NOW - 50)
        for item in items:
            assert shared.knows(item.id) == real.knows(item.id)
            assert shared.header(item.infohash) == real.header(item.infohash)
            assert shared.item(item.id) == real.item(item.id)
            assert shared.servable(item.infohash) == real.servable(item.infohash)
            assert shared.values(item.author) == real.values(item.author)
        assert list(shared.keys_of_board(BOARD)) == list(
            OrderedSet.from_sorted(real.keys_of_board(BOARD))
        )
        for index in (shared, real):
            index.drop_carried(NOW - 40, 10**9)
        assert shared.servable(items[1].infohash) == real.servable(items[1].infohash) is None


def test_counts_are_right_while_one_node_in_five_lies() -> None:
    found = counts.errors(0.2, "everything", 200, seed=3)
    assert found.median < 5
    assert found.doubled < 0.02
