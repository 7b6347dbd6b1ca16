"""Nodes that only share the names of boards and a few DHT nodes to begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.demo.network import NodePlan
from tests.demo.networks import BOARD, SPREAD_SECONDS, Running, running

OPEN = (1, 2, 3, 4, 5)
UNREACHABLE = (6, 7, 8, 9, 10)
ELSEWHERE = (11, 12)
MEMBERS = OPEN + UNREACHABLE


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    plans = [
        *(NodePlan((BOARD,)) for _ in OPEN),
        *(NodePlan((BOARD,), accept_incoming=False) for _ in UNREACHABLE),
        *(NodePlan(("elsewhere",)) for _ in ELSEWHERE),
    ]
    with running(tmp_path_factory.mktemp("network") / "nodes", plans) as started:
        yield started


@pytest.mark.parametrize("home", [OPEN[0], UNREACHABLE[0]])
def test_what_one_publishes_everybody_of_the_board_can_read(network: Running, home: int) -> None:
    async def check() -> None:
        infohash = await network.network.post(home, BOARD, "To everybody", "Hello, all.\n")
        missing = await network.network.arrivals.wait(infohash, MEMBERS, SPREAD_SECONDS)
        assert missing == set()
        for node in MEMBERS:
            shown = await network.network.perform(node, "show", infohash=infohash)
            assert (shown["title"], shown["body"]) == ("To everybody", "Hello, all.\n")
            assert shown["seeding"] is (node == home)

    network.runner.run(check())


def test_those_who_accept_no_connections_get_everything(network: Running) -> None:
    async def check() -> None:
        status = await network.network.perform(UNREACHABLE[0], "status")
        assert status["announcements"] == []
        homes = (*UNREACHABLE, *OPEN[:2])
        lacking = [network.spread(home, MEMBERS, f"From node {home}") for home in homes]
        assert await asyncio.gather(*lacking) == [set()] * len(homes)

    network.runner.run(check())


def test_nothing_reaches_those_who_did_not_join_the_board(network: Running) -> None:
    async def check() -> None:
        before = len(await network.network.perform(ELSEWHERE[0], "top", period="all", order="new"))
        assert await network.spread(OPEN[1], MEMBERS, "For members") == set()
        there = await network.network.perform(ELSEWHERE[1], "post", **_post("elsewhere"))
        missing = await network.network.arrivals.wait(there["infohash"], ELSEWHERE, SPREAD_SECONDS)
        assert missing == set()
        seen = await network.network.perform(ELSEWHERE[0], "top", period="all", order="new")
        assert [document["board"] for document in seen] == ["elsewhere"] * (before + 1)
        assert not network.network.arrivals.texts(there["infohash"]).keys() & set(MEMBERS)

    network.runner.run(check())


def _post(board: str) -> dict[str, object]:
    return {"board": board, "title": "Elsewhere", "text": "Only here.\n"}


def test_who_comes_late_catches_up(network: Running) -> None:
    async def check() -> None:
        titles = [f"Before your time {number}" for number in range(5)]
        made = [await network.network.post(OPEN[2], BOARD, title, "Text.\n") for title in titles]
        (late,) = await network.network.add([NodePlan((BOARD,))])
        waits = [network.network.arrivals.wait(each, [late], SPREAD_SECONDS) for each in made]
        assert await asyncio.gather(*waits) == [set()] * len(made)
        await network.network.stop(late)

    network.runner.run(check())


def test_votes_are_seeds_that_others_can_count(network: Running) -> None:
    async def check() -> None:
        infohash = await network.network.post(OPEN[3], BOARD, "Keep this", "Text.\n")
        await network.network.arrivals.wait(infohash, MEMBERS, SPREAD_SECONDS)
        vote = {"infohash": infohash, "for": "day"}
        voted = await network.network.perform(OPEN[4], "upvote", **vote)
        assert voted["seeding"] is True
        unvoted = await network.network.perform(OPEN[4], "unvote", infohash=infohash)
        assert unvoted["seeding"] is False

    network.runner.run(check())


def test_half_die_the_rest_is_divided_and_all_is_well_in_the_end(tmp_path: Path) -> None:
    with running(tmp_path / "nodes", [NodePlan((BOARD,))] * 16, processes=4) as started:
        started.runner.run(_kill_divide_and_heal(started))


async def _kill_divide_and_heal(started: Running) -> None:
    network = started.network
    assert await started.spread(1, network.nodes, "Before") == set()
    for process in (0, 1):
        await network.kill_process(process)
    alive = network.nodes
    assert len(alive) == 8
    left, right = alive[:4], alive[4:]
    await network.divide(left, right)
    for side in (left, right):
        assert await started.spread(side[0], side, "Among us") == set()
    made = {
        side[0]: await network.post(side[0], BOARD, "Unheard of", "Text.\n")
        for side in (left, right)
    }
    await asyncio.sleep(1)
    for side, other in ((left, right), (right, left)):
        assert not network.arrivals.texts(made[side[0]]).keys() & set(other)
    await network.heal()
    waits = [network.arrivals.wait(each, alive, 30) for each in made.values()]
    assert not any(await asyncio.gather(*waits))
