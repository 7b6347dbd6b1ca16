"""What a running node needs is taken away from under it: it says so, and goes on where it can."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from p2psocial.control import client
from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from tests.node_process import READY_SECONDS, NodeProcess, run_command, running


def wait_until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def node(tmp_path: Path) -> NodeProcess:
    return NodeProcess(tmp_path / "anna", "--board", "test")


@pytest.mark.parametrize("takes", [shutil.rmtree, lambda path: path.rename(f"{path}-moved")])
def test_a_node_whose_folder_is_gone_ends_and_says_why(
    node: NodeProcess, takes: Callable[[Path], object]
) -> None:
    with running(node):
        node.post("Before")
        takes(node.folder)
        assert node.wait() == 1
    told = node.log.read_text().splitlines()[-1]
    assert told.startswith(f"p2psocial: the data folder {node.folder} was deleted, moved or")
    assert "Traceback" not in node.log.read_text()


def test_a_folder_that_was_moved_and_put_back_has_everything(node: NodeProcess) -> None:
    away = node.folder.with_name("away")
    with running(node):
        node.post("Before")
        node.folder.rename(away)
        assert node.wait() == 1
    away.rename(node.folder)
    with running(node):
        assert node.json("status")["seeding_ready"] == 1


def test_a_node_stays_reachable_when_its_socket_or_address_is_lost(node: NodeProcess) -> None:
    control = node.folder / "control.json"
    with running(node):
        before = control.read_bytes()
        control.write_bytes(b"rubbish")
        wait_until(lambda: control.read_bytes() == before)
        node.post("First")
        socket = Path(json.loads(before)["socket"])
        socket.unlink()
        wait_until(socket.exists)
        node.post("Second")
        assert node.json("status")["seeding"] == 2


def test_a_command_does_not_wait_for_a_node_that_is_stopped(
    node: NodeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HEARD_SECONDS", 1.0)
    with running(node):
        os.kill(node.pid, signal.SIGSTOP)
        try:
            with pytest.raises(MachineError, match="it is stopped or very busy"):
                client.call(DataFolder(node.folder), "status", {}, lambda _: None)
        finally:
            os.kill(node.pid, signal.SIGCONT)
        assert node.json("status")["running"]


def test_a_node_whose_log_nobody_reads_goes_on(node: NodeProcess, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    arguments = ("node", "--private", "--listen", node.address, "--board", "test")
    with errors.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "p2psocial", "--data-dir", node.folder, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    try:
        assert process.stdout is not None
        while b" ready" not in process.stdout.readline():
            assert process.poll() is None
        process.stdout.close()
        node.post("Somebody reads this, though not the log")
        process.send_signal(signal.SIGTERM)
        assert process.wait(READY_SECONDS) == 0
    finally:
        process.kill()
        process.wait()
    assert errors.read_text().splitlines() == [
        "p2psocial: cannot write the log (Broken pipe); the node goes on"
    ]
    assert json.loads(run_command(node.folder, "status", "--json"))["seeding"] == 1
