"""The driver's end of a worker process."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from p2psocial.control.channel import from_line, to_exception, to_line
from p2psocial.failures import MachineError

_MAX_LINE = 1 << 26
_CLOSING_SECONDS = 15.0
_LOG_TAIL = 400

Report = Callable[[Mapping[str, object]], None]


def _program() -> tuple[str, ...]:
    # A frozen program is its own interpreter.
    start = () if getattr(sys, "frozen", False) else ("-m", "p2psocial")
    return (sys.executable, *start, "demo", "--worker")


class WorkerProcess:
    """One worker. All methods belong to one event loop."""

    def __init__(self, log: Path, on_report: Report) -> None:
        """Prepare; what goes wrong inside of it is written to `log`."""
        self._log = log
        self._on_report = on_report
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[object]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it; it can be asked at once."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *_program(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                limit=_MAX_LINE,
                # Ctrl-C is for the driver, who has to end the nodes in order.
                start_new_session=os.name == "posix",
            )
        self._reading = asyncio.get_running_loop().create_task(self._read())

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._running.pid

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the worker was not started")
        return self._process

    async def ask(self, request: str, **arguments: object) -> object:
        """Have it do something. Raises what was raised there, `MachineError` when it has ended."""
        if self._reading is None or self._reading.done():
            raise self._ended()
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            stdin = self._running.stdin
            if stdin is not None:
                stdin.write(to_line({"number": number, "request": request, **arguments}))
                with contextlib.suppress(ConnectionError):
                    await stdin.drain()
            return await answer
        finally:
            del self._waiting[number]

    def _ended(self) -> MachineError:
        tail = self._log.read_bytes()[-_LOG_TAIL:].decode(errors="replace")
        lines = tail.strip().splitlines() or ["without a word"]
        return MachineError(f"a process of the demo network ended: {lines[-1]}")

    async def _read(self) -> None:
        stdout = self._running.stdout
        try:
            while stdout is not None and (line := await stdout.readline()):
                self._take(from_line(line))
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(self._ended())

    def _take(self, message: Mapping[str, object]) -> None:
        number = message.get("number")
        if not isinstance(number, int):
            self._on_report(message)
            return
        future = self._waiting.get(number)
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(to_exception(message["error"]))
        else:
            future.set_result(message["result"])

    async def close(self) -> None:
        """End it and its nodes in order; by force when that takes too long."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), _CLOSING_SECONDS)
        except TimeoutError:
            await self.kill()
        if self._reading is not None:
            await self._reading

    async def kill(self) -> None:
        """End it at once, as a crash would."""
        with contextlib.suppress(ProcessLookupError):
            self._running.kill()
        await self._running.wait()
