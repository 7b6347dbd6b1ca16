from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from p2psocial.control import client
from p2psocial.control.channel import MAX_REQUEST_BYTES, NodeBugError, to_line
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.failures import IdentityLockedError, MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem, Reason
from tests.control.serving import echo, ignore, serving

ASK = """
import pathlib, sys
from p2psocial.control.client import call
from p2psocial.data_folder import DataFolder
try:
    call(DataFolder(pathlib.Path(sys.argv[1])), "slow", {}, print)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_a_deep_data_folder_is_no_trouble_for_the_socket(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / ("x" * 90) / ("y" * 90))
    assert len(str(folder.control)) > 150
    seen: list[Mapping[str, object]] = []
    with serving(folder, {"echo": echo}):
        assert folder.is_locked()
        assert client.call(folder, "echo", {"text": "ä"}, seen.append) == {"text": "ä"}
    assert seen == [{"stage": "echo"}]
    assert not folder.is_locked()


@pytest.mark.parametrize(
    "error",
    [
        RequestError("r"),
        IdentityLockedError("l"),
        MachineError("m"),
        InvalidItem(Reason.BAD_BOARD, "b"),
    ],
)
def test_the_exception_of_the_operation_is_raised_here(tmp_path: Path, error: Exception) -> None:
    async def fail(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        raise error

    folder = DataFolder(tmp_path)
    with serving(folder, {"fail": fail}), pytest.raises(type(error)) as raised:
        client.call(folder, "fail", {}, ignore)
    assert type(raised.value) is type(error)
    assert str(raised.value) == str(error)


def test_a_bug_of_the_node_is_told_as_one(tmp_path: Path) -> None:
    async def fail(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        return 1 // 0

    folder = DataFolder(tmp_path)
    with serving(folder, {"fail": fail}), pytest.raises(NodeBugError, match="a bug of p2psocial"):
        client.call(folder, "fail", {}, ignore)


def test_two_commands_at_once(tmp_path: Path) -> None:
    together = threading.Barrier(2, timeout=10)

    async def meet(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        # Neither is answered before both are being done.
        await asyncio.to_thread(together.wait)
        return "met"

    results: list[object] = []
    with serving(DataFolder(tmp_path), {"meet": meet}) as node:

        def ask() -> None:
            results.append(client.call(node.folder, "meet", {}, ignore))

        askers = [threading.Thread(target=ask) for _ in range(2)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(20)
    assert results == ["met", "met"]


def test_what_is_too_long_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    too_long = {"text": "x" * MAX_REQUEST_BYTES}
    with serving(folder, {"echo": echo}), pytest.raises(RequestError, match="too much for one"):
        client.call(folder, "echo", too_long, ignore)


def test_without_a_node_it_says_how_to_start_one(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "none")
    with pytest.raises(MachineError, match="start one with 'p2psocial node'"):
        client.call(folder, "echo", {}, ignore)
    assert not folder.path.exists()


def test_what_a_killed_node_left_behind_is_ignored(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.control.write_bytes(to_line({"socket": "/nowhere/control", "token": "t"}))
    assert not folder.is_locked()
    with pytest.raises(MachineError, match="no node runs"):
        client.call(folder, "echo", {}, ignore)
    lock = client.claim(folder)
    assert lock
    lock.release()


@pytest.mark.parametrize("left", [b"", b"{", to_line({"port": 1, "token": "t"})])
def test_a_node_that_is_just_starting_is_waited_for(tmp_path: Path, left: bytes) -> None:
    folder = DataFolder(tmp_path)
    folder.control.write_bytes(left)
    lock = folder.try_lock()
    assert lock
    results: list[object] = []
    asker = threading.Thread(
        target=lambda: results.append(client.call(folder, "echo", {"a": 1}, ignore, patience=20))
    )
    asker.start()
    time.sleep(0.15)
    assert asker.is_alive()
    with serving(folder, {"echo": echo}, lock=lock):
        asker.join(20)
    assert results == [{"a": 1}]


def test_a_command_at_work_is_waited_for_but_not_for_ever(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    lock = folder.try_lock()
    assert lock
    with pytest.raises(MachineError, match="another p2psocial command is at work"):
        client.claim(folder, patience=0.1)
    with pytest.raises(MachineError, match="another p2psocial command is at work"):
        client.call(folder, "echo", {}, ignore, patience=0.1)
    threading.Timer(0.1, lock.release).start()
    ours = client.claim(folder, patience=10)
    assert ours
    ours.release()


def test_a_running_node_is_asked_rather_than_pushed_aside(tmp_path: Path) -> None:
    with serving(DataFolder(tmp_path), {}) as node:
        assert client.claim(node.folder) is None


def test_a_node_that_dies_in_the_middle_is_told_as_that(tmp_path: Path) -> None:
    program = """
import asyncio, os, pathlib, sys
from p2psocial.control.server import ControlServer
from p2psocial.data_folder import DataFolder
async def die(arguments, on_progress):
    on_progress({"stage": "dying"})
    await asyncio.sleep(0.05)
    os._exit(1)
async def run():
    folder = DataFolder(pathlib.Path(sys.argv[1]))
    lock = folder.try_lock()
    await ControlServer(folder, {"die": die}).start()
    print("ready", flush=True)
    await asyncio.sleep(60)
asyncio.run(run())
"""
    seen: list[Mapping[str, object]] = []
    node = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with node:
        assert node.stdout
        assert node.stdout.readline() == "ready\n"
        with pytest.raises(MachineError, match="ended before it answered"):
            client.call(DataFolder(tmp_path), "die", {}, seen.append)
    assert seen == [{"stage": "dying"}]
    # What it left is cleared away by the next one.
    with serving(DataFolder(tmp_path), {"echo": echo}) as running:
        assert client.call(running.folder, "echo", {}, ignore) == {}


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT to one process")
def test_interrupting_a_command_cancels_what_the_node_does_for_it(tmp_path: Path) -> None:
    begun, cancelled = threading.Event(), threading.Event()

    async def slow(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()
        return None

    with serving(DataFolder(tmp_path), {"slow": slow}) as node:
        command = subprocess.Popen([sys.executable, "-c", ASK, str(tmp_path)])
        assert begun.wait(20)
        command.send_signal(signal.SIGINT)
        assert command.wait(20) == 130
        assert cancelled.wait(10)
        assert node.folder.is_locked()


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 10_000])
def test_a_list_of_any_length_arrives_and_others_have_their_turns_meanwhile(
    tmp_path: Path, count: int
) -> None:
    turns = 0
    items = [{"number": number, "text": "ä" * 20} for number in range(count)]

    async def listed(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        def turn() -> None:
            nonlocal turns
            turns += 1
            loop.call_soon(turn)

        loop = asyncio.get_running_loop()
        loop.call_soon(turn)
        return items

    with serving(DataFolder(tmp_path), {"list": listed}):
        assert client.call(DataFolder(tmp_path), "list", {}, ignore) == items
    assert turns > count / 20
