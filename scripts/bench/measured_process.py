"""A program that is started, measured from outside (Linux) and ended, with whatever it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 60.0


def end_cleanly() -> None:
    """Have SIGTERM and Ctrl-C end this program as an exception does: what it made is deleted."""

    def leave(number: int, _: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)


class MeasuredProcess:
    """A running program; what it writes goes to `log`."""

    def __init__(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it; the clock of `seconds` starts too."""
        self.log = log
        self._begun = time.monotonic()
        with log.open("ab") as output:
            # A session of its own, so that a signal from the terminal reaches this program alone,
            # which then ends the others.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=None if environment is None else os.environ | environment,
            )

    def seconds(self) -> float:
        return time.monotonic() - self._begun

    def wait(self, seconds: float) -> float:
        """Wait until it has ended by itself and return when that was, by the monotonic clock."""
        if self._process.wait(seconds):
            self.check_alive()
        return time.monotonic()

    def check_alive(self) -> None:
        """End the bench with what it wrote last if it is not running any more."""
        if self._process.poll() is not None:
            last = self.log.read_text(errors="replace")[-2_000:]
            raise SystemExit(f"it ended with status {self._process.returncode}:\n{last}")

    def memory(self) -> int:
        """Return how many bytes of it are in memory."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        (line,) = [each for each in status.splitlines() if each.startswith("VmRSS:")]
        return int(line.split()[1]) << 10

    def processor_seconds(self) -> float:
        """Return how long it has used a processor, in all of its threads."""
        line = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        # The second field is the program's name, which may hold spaces.
        fields = line.rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def idle(self, seconds: float) -> float:
        """Watch it for that long and return how much of one processor it took, in percent."""
        before, begun = self.processor_seconds(), time.monotonic()
        time.sleep(seconds)
        return 100 * (self.processor_seconds() - before) / (time.monotonic() - begun)

    def stop(self) -> float:
        """Ask it to end, end it if it does not, and return how long that took."""
        begun = time.monotonic()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return time.monotonic() - begun
