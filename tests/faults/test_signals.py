"""Signals in numbers: a node that is told to end does so in order, however often it is told."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.node_process import NodeProcess, running


def test_a_node_ends_in_order_however_often_it_is_told(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        node.post("Before")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGINT):
            os.kill(node.pid, number)
            time.sleep(0.01)
        assert node.wait() == 0
    assert node.log.read_text().splitlines()[-1].endswith("stopped")
    with running(node):
        assert node.json("status")["seeding_ready"] == 1


def test_a_node_whose_terminal_is_closed_ends_in_order(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        os.kill(node.pid, signal.SIGHUP)
        assert node.wait() == 0
    assert node.log.read_text().splitlines()[-1].endswith("stopped")


def test_a_node_that_is_to_outlive_its_terminal_does(tmp_path: Path) -> None:
    def like_nohup() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    node = NodeProcess(tmp_path / "anna", "--board", "test", before_start=like_nohup)
    with running(node):
        os.kill(node.pid, signal.SIGHUP)
        assert node.json("status")["running"]
