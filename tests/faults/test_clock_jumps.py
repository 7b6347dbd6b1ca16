"""Clocks that jump: nothing breaks, nothing is lost, and counts are never negative."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.index.index import Index
from p2psocial.services.ports import Count, Order, Period, Ranking
from tests.index.items_factory import NOW, post
from tests.spreading.virtual_network import VirtualNetwork, VirtualNode, connect

DAY = 86_400
YEAR = 365 * DAY
jumps = st.integers(-20 * YEAR, 20 * YEAR) | st.integers(-DAY, DAY)
steps = st.tuples(
    st.sampled_from(["seed", "stop", "swarm", "count", "failure", "forget", "thin"]), jumps
)


def act(index: Index, what: str, now: int) -> None:
    infohash = post("1").infohash
    match what:
        case "seed":
            index.start_seed(infohash, now, now + DAY)
        case "stop":
            index.stop_seed(infohash, now)
        case "swarm":
            index.record_swarm(infohash, ["10.0.0.1", f"10.0.{now % 200}.2"], now)
        case "count":
            index.record_count(infohash, Count(7.0, 5.0, 9.0, 8), now, now + 60)
        case "failure":
            index.record_failure(infohash, now, now + 60)
        case "forget":
            index.forget_swarm(now - DAY)
        case _:
            index.thin_samples(now)


@settings(deadline=None)
@given(st.lists(steps, max_size=25))
def test_evidence_and_rankings_stand_any_order_of_times(taken: list[tuple[str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(Index.open(Path(folder) / "index.sqlite3")) as index,
    ):
        index.add(post("1").item, post("1").text, NOW)
        for what, jump in taken:
            now = max(0, NOW + jump)
            act(index, what, now)
            entry = index.entry(post("1").infohash)
            assert entry is not None
            assert entry.seeds >= 0
            assert entry.seed_seconds >= 0
            index.due(now, 10)
            for order in Order:
                index.top(Ranking(Period.ALL, order, now, 10))
        index.expired(NOW)
        index.check()


class JumpingNode:
    """A node whose clock can be wrong by some seconds."""

    def __init__(self, network: VirtualNetwork) -> None:
        self.off = 0
        right = network.time.unix
        # Every part of a node is given the clock once, when it is made.
        network.time.unix = lambda: right() + self.off  # type: ignore[method-assign]  # restored below
        self.node: VirtualNode = network.add()
        network.time.unix = right  # type: ignore[method-assign]  # as it was


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("off", [-2 * 3_600, -10 * YEAR, 2 * 3_600, 10 * YEAR])
def test_a_node_whose_clock_was_wrong_has_everything_once_it_is_right(
    network: VirtualNetwork, off: int
) -> None:
    jumping, other = JumpingNode(network), network.add()
    jumping.node.start()
    other.start()
    connect(jumping.node, other)
    network.time.pass_seconds(5)
    jumping.off = off
    items = [other.write(f"Number {number}") for number in range(3)]
    network.time.pass_seconds(60)
    jumping.off = 0
    items.append(other.write("When it is right again"))
    network.time.pass_seconds(1_300)
    assert all(jumping.node.index.knows(item.id) for item in items)
    assert not jumping.node.banned
    assert not other.banned
