"""Real nodes for tests: `p2psocial node --private` as a process of its own, and its commands."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_PROGRAM = (sys.executable, "-m", "p2psocial")
READY_SECONDS = 60
STOP_SECONDS = 10
COMMAND_SECONDS = 60

# Every node of a test run has an address of its own. The second and third bytes are the process's,
# so that two test runs on one machine do not meet.
_NUMBERS = itertools.count()
_HOSTS = 250


def loopback_address(port: int = 7681) -> str:
    """Return `127.x.y.z:port` with an address that nobody else in this test run has."""
    high, low = divmod(next(_NUMBERS), _HOSTS)
    return f"127.{(os.getpid() + high) % 200 + 20}.{os.getpid() // 200 % 250}.{low + 2}:{port}"


class CommandFailedError(Exception):
    """A command ended with another status than 0; the message is what it wrote on stderr."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"status {status}: {message}")
        self.status = status
        self.message = message


def run_command(folder: Path, *arguments: str, text: str | None = None) -> str:
    """Run one `p2psocial` command on a data folder and return what it printed."""
    done = subprocess.run(
        [*_PROGRAM, "--data-dir", str(folder), *arguments],
        input="" if text is None else text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=COMMAND_SECONDS,
        check=False,
    )
    if done.returncode:
        raise CommandFailedError(done.returncode, done.stderr)
    return done.stdout


class NodeProcess:
    """A node on a data folder of its own at a loopback address of its own."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        address: str | None = None,
        before_start: Callable[[], None] | None = None,
    ) -> None:
        """Prepare; `start` starts it. More options go to `p2psocial node`.

        `before_start` is called in the new process, before the program.
        """
        self._before_start = before_start
        self.folder = folder
        self.address = address or loopback_address()
        self._arguments = ("node", "--private", "--listen", self.address, *options)
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder.with_suffix(".log")

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        with self.log.open("ab") as log:
            start = log.tell()
            self._process = subprocess.Popen(
                [*_PROGRAM, "--data-dir", str(self.folder), *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=self._before_start,  # noqa: PLW1509 -- sets a signal, no more
            )
        deadline = time.monotonic() + READY_SECONDS
        while b" ready" not in self.log.read_bytes()[start:]:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(self.log.read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask it to end, and check that it did so cleanly."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            assert self._process.wait(STOP_SECONDS) == 0, self.log.read_text()
            self._process = None

    def wait(self) -> int:
        """Wait until it ends by itself, and return its status."""
        assert self._process is not None
        status = self._process.wait(READY_SECONDS)
        self._process = None
        return status

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
            self._process = None

    def run(self, *arguments: str, text: str | None = None) -> str:
        """Run a command on its data folder and return what it printed."""
        return run_command(self.folder, *arguments, text=text)

    def json(self, *arguments: str, text: str | None = None) -> Any:  # noqa: ANN401 -- any JSON
        """Run a command with --json and return its document."""
        return json.loads(self.run(*arguments, "--json", text=text))

    def post(self, title: str, body: str = "Some text.\n", board: str = "test") -> dict[str, Any]:
        """Publish a post and return its document."""
        document: dict[str, Any] = self.json("post", "--board", board, "--title", title, text=body)
        return document


@contextlib.contextmanager
def running(*nodes: NodeProcess) -> Iterator[None]:
    """Run these nodes for as long as the block lasts; whatever happens, none is left behind."""
    try:
        for node in nodes:
            node.start()
        yield
        for node in nodes:
            node.stop()
    finally:
        for node in nodes:
            node.kill()
