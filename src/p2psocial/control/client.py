"""A command's end of the channel. It blocks, so that a command needs no event loop.

Whether a node runs is decided by the lock on the data folder alone: `control.json` may be left
over from a node that was killed. While the lock is held and nobody answers yet, a node may just be
starting, so we wait a little.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from p2psocial.control.channel import (
    MAX_REQUEST_BYTES,
    Address,
    NodeBugError,
    from_line,
    read_address,
    to_exception,
    to_line,
)
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder, FolderLock
from p2psocial.failures import MachineError, RequestError

PATIENCE_SECONDS = 5.0
_POLL_SECONDS = 0.05
_CONNECT_SECONDS = 5.0
# A node says at once that it has heard a command, unless it is stopped (Ctrl-Z, a debugger).
HEARD_SECONDS = 30.0


def call(
    folder: DataFolder,
    operation: str,
    arguments: Mapping[str, object],
    on_progress: OnProgress,
    *,
    patience: float = PATIENCE_SECONDS,
) -> object:
    """Have the running node do something, and return its result.

    Raises what the operation raised there; `MachineError` also when no node answers within
    `patience` seconds; `NodeBugError` when the node hit a bug. Leaving by an exception of one's
    own, such as KeyboardInterrupt, cancels the operation.
    """
    deadline = time.monotonic() + patience
    while folder.is_locked():
        node = _connect(folder)
        if node:
            return _converse(*node, operation, arguments, on_progress)
        _wait_until(deadline, folder)
    raise MachineError(f"no node runs on {folder.path}: start one with 'p2psocial node'")


def claim(folder: DataFolder, *, patience: float = PATIENCE_SECONDS) -> FolderLock | None:
    """Take the data folder for a command that writes; None when a running node is to be asked.

    Waits for a command that is at work, or a node that is just starting; raises `MachineError`
    after `patience` seconds of it.
    """
    deadline = time.monotonic() + patience
    while True:
        lock = folder.try_lock()
        if lock:
            return lock
        node = _connect(folder)
        if node:
            node[0].close()
            return None
        _wait_until(deadline, folder)


def _wait_until(deadline: float, folder: DataFolder) -> None:
    if time.monotonic() >= deadline:
        raise MachineError(
            f"another p2psocial command is at work on {folder.path}; try again when it has ended"
        )
    time.sleep(_POLL_SECONDS)


def _connect(folder: DataFolder) -> tuple[socket.socket, str] | None:
    """Return a connection to the node and the token for it, None when nobody listens (yet)."""
    try:
        address = read_address(folder.control.read_bytes())
        if not address:
            return None
        connection = _socket(address)
    except OSError:
        return None
    connection.settimeout(None)
    return connection, address.token


def _socket(address: Address) -> socket.socket:
    if not address.socket:
        return socket.create_connection(("127.0.0.1", address.port), _CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_CONNECT_SECONDS)
        connection.connect(address.socket)
    except BaseException:
        connection.close()
        raise
    return connection


def _converse(
    connection: socket.socket,
    token: str,
    operation: str,
    arguments: Mapping[str, object],
    on_progress: OnProgress,
) -> object:
    with connection, _as_machine_error():
        line = to_line({"token": token, "operation": operation, "arguments": arguments})
        if len(line) > MAX_REQUEST_BYTES:
            raise RequestError(f"this is too much for one command: over {MAX_REQUEST_BYTES} bytes")
        connection.settimeout(HEARD_SECONDS)
        connection.sendall(line)
        with connection.makefile("rb") as answers:
            for message in _messages(answers):
                # It is awake, and may take as long as it needs.
                connection.settimeout(None)
                if "result" in message:
                    return message["result"]
                if "error" in message:
                    raise to_exception(message["error"])
                progress = message.get("progress")
                if isinstance(progress, dict):
                    on_progress(progress)
    raise MachineError("the node ended before it answered; start it again")


def _messages(lines: Iterator[bytes]) -> Iterator[dict[str, object]]:
    for line in lines:
        # A line without its end was cut off: the node was killed while it wrote.
        if line.endswith(b"\n"):
            try:
                yield from_line(line)
            except ValueError as error:
                raise NodeBugError("the node's answer cannot be read") from error


@contextmanager
def _as_machine_error() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise MachineError(
            f"the node has not answered for {HEARD_SECONDS:.0f} seconds; it is stopped or very"
            " busy: let it go on ('kill -CONT'), or end it and start it again"
        ) from error
    except ConnectionError as error:
        raise MachineError("the node ended before it answered; start it again") from error
