"""A full disk: one clear line, nothing lost, and work goes on when there is room again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.disks import fill, make_read_only, make_writable, small_disk
from tests.node_process import CommandFailedError, NodeProcess, running

TEXT = "A sentence of some length. " * 1_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 24) as mounted:
        yield mounted


@pytest.fixture
def node(tmp_path: Path, disk: Path) -> NodeProcess:
    node = NodeProcess(disk / "anna", "--board", "test")
    node.log = tmp_path / "anna.log"
    return node


def failure(node: NodeProcess, title: str) -> str:
    with pytest.raises(CommandFailedError) as caught:
        node.post(title, TEXT)
    assert caught.value.status == 1
    message = caught.value.message
    assert message.count("\n") == 1, message
    assert "bug" not in message
    return message


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def titles(node: NodeProcess) -> set[str]:
    return {entry["title"] for entry in node.json("top", "--order", "new", "--limit", "50")}


def test_publishing_on_a_full_disk_fails_in_one_line_and_works_again_later(
    disk: Path, node: NodeProcess
) -> None:
    with running(node):
        node.post("Before", TEXT)
        filler = fill(disk)
        assert "free some" in failure(node, "On the full disk")
        assert node.json("status")["running"]
        assert titles(node) == {"Before"}
        filler.unlink()
        node.post("After", TEXT)
        assert titles(node) == {"Before", "After"}
    with running(node):
        assert titles(node) == {"Before", "After"}
        assert node.json("status")["seeding"] == 2
    assert "Traceback" not in node.log.read_text()


def test_a_node_ends_cleanly_on_a_full_disk_and_starts_when_there_is_room(
    disk: Path, node: NodeProcess
) -> None:
    with running(node):
        node.post("Before", TEXT)
        filler = fill(disk)
    with pytest.raises(CommandFailedError) as caught:
        node.run("node", "--private", "--listen", node.address)
    assert caught.value.status == 1
    assert "no space is left on the disk; free some" in caught.value.message
    assert titles(node) == {"Before"}, "looking needs no room"
    filler.unlink()
    with running(node):
        assert titles(node) == {"Before"}
    assert "Traceback" not in node.log.read_text()


def test_what_others_wrote_meanwhile_comes_when_there_is_room(
    tmp_path: Path, disk: Path, node: NodeProcess
) -> None:
    bootstrap = ("--board", "test", "--bootstrap", node.address)
    other = NodeProcess(tmp_path / "ben", *bootstrap)
    with running(node, other):
        wait_until(lambda: node.json("status")["neighbours"] > 0, 20)
        filler = fill(disk)
        for number in range(20):
            other.post(f"Number {number}", TEXT)
        time.sleep(2)
        assert node.json("status")["running"]
        filler.unlink()
        other.post("Last", TEXT)
        wait_until(lambda: "Last" in titles(node), 20)
    with running(node, other):
        wait_until(lambda: len(titles(node)) == 21, 30)
    assert "Traceback" not in node.log.read_text()


def test_a_read_only_data_folder_is_named_and_left_as_it_is(disk: Path, node: NodeProcess) -> None:
    with running(node):
        node.post("Before", TEXT)
    make_read_only(disk)
    assert titles(node) == {"Before"}, "looking needs no writing"
    for command in (["node"], ["post", "--board", "b", "--title", "T", "-"]):
        with pytest.raises(CommandFailedError) as caught:
            node.run(*command, text="Text.")
        assert caught.value.status == 1
        assert caught.value.message.count("\n") == 1, caught.value.message
        assert "the disk is read-only; choose another --data-dir" in caught.value.message
    make_writable(disk)
    with running(node):
        assert titles(node) == {"Before"}
