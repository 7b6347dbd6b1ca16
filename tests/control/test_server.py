from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from p2psocial.control import server as server_module
from p2psocial.control.channel import MAX_REQUEST_BYTES, to_line
from p2psocial.control.operation import OnProgress
from p2psocial.control.server import MAX_CONNECTIONS, ControlServer
from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError, RequestError
from tests.control.serving import (
    HEARD,
    Running,
    address,
    answers,
    connected,
    conversation,
    echo,
    serving,
)

posix = pytest.mark.skipif(os.name != "posix", reason="sockets and permissions as POSIX has them")


class Slow:
    """An operation that lasts until it is cancelled."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.cancelled = threading.Event()

    async def __call__(self, _arguments: Mapping[str, object], _progress: OnProgress) -> object:
        self.begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return None


async def broken(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
    raise KeyError("what nobody foresaw")


async def refusing(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
    raise RequestError("not like\nthat")


async def unspeakable(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
    return {"result": b"bytes"}


async def bottomless(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


said_all = threading.Event()


async def chatty(_arguments: Mapping[str, object], on_progress: OnProgress) -> object:
    for number in range(20_000):
        on_progress({"stage": "chat", "padding": "x" * 1_000, "number": number})
    said_all.set()
    return "done"


OPERATIONS = {
    "echo": echo,
    "broken": broken,
    "refusing": refusing,
    "unspeakable": unspeakable,
    "bottomless": bottomless,
    "chatty": chatty,
}


@pytest.fixture(params=["unix", "tcp"])
def node(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    if request.param == "unix" and os.name != "posix":
        pytest.skip("no Unix sockets here")
    with serving(DataFolder(tmp_path), OPERATIONS, over_tcp=request.param == "tcp") as running:
        yield running


def asked(node: Running, operation: str, **arguments: object) -> bytes:
    token = address(node.folder).token
    return to_line({"token": token, "operation": operation, "arguments": arguments})


def error_of(messages: list[dict[str, object]]) -> dict[str, object]:
    (message,) = messages
    error = message["error"]
    assert isinstance(error, dict)
    return error


def exchange(node: Running, line: bytes) -> list[dict[str, object]]:
    with connected(node.folder) as connection:
        connection.sendall(line)
        return answers(connection)


def test_progress_and_then_exactly_one_result(node: Running) -> None:
    assert exchange(node, asked(node, "echo", text="ä\u202e")) == [
        {"progress": {"stage": "echo"}},
        {"result": {"text": "ä\u202e"}},
    ]


def test_a_node_says_that_it_has_heard_before_it_has_done_anything(tmp_path: Path) -> None:
    folder, slow = DataFolder(tmp_path), Slow()
    with serving(folder, {"slow": slow}), connected(folder) as connection:
        connection.sendall(to_line({"token": address(folder).token, "operation": "slow"}))
        assert connection.recv(1 << 10) == HEARD


def test_a_refusal_is_one_line(node: Running) -> None:
    error = error_of(exchange(node, asked(node, "refusing")))
    assert error == {"kind": "request", "message": "not like that"}


@pytest.mark.parametrize("operation", ["broken", "unspeakable", "bottomless"])
def test_a_bug_is_logged_here_and_only_named_there(
    node: Running, operation: str, caplog: pytest.LogCaptureFixture
) -> None:
    error = error_of(exchange(node, asked(node, operation, said="passphrase")))
    assert error["kind"] == "bug"
    assert "nobody foresaw" not in str(error)
    (record,) = (each for each in caplog.records if each.levelno >= logging.ERROR)
    assert record.exc_info
    assert "passphrase" not in caplog.text
    assert address(node.folder).token not in caplog.text


def test_nothing_is_done_without_the_token(node: Running) -> None:
    for token in ("", "0" * 64, address(node.folder).token + "0", "ä"):
        line = to_line({"token": token, "operation": "echo", "arguments": {}})
        assert "the token is wrong" in str(error_of(exchange(node, line))["message"])
    # Nor is it said which operations there are.
    line = to_line({"token": "", "operation": "no such operation", "arguments": {}})
    assert "the token is wrong" in str(error_of(exchange(node, line))["message"])


def test_an_unknown_operation_says_that_versions_differ(node: Running) -> None:
    assert "another version" in str(error_of(exchange(node, asked(node, "dance"))))


def test_a_line_that_is_too_long_is_refused(node: Running) -> None:
    for data in (b"x" * (MAX_REQUEST_BYTES + 10), asked(node, "echo", x="y" * MAX_REQUEST_BYTES)):
        messages = conversation(node.folder, data)
        # With data under way, a connection may break before the answer is read.
        assert not messages or "at most" in str(error_of(messages))
    assert exchange(node, asked(node, "echo"))[-1] == {"result": {}}


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_is_sent_it_answers_or_closes_and_lives(
    node: Running, data: st.DataObject
) -> None:
    token = address(node.folder).token
    json_value = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
    request = st.fixed_dictionaries(
        {"token": st.just(token) | json_value},
        optional={
            "operation": st.sampled_from([*OPERATIONS, ""]).filter(lambda n: n != "chatty")
            | json_value,
            "arguments": json_value,
            "more": json_value,
        },
    ).map(lambda value: json.dumps(value).encode())
    sent = data.draw(st.binary(max_size=200) | request | request.map(lambda line: line + b"\n"))
    messages = conversation(node.folder, sent)
    assert len([each for each in messages if "result" in each or "error" in each]) <= 1
    assert exchange(node, asked(node, "echo", still="alive"))[-1] == {"result": {"still": "alive"}}


def test_progress_that_nobody_reads_does_not_pile_up(node: Running) -> None:
    said_all.clear()
    with connected(node.folder) as connection:
        connection.sendall(asked(node, "chatty"))
        assert said_all.wait(20)
        messages = answers(connection)
    assert messages[-1] == {"result": "done"}
    assert 1 < len(messages) < 20_000


def test_who_goes_away_takes_the_operation_along(tmp_path: Path) -> None:
    slow = Slow()
    with serving(DataFolder(tmp_path), {"slow": slow}) as node:
        with connected(node.folder) as connection:
            connection.sendall(asked(node, "slow"))
            assert slow.begun.wait(10)
            # Saying more changes nothing.
            connection.sendall(b"more\n" * 10_000)
            assert not slow.cancelled.wait(0.05)
        assert slow.cancelled.wait(10)


@pytest.mark.parametrize("over_tcp", [False, True])
def test_closing_ends_what_is_being_done_and_says_so(tmp_path: Path, *, over_tcp: bool) -> None:
    slow = Slow()
    folder = DataFolder(tmp_path)
    with serving(folder, {"slow": slow}, over_tcp=over_tcp) as node:
        socket_path = Path(address(folder).socket)
        silent, busy = connected(folder), connected(folder)
        with silent, busy:
            busy.sendall(asked(node, "slow"))
            assert slow.begun.wait(10)
            node.close()
            error = error_of(answers(busy))
            assert error["kind"] == "machine"
            assert "was stopped" in str(error["message"])
            assert error_of(answers(silent))["kind"] == "machine"
        assert slow.cancelled.is_set()
        assert not folder.control.exists()
        assert over_tcp or not socket_path.exists()


def test_closing_does_not_wait_for_those_who_do_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "CLOSING_SECONDS", 0.1)
    begun = threading.Event()

    async def huge(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        begun.set()
        return "x" * 20_000_000

    with (
        serving(DataFolder(tmp_path), {"huge": huge}) as node,
        connected(node.folder) as connection,
    ):
        connection.sendall(asked(node, "huge"))
        assert begun.wait(10)
        time.sleep(0.05)
        started = time.monotonic()
        node.close()
        assert time.monotonic() - started < 5


def test_a_long_answer_arrives_whole(tmp_path: Path) -> None:
    async def long(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        return "x" * (4 * MAX_REQUEST_BYTES)

    with serving(DataFolder(tmp_path), {"long": long}) as node:
        (message,) = exchange(node, asked(node, "long"))
    assert message == {"result": "x" * (4 * MAX_REQUEST_BYTES)}


def test_who_says_nothing_is_told_to_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "REQUEST_SECONDS", 0.05)
    with serving(DataFolder(tmp_path), {}) as node, connected(node.folder) as connection:
        assert "no request came" in str(error_of(answers(connection)))


def test_connections_are_bounded(tmp_path: Path) -> None:
    slow = Slow()
    with serving(DataFolder(tmp_path), {"slow": slow, "echo": echo}) as node:
        held: list[socket.socket] = []
        try:
            for _ in range(MAX_CONNECTIONS):
                held.append(connected(node.folder))
                held[-1].sendall(asked(node, "slow"))
            error = error_of(exchange(node, asked(node, "echo")))
            assert "busy with other commands" in str(error)
            held += [connected(node.folder) for _ in range(MAX_CONNECTIONS)]
            with connected(node.folder) as surplus:
                assert answers(surplus) == []
        finally:
            for connection in held:
                connection.close()
        assert slow.cancelled.wait(10)
        deadline = time.monotonic() + 10
        # Surplus connections are closed without an answer until the others are gone.
        while not any("result" in answer for answer in exchange(node, asked(node, "echo"))):
            assert time.monotonic() < deadline


def short_folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "d")
    folder.create()
    if len(str(folder.socket)) > 100:
        pytest.skip("the tests' own folder is too deep for a socket")
    return folder


@posix
def test_only_the_owner_can_reach_the_socket_and_the_token(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    old = os.umask(0)
    try:
        with serving(folder, {}):
            assert stat.S_IMODE(folder.control.stat().st_mode) == 0o600
            path = Path(address(folder).socket)
            assert stat.S_ISSOCK(path.stat().st_mode)
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
            assert len(address(folder).token) == 64
    finally:
        os.umask(old)


@posix
def test_a_temporary_folder_that_is_too_deep_for_sockets_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    data = DataFolder(tmp_path / ("e" * 120))
    data.create()
    with serving(data, {"echo": echo}) as node:
        assert exchange(node, asked(node, "echo"))[-1] == {"result": {}}
        assert not data.socket.exists()
    assert list(deep.iterdir()) == []


@posix
def test_nothing_is_left_outside_of_the_data_folder_by_a_node_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with serving(short_folder(tmp_path), {"echo": echo}) as node:
        assert exchange(node, asked(node, "echo"))[-1] == {"result": {}}
        # As it is left when the node gets no further.
        assert list(temporary.iterdir()) == []


@posix
def test_a_data_folder_that_others_can_enter_does_not_hold_the_socket(tmp_path: Path) -> None:
    folder = short_folder(tmp_path)
    folder.path.chmod(0o755)
    with serving(folder, {"echo": echo}) as node:
        assert exchange(node, asked(node, "echo"))[-1] == {"result": {}}
        path = Path(address(folder).socket)
        assert path.parent != folder.path
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
def test_a_file_in_the_place_of_the_socket_is_left_alone(tmp_path: Path) -> None:
    folder = short_folder(tmp_path)
    folder.socket.write_text("precious")
    with serving(folder, {"echo": echo}) as node:
        assert exchange(node, asked(node, "echo"))[-1] == {"result": {}}
    assert folder.socket.read_text() == "precious"


@posix
def test_what_a_killed_node_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.create()
    left = tmp_path / "p2psocial-left"
    left.mkdir()
    (left / "control").touch()
    folder.control.write_bytes(to_line({"socket": str(left / "control"), "token": "t"}))
    with serving(folder, {}):
        assert not left.exists()
    precious = tmp_path / "precious" / "control"
    precious.parent.mkdir()
    precious.touch()
    folder.control.write_bytes(to_line({"socket": str(precious), "token": "t"}))
    with serving(folder, {}):
        assert precious.exists()


def test_a_folder_that_cannot_be_written_is_a_failure_of_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def start() -> None:
        with pytest.raises(MachineError, match="cannot write"):
            await ControlServer(DataFolder(tmp_path / "missing"), {}).start()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asyncio.run(start())
    assert list(tmp_path.iterdir()) == []


def test_closing_what_never_started_does_no_harm(tmp_path: Path) -> None:
    async def close() -> None:
        server = ControlServer(DataFolder(tmp_path), {})
        await server.close()
        await server.close()

    asyncio.run(close())


def test_a_long_answer_reaches_one_who_is_slow_to_read_it(tmp_path: Path) -> None:
    async def long(_arguments: Mapping[str, object], _progress: OnProgress) -> object:
        return "x" * (1 << 20)

    folder = DataFolder(tmp_path)
    with serving(folder, {"long": long}), connected(folder) as connection:
        connection.sendall(to_line({"token": address(folder).token, "operation": "long"}))
        received = b""
        # In small bits, so that the server closes while some of it still waits to be sent.
        while part := connection.recv(1 << 10):
            received += part
    assert received == HEARD + to_line({"result": "x" * (1 << 20)})


@pytest.mark.parametrize("steps", range(4))
@pytest.mark.parametrize("over_tcp", [False, pytest.param(True, marks=posix)])
def test_a_start_that_is_given_up_leaves_nothing_open(
    tmp_path: Path, *, over_tcp: bool, steps: int
) -> None:
    async def give_up() -> None:
        server = ControlServer(DataFolder(tmp_path), {}, over_tcp=over_tcp or os.name != "posix")
        starting = asyncio.ensure_future(server.start())
        for _ in range(steps):
            await asyncio.sleep(0)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await server.close()

    asyncio.run(give_up())
    # What was left open would warn now, and every warning fails.
    gc.collect()
    assert not DataFolder(tmp_path).control.exists()
