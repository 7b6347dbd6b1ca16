"""What the system allows too little of is named in one line; a node goes on with what it has."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.app.reading import Reading
from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from tests.node_process import COMMAND_SECONDS, NodeProcess, running


@contextlib.contextmanager
def free_files(count: int) -> Iterator[None]:
    """Let this process open that many files and no more."""
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened: list[int] = []
    # What is open already may have any number, so the room up to the limit is filled.
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(512, usual[0]), usual[1]))
    try:
        with contextlib.suppress(OSError):
            while True:
                opened.append(os.open(os.devnull, os.O_RDONLY))
        for _ in range(count):
            os.close(opened.pop())
        yield
    finally:
        for descriptor in opened:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, usual)


def failure(path: Path) -> str:
    try:
        Index.open(path).close()
    except MachineError as error:
        return str(error)
    return ""


def test_an_index_that_lacks_files_says_so(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite3"
    Index.open(path).close()
    told = []
    for count in range(6):
        with free_files(count):
            told.append(failure(path))
    assert any(told)
    assert all("ulimit -n" in each for each in told if each), told
    assert not failure(path)


def test_a_thread_that_cannot_begin_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> Index:
        raise MachineError("cannot be opened")

    async def run() -> None:
        reading = Reading(refuse, lambda _: pytest.fail("no index"), lambda: (), lambda _: 0)
        with pytest.raises(MachineError, match="cannot be opened"):
            await reading.start()
        await reading.close()

    asyncio.run(run())
    gc.collect()
    assert not caplog.records


def test_a_node_whom_more_ask_than_it_has_files_for_answers_the_next(tmp_path: Path) -> None:
    def allow_few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    node = NodeProcess(tmp_path / "anna", "--board", "test", before_start=allow_few)
    with running(node):
        path = json.loads((node.folder / "control.json").read_text())["socket"]
        with contextlib.ExitStack() as crowd:
            for _ in range(60):
                asker = crowd.enter_context(socket.socket(socket.AF_UNIX))
                asker.settimeout(COMMAND_SECONDS)
                asker.connect(path)
        assert node.json("status")["running"]
    assert "Traceback" not in node.log.read_text()


def test_a_node_that_may_not_have_enough_memory_says_so_at_once(tmp_path: Path) -> None:
    def allow_little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))

    done = subprocess.run(
        [sys.executable, "-m", "p2psocial", "--data-dir", tmp_path, "node", "--private"],
        preexec_fn=allow_little,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert "only 400 MB of address space are allowed, and a node needs" in done.stderr
    assert done.stderr.count("\n") == 1
