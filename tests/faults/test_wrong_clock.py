"""A machine whose clock is wrong from the start: it is told, and costs nothing that stays."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from p2psocial.app import clock
from p2psocial.app.believed_clock import BelievedClock
from tests.node_process import NodeProcess, running

_YEAR = 365 * 86_400
_WRONG = """
import os, time
_right = time.time
time.time = lambda: _right() + float(os.environ["CLOCK_OFF"])
"""


@pytest.fixture
def off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make the clock of programs wrong by the seconds in CLOCK_OFF."""
    folder = tmp_path / "clock"
    folder.mkdir()
    # Python runs a module of this name first of all.
    (folder / "sitecustomize.py").write_text(_WRONG)
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("CLOCK_OFF", "0")
    return monkeypatch


def test_what_is_written_while_the_clock_is_of_last_century_is_dated_with_this_one(
    tmp_path: Path, off: pytest.MonkeyPatch
) -> None:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    off.setenv("CLOCK_OFF", str(-30 * _YEAR))
    with running(node):
        post = node.post("Before it was set")
    assert "this machine's clock is wrong" in node.log.read_text()
    assert post["created"] >= clock.WRITTEN
    off.setenv("CLOCK_OFF", "0")
    with running(node):
        assert node.json("status")["seeding_ready"] == 1


def test_a_clock_that_is_years_ahead_is_told(tmp_path: Path, off: pytest.MonkeyPatch) -> None:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        node.post("When it was right")
    (node.folder / "clock").write_text(f"{int(time.time())}\n")
    off.setenv("CLOCK_OFF", str(3 * _YEAR))
    with running(node):
        assert node.json("status")["seeding_ready"] == 1
    assert "long after it was last seen here" in node.log.read_text()


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xff\xfe1\x00", b"9" * 5_000])
def test_rubbish_in_the_place_of_the_time_is_no_time(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clock").write_bytes(content)
    kept = BelievedClock(tmp_path / "clock")
    assert (kept.read() or 0) <= 10**20
    kept.write(1_800_000_000)
    assert kept.read() == 1_800_000_000
    assert sys.getsizeof(kept.read()) < 100
