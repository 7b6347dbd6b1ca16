"""What a node seeds is known to the DHT, and what that costs is told."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.interop.client_process import eventually
from tests.node_process import NodeProcess, running

POSTS = 5
# In this small network an announcement takes eight packets.
MORE_THAN_CAN_BE_ANNOUNCED = 12


def test_every_seed_is_announced_and_the_cost_of_one_more_is_told(tmp_path: Path) -> None:
    anna = NodeProcess(tmp_path / "anna")
    ben = NodeProcess(tmp_path / "ben", "--bootstrap", anna.address)
    with running(anna, ben):
        posts = [anna.post(f"Post {number}") for number in range(POSTS)]

        def status(node: NodeProcess) -> dict[str, Any]:
            document: dict[str, Any] = node.json("status")
            return document

        eventually(lambda: status(anna)["announced"] == POSTS, "all are announced")
        told = status(anna)
        assert told["announce_late"] == 0
        announcing, counting = told["announcing"], told["counting"]
        assert announcing["budget_packets_per_second"] == 300
        assert announcing["capacity"] > 1_000
        assert 0 < announcing["bytes_in_hour"] < POSTS * 10_000
        assert counting["budget_packets_per_second"] == 200

        vote = ben.json("upvote", posts[0]["magnet"])
        assert 0 < vote["vote_packets_per_hour"] < 100
        assert 0 < vote["vote_bytes_per_hour"] < 20_000
        eventually(lambda: status(ben)["announced"] == 1, "the vote is announced")
        counted = time.time()
        eventually(
            lambda: anna.json("why", posts[0]["infohash"])["seeds"] == 2, "the vote is counted"
        )
        assert time.time() - counted < 15
        assert status(anna)["counting"]["per_minute"] > 0
        human = anna.run("status")
        assert f"{POSTS} seeds known to the DHT" in human
        assert "One more vote" in human


def test_a_budget_that_is_too_small_is_told_of(tmp_path: Path) -> None:
    anna = NodeProcess(tmp_path / "anna")
    anna.folder.mkdir()
    (anna.folder / "settings.json").write_text('{"announce_packets": 1}')
    ben = NodeProcess(tmp_path / "ben", "--bootstrap", anna.address)
    with running(anna, ben):
        for number in range(MORE_THAN_CAN_BE_ANNOUNCED):
            anna.post(f"Post {number}")
        eventually(lambda: anna.json("status")["announced"], "one is announced", 60)
        told = anna.json("status")
        assert told["announced"] + told["announce_late"] == MORE_THAN_CAN_BE_ANNOUNCED
        assert told["announce_late"] > 0
        assert "not (the budget is enough for" in anna.run("status")
