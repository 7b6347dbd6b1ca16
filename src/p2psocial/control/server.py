"""The node's end of the channel.

Strategy: each connection is one task that this server owns, and each operation is a child of it.
Beside the operation the task watches the connection, so a command that goes away takes its
operation with it. Every connection ends with exactly one answer, or with silence when its other
end is gone. The token stands in `control.json`, which only the owner can read; on POSIX the socket
also lies in a folder that only the owner can enter: the data folder, so that a node that is killed
leaves nothing elsewhere, or a temporary one where the data folder cannot hold a socket.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from p2psocial.control.channel import (
    MAX_REQUEST_BYTES,
    TOKEN_BYTES,
    Address,
    Request,
    read_address,
    read_request,
    result_parts,
    to_error,
    to_line,
    write_address,
)
from p2psocial.control.operation import Operation
from p2psocial.data_folder import DataFolder, machine_error, write_private
from p2psocial.failures import MachineError, RequestError

MAX_CONNECTIONS = 32
REQUEST_SECONDS = 10.0
ANSWER_SECONDS = 60.0
CLOSING_SECONDS = 1.0
ACCEPT_SECONDS = 0.02

# A socket's path may have 104 bytes on macOS and 108 on Linux, with the zero at its end.
_MAX_SOCKET_PATH = 100
_OTHERS = 0o077
_FOLDER_PREFIX = "p2psocial-"
_SOCKET_NAME = "control"
# A command that does not read its progress loses some of it rather than filling our memory.
_MAX_UNREAD_PROGRESS = 1 << 16

_log = logging.getLogger(__name__)


class ControlServer:
    """Answers commands on a data folder, whose lock the caller holds."""

    def __init__(
        self,
        folder: DataFolder,
        operations: Mapping[str, Operation],
        *,
        over_tcp: bool = os.name != "posix",
    ) -> None:
        self._folder = folder
        self._operations = operations
        self._over_tcp = over_tcp
        self._token = secrets.token_hex(TOKEN_BYTES)
        self._server: asyncio.Server | None = None
        self._socket: Path | None = None
        self._socket_folder: Path | None = None
        self._written = b""
        self._tasks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._closing = False

    async def start(self) -> None:
        """Listen, and write where into the data folder. Raises `MachineError`."""
        self._remove_leftovers()
        try:
            await self._listen()
        except OSError as error:
            await self.close()
            raise machine_error(
                "cannot listen for commands on", self._folder.path, error
            ) from error
        except MachineError:
            await self.close()
            raise

    async def keep_reachable(self) -> None:
        """Put back what tells commands where we are, if somebody removed it or wrote over it.

        Whoever empties /tmp takes the socket along. Raises `MachineError`.
        """
        try:
            if self._socket and not self._socket.exists():
                if self._server:
                    self._server.close()
                await self._listen()
            elif _content(self._folder.control) != self._written:
                write_private(self._folder.control, self._written)
        except OSError as error:
            raise machine_error(
                "cannot listen for commands on", self._folder.path, error
            ) from error

    async def _listen(self) -> None:
        address = await (self._listen_tcp() if self._over_tcp else self._listen_unix())
        self._written = write_address(address)
        write_private(self._folder.control, self._written)

    async def close(self) -> None:
        """Stop listening, cancel what is being done, tell whoever asked, and leave no files."""
        self._closing = True
        if self._server:
            self._hide()
            # Who connected just before is still to be accepted, and asyncio loses track of a
            # connection that it is accepting when its server is closed.
            await asyncio.sleep(ACCEPT_SECONDS)
            self._server.close()
        tasks = dict(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in tasks.values():
            # A task that was cancelled before its first step has closed nothing.
            writer.transport.abort()
        if self._server:
            await self._server.wait_closed()
            self._server = None
        if self._socket_folder:
            shutil.rmtree(self._socket_folder, ignore_errors=True)
            self._socket_folder = None

    def _hide(self) -> None:
        paths = [self._folder.control]
        if self._socket:
            paths.append(self._socket)
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink()

    # asyncio loses a server whose start is cancelled. So it is made first, and starts when it can
    # be closed.

    async def _listen_unix(self) -> Address:
        if _can_hold(self._folder.socket):
            # Some file systems cannot, after all.
            with contextlib.suppress(OSError):
                return await self._listen_at(self._folder.socket)
        self._socket_folder = _new_socket_folder()
        return await self._listen_at(self._socket_folder / _SOCKET_NAME)

    async def _listen_at(self, path: Path) -> Address:
        self._server = await asyncio.start_unix_server(
            self._connected, path, limit=MAX_REQUEST_BYTES, start_serving=False
        )
        self._socket = path
        await self._server.start_serving()
        return Address(str(path), 0, self._token)

    async def _listen_tcp(self) -> Address:
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, limit=MAX_REQUEST_BYTES, start_serving=False
        )
        await self._server.start_serving()
        return Address("", self._server.sockets[0].getsockname()[1], self._token)

    def _remove_leftovers(self) -> None:
        # A node that was killed could not remove its socket. We hold the lock, so nobody uses it.
        try:
            left = read_address(self._folder.control.read_bytes())
            self._folder.control.unlink()
        except OSError:
            return
        if left and left.socket:
            path = Path(left.socket)
            if path.name == _SOCKET_NAME and path.parent.name.startswith(_FOLDER_PREFIX):
                with contextlib.suppress(OSError):
                    path.unlink()
                    path.parent.rmdir()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Half of the room is for those who are told that there is none.
        if self._closing or len(self._tasks) >= 2 * MAX_CONNECTIONS:
            writer.transport.abort()
            return
        connection = _Connection(reader, writer, surplus=len(self._tasks) >= MAX_CONNECTIONS)
        task = asyncio.get_running_loop().create_task(self._serve(connection))
        self._tasks[task] = writer
        task.add_done_callback(self._tasks.pop)

    async def _serve(self, connection: _Connection) -> None:
        try:
            answer = await _line_of(await self._answer(connection))
        except asyncio.CancelledError:
            stopped = MachineError("the node was stopped before it had finished; start it again")
            answer = to_line({"error": to_error(stopped)})
        except _GoneError:
            answer = b""
        except Exception as error:  # noqa: BLE001 -- whatever it is, the command must hear of it
            answer = to_line({"error": _reported(error)})
        seconds = CLOSING_SECONDS if self._closing else ANSWER_SECONDS
        await _send_last(connection.writer, answer, seconds)

    async def _answer(self, connection: _Connection) -> object:
        # Always read first: closing on unread bytes can take the answer with it.
        request = await _read(connection.reader)
        if not hmac.compare_digest(request.token.encode(), self._token.encode()):
            raise RequestError("this command may not talk to the node: the token is wrong")
        if connection.surplus:
            raise MachineError("the node is busy with other commands; try again in a moment")
        operation = self._operations.get(request.operation)
        if operation is None:
            raise RequestError(
                "the running node does not know this command: it is of another version, restart it"
            )

        connection.writer.write(to_line({"heard": True}))

        def on_progress(progress: Mapping[str, object]) -> None:
            writer = connection.writer
            unread = writer.transport.get_write_buffer_size()
            if unread < _MAX_UNREAD_PROGRESS and not writer.is_closing():
                writer.write(to_line({"progress": progress}))

        doing = asyncio.ensure_future(operation(request.arguments, on_progress))
        return await _unless_gone(doing, connection.reader)


class _GoneError(Exception):
    """Whoever asked is not there any more."""


@dataclass(frozen=True, slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    surplus: bool


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _is_short(path: Path) -> bool:
    return len(os.fsencode(path)) <= _MAX_SOCKET_PATH


def _can_hold(path: Path) -> bool:
    """Whether a socket fits there, and only its owner could reach it."""
    try:
        return _is_short(path) and not path.parent.stat().st_mode & _OTHERS
    except OSError:
        return False


def _new_socket_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX))
    if _is_short(folder / _SOCKET_NAME):
        return folder
    folder.rmdir()
    # TMPDIR is too deep.
    return Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX, dir="/tmp"))


async def _read(reader: asyncio.StreamReader) -> Request:
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            line = await reader.readline()
    except TimeoutError:
        raise RequestError("no request came; ask again") from None
    except ValueError:
        raise RequestError(f"a request has at most {MAX_REQUEST_BYTES} bytes") from None
    except ConnectionError:
        raise _GoneError from None
    if not line:
        raise _GoneError
    return read_request(line)


async def _until_gone(reader: asyncio.StreamReader) -> None:
    # Whatever else the command sends means nothing; only the end of it does.
    with contextlib.suppress(ConnectionError):
        while await reader.read(4096):
            pass


async def _unless_gone(doing: asyncio.Future[object], reader: asyncio.StreamReader) -> object:
    gone = asyncio.ensure_future(_until_gone(reader))
    try:
        futures: tuple[asyncio.Future[Any], ...] = (doing, gone)
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise _GoneError
        return doing.result()
    finally:
        gone.cancel()
        doing.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)


def _reported(error: Exception) -> dict[str, object]:
    told = to_error(error)
    if told["kind"] == "bug":
        _log.error("a command failed; this is a bug of p2psocial's own", exc_info=error)
    return told


async def _line_of(result: object) -> bytes:
    parts = []
    for part in result_parts(result):
        parts.append(part)
        # Others have their turns meanwhile.
        await asyncio.sleep(0)
    return b"".join(parts)


async def _send_last(writer: asyncio.StreamWriter, answer: bytes, seconds: float) -> None:
    # After this the connection is closed in any case; a command that never reads is cut off.
    closed = False
    try:
        async with asyncio.timeout(seconds):
            writer.write(answer)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
            closed = True
    except OSError:  # timeouts and broken connections alike
        pass
    finally:
        # asyncio cannot abort what has closed after a wait for the other side.
        if not closed:
            writer.transport.abort()
