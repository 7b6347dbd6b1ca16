"""Other people's BitTorrent clients for tests: what driving any of them as a process takes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.node_process import loopback_address

PATIENCE_SECONDS = 30
_STOP_SECONDS = 10


def eventually(met: Callable[[], object], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until `met()` is true."""
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(0.05)


class ClientProcess:
    """A client with a folder of its own; a context manager that leaves no process behind."""

    program = ""
    package = ""

    def __init__(self, folder: Path) -> None:
        """Make its folder; the client starts on entering the context."""
        if shutil.which(self.program) is None:
            pytest.skip(f"no {self.program} here; with it: apt-get install {self.package}")
        self.host, _, port = loopback_address().partition(":")
        self.port = int(port)
        self.folder = folder
        self.downloads = folder / "downloads"
        self.downloads.mkdir(parents=True)
        self.log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it takes BitTorrent connections."""
        return f"{self.host}:{self.port}"

    def command(self) -> list[str]:
        """Return the command line that runs it in the foreground."""
        raise NotImplementedError

    def wait_until_ready(self) -> None:
        """Return when it takes connections."""

    def __enter__(self) -> Self:
        # No proxy, no configuration and no cache of whoever runs the tests.
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=environment,
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self._kill()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        del kind, error, traceback
        self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(_STOP_SECONDS)
            self._process = None

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process is not None and self._process.poll() is None

    def file(self, name: str) -> bytes | None:
        """Return what it has on disk under that name, whole or not."""
        path = self.downloads / name
        return path.read_bytes() if path.exists() else None
