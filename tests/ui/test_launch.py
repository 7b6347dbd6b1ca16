"""The program as a process of its own: one window on a folder, ended in every way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.data_folder import DataFolder
from tests.node_process import CommandFailedError, loopback_address, run_command

_READY_SECONDS = 30
_END_SECONDS = 20


class Program:
    """`p2psocial` without a command, drawing into memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder)
        self.folder.create()
        self.folder.window.write_text('{"welcomed": true}')
        self._network = ("--private", "--listen", loopback_address())
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "p2psocial", "--data-dir", str(self.folder.path)),
                *self._network,
                *arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            try:
                if '"running": true' in run_command(self.folder.path, "status", "--json"):
                    return
            except CommandFailedError:
                pass
            time.sleep(0.1)
        pytest.fail("the window never ran a node")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    started = Program(tmp_path / "data")
    yield started
    for process in started.processes:
        with process:
            process.kill()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for the end of a process; return its status and what it wrote."""
    out, err = process.communicate(timeout=_END_SECONDS)
    return process.returncode, out, err


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_window_ends_cleanly_when_the_system_asks(program: Program, number: int) -> None:
    window = program.start()
    program.wait_until_ready()
    window.send_signal(number)
    assert ended(window) == (0, "", "")
    assert not program.folder.is_locked()


def test_a_second_start_raises_the_first_and_ends(program: Program) -> None:
    window = program.start()
    program.wait_until_ready()
    assert ended(program.start()) == (0, "", "")
    assert window.poll() is None


def test_after_a_crash_the_window_opens_again(program: Program) -> None:
    first = program.start()
    program.wait_until_ready()
    first.kill()
    first.wait()
    second = program.start()
    program.wait_until_ready()
    assert second.poll() is None
