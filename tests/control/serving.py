"""A real server on a thread of its own, and raw connections to it."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from p2psocial.control.channel import Address, read_address
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.control.server import ControlServer
from p2psocial.data_folder import DataFolder, FolderLock


@dataclass(frozen=True)
class Running:
    """A node as far as the channel knows one."""

    folder: DataFolder
    server: ControlServer
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    stopped: threading.Event

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self.loop.call_soon_threadsafe(self.stop.set)
        assert self.stopped.wait(20)


@contextmanager
def serving(
    folder: DataFolder,
    operations: Mapping[str, Operation],
    *,
    over_tcp: bool = False,
    lock: FolderLock | None = None,
) -> Iterator[Running]:
    """Serve with the folder's lock held, as a node does."""
    lock = lock or folder.try_lock()
    assert lock
    started: list[Running] = []
    failures: list[str] = []
    ready, stopped = threading.Event(), threading.Event()

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: failures.append(repr(context))
        )
        server = ControlServer(folder, operations, over_tcp=over_tcp)
        await server.start()
        stop = asyncio.Event()
        started.append(Running(folder, server, asyncio.get_running_loop(), stop, stopped))
        ready.set()
        await stop.wait()
        await server.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        gc.collect()
        stopped.set()

    thread = threading.Thread(target=lambda: asyncio.run(run(), debug=True))
    thread.start()
    assert ready.wait(10)
    try:
        yield started[0]
    finally:
        if not stopped.is_set():
            started[0].close()
        thread.join(20)
        lock.release()
    assert not failures, failures


def address(folder: DataFolder) -> Address:
    return cast("Address", read_address(folder.control.read_bytes()))


def connected(folder: DataFolder) -> socket.socket:
    place = address(folder)
    if place.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(place.socket)
    else:
        connection = socket.create_connection(("127.0.0.1", place.port))
    connection.settimeout(20)
    return connection


def conversation(folder: DataFolder, data: bytes) -> list[dict[str, object]]:
    """Send these bytes, say that there are no more, and return all that is answered."""
    with connected(folder) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            # The server may have seen enough, answered and left.
            pass
        return answers(connection)


HEARD = b'{"heard":true}\n'


def answers(connection: socket.socket) -> list[dict[str, object]]:
    """Return all messages but the first of a request that was heard, which only says so."""
    received = b""
    try:
        while part := connection.recv(1 << 16):
            received += part
    except ConnectionError:
        pass
    assert not received or received.endswith(b"\n")
    return [json.loads(line) for line in received.removeprefix(HEARD).splitlines()]


def ignore(_progress: Mapping[str, object]) -> None:
    """Nobody watches."""


async def echo(arguments: Mapping[str, object], on_progress: OnProgress) -> object:
    on_progress({"stage": "echo"})
    return dict(arguments)
