"""`p2psocial demo` as people run it, as processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.node_process import CommandFailedError, run_command

DEMO = (sys.executable, "-m", "p2psocial", "demo", "--headless")
END_SECONDS = 20
# What is said when there is something to look at.
READY = "Look at it"

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc"
)


def children(pid: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists()}


def wait_until_ended(pids: set[int]) -> None:
    deadline = time.monotonic() + END_SECONDS
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pids)


@contextmanager
def demo(*options: str) -> Iterator[subprocess.Popen[str]]:
    """A demo that has begun; whatever happens, it is not left running."""
    with subprocess.Popen([*DEMO, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if READY in line:
                    break
            yield process
        finally:
            process.kill()


def test_it_ends_by_itself_and_says_what_happened(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    told = run_command(folder, "demo", "--headless", "--nodes", "5", "--seconds", "3", "--json")
    happened = json.loads(told)
    assert happened["nodes"] == 5
    assert happened["events"]["post"] >= 18
    assert happened["events"]["comment"] >= 70
    assert happened["events"]["vote"] > 100
    assert happened["delivered"] == 1.0
    assert happened["complaints"] == ""
    assert not folder.exists()


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_looked_at_and_ends_when_it_is_told_to(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "demo"
    with demo("--nodes", "4", "--data-dir", str(folder)) as process:
        workers = children(process.pid)
        assert len(workers) == (os.cpu_count() or 1)
        node = folder / "node-001"
        assert json.loads(run_command(node, "status", "--json"))["running"] is True
        while not json.loads(run_command(node, "top", "--json")):
            time.sleep(0.1)
        process.send_signal(number)
        rest, _ = process.communicate(timeout=END_SECONDS)
        assert process.returncode == 0
    assert "In " in rest.splitlines()[-1]
    assert not alive(workers)
    assert not folder.exists()


@needs_proc
def test_a_demo_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    with demo("--nodes", "2", "--data-dir", str(tmp_path / "demo")) as process:
        workers = children(process.pid)
        process.kill()
        process.wait(END_SECONDS)
    wait_until_ended(workers)


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    done = subprocess.run(
        [*DEMO, "--nodes", "1", "--seconds", "0.5"], stdout=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(CommandFailedError, match="is not empty") as failed:
        run_command(tmp_path, "demo", "--headless")
    assert failed.value.status == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
