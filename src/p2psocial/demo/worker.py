"""A worker process: runs some of the nodes in one event loop and does what the driver asks.

Requests come as JSON lines on stdin, answers and reports go out as JSON lines on stdout:

    {"number": 1, "request": "start", "node": 4, …}
    {"number": 1, "result": …}   or   {"number": 1, "error": {…}}
    {"arrived": [[4, "text", "<infohash>", 12.5], …]}   {"neighbours": [4, 6]}

When stdin ends, for whatever reason, all nodes are closed and the process ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from p2psocial.control.channel import from_line, to_error, to_line
from p2psocial.demo import usage
from p2psocial.demo.hosted import Arrival, HostedNode, Reports
from p2psocial.demo.nodes import OpenNode
from p2psocial.failures import RequestError
from p2psocial.network.gossip.options import LinkConditions

_log = logging.getLogger(__name__)

_CHUNK = 1 << 16
# More requests than that at a time are a mistake of the driver's.
_MOST_REQUESTS = 512
# Reports are put together for so long; they carry the time at which it happened.
_REPORT_SECONDS = 0.005

Request = Mapping[str, Any]


class Worker:
    """The nodes of one process. Everything happens on the loop that `run` runs on."""

    def __init__(self, open_node: OpenNode, write: Callable[[bytes], None]) -> None:
        self._open_node = open_node
        self._write = write
        self._nodes: dict[int, HostedNode] = {}
        self._leaving: set[HostedNode] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived: list[tuple[int, str, str, float]] = []
        self._requests: dict[str, Callable[[Request], Awaitable[object]]] = {
            "start": self._start,
            "stop": self._stop,
            "perform": self._perform,
            "identity": self._identity,
            "apart": self._apart,
            "usage": self._usage,
        }

    # -- requests ----------------------------------------------------------------------------

    def take(self, line: bytes) -> None:
        """Begin to do what a line asks for."""
        if len(self._tasks) >= _MOST_REQUESTS:
            raise RuntimeError("the driver asks for too much at a time")
        task = asyncio.get_running_loop().create_task(self._answer(from_line(line)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, request: Request) -> None:
        try:
            result = await self._requests[request["request"]](request)
        except Exception as error:  # noqa: BLE001 -- told to the driver, and bugs to the log too
            told = to_error(error)
            if told["kind"] == "bug":
                _log.exception("request failed: %s", request["request"])
            self._write(to_line({"number": request["number"], "error": told}))
        else:
            self._write(to_line({"number": request["number"], "result": result}))

    def _node(self, request: Request) -> HostedNode:
        node = self._nodes.get(request["node"])
        if node is None:
            raise RequestError(f"node {request['node']} does not run here")
        return node

    async def _start(self, request: Request) -> object:
        number = request["node"]
        reports = Reports(
            lambda what, infohash, at: self._on_arrival(number, what, infohash, at),
            lambda count: self._write(to_line({"neighbours": [number, count]})),
        )
        link = LinkConditions(**request["link"]) if request["link"] else None
        node = HostedNode(Path(request["folder"]), reports)
        await node.start(self._open_node, request["settings"], link)
        self._nodes[number] = node
        for board in request["boards"]:
            await node.perform("join", {"board": board})
        return None

    async def _stop(self, request: Request) -> object:
        node = self._node(request)
        del self._nodes[request["node"]]
        self._leaving.add(node)
        await node.close()
        self._leaving.discard(node)
        return None

    async def _perform(self, request: Request) -> object:
        return await self._node(request).perform(request["operation"], request["arguments"])

    async def _identity(self, request: Request) -> object:
        return self._node(request).identities.create(request["nick"]).fingerprint

    async def _apart(self, request: Request) -> object:
        self._node(request).keep_apart(frozenset(request["hosts"]))
        return None

    async def _usage(self, _: Request) -> object:
        return usage.of_this_process()

    # -- reports -----------------------------------------------------------------------------

    def _on_arrival(self, node: int, what: Arrival, infohash: bytes, at: float) -> None:
        if not self._arrived:
            asyncio.get_running_loop().call_later(_REPORT_SECONDS, self._report)
        self._arrived.append((node, what.value, infohash.hex(), at))

    def _report(self) -> None:
        self._write(to_line({"arrived": self._arrived}))
        self._arrived.clear()

    # -- the end -----------------------------------------------------------------------------

    async def close(self) -> None:
        """Give up what is being done and close every node."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        nodes = [*self._nodes.values(), *self._leaving]
        self._nodes.clear()
        outcomes = await asyncio.gather(*(node.close() for node in nodes), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                _log.error("a node did not close", exc_info=outcome)


def run(open_node: OpenNode) -> None:
    """Be a worker until stdin ends."""
    # Ctrl-C reaches every process of a terminal; it is the driver that ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        # Whatever else prints must not get between the answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        asyncio.run(_run(open_node, answers))


async def _run(open_node: OpenNode, answers: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def write(line: bytes) -> None:
        try:
            answers.write(line)
            answers.flush()
        except BrokenPipeError:
            ended.set()

    worker = Worker(open_node, write)

    def take(line: bytes | None) -> None:
        if line is None:
            ended.set()
        elif not ended.is_set():
            worker.take(line)

    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGTERM, ended.set)
    reader = threading.Thread(target=_read, args=(loop, take), daemon=True)
    reader.start()
    try:
        await ended.wait()
    finally:
        await worker.close()


def _read(loop: asyncio.AbstractEventLoop, take: Callable[[bytes | None], None]) -> None:
    """Hand the lines of stdin to the loop: a thread, because Windows cannot wait for pipes."""
    buffered = b""
    # Past Python's own buffer, whose lock a thread that never ends would hold.
    with contextlib.suppress(RuntimeError):
        while chunk := os.read(0, _CHUNK):
            *lines, buffered = (buffered + chunk).split(b"\n")
            for line in lines:
                loop.call_soon_threadsafe(take, line)
        loop.call_soon_threadsafe(take, None)
