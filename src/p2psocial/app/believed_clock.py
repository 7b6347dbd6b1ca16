"""When the clock was believed last, in the data folder; see `services.settled_clock`."""

from __future__ import annotations

from pathlib import Path

from p2psocial.data_folder import write_private
from p2psocial.failures import MachineError

_EVERY_SECONDS = 3_600


class BelievedClock:
    """Implements `LastBelieved` with a file that holds a number."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: int | None = None

    def read(self) -> int | None:
        """Return what was written last; None when there is nothing that can be read."""
        try:
            return int(self._path.read_bytes()[:20])
        except (OSError, ValueError):
            return None

    def write(self, now: int) -> None:
        """Keep it, to the hour. A failure does no harm: the time kept is just older."""
        if self._written is not None and abs(now - self._written) < _EVERY_SECONDS:
            return
        try:
            write_private(self._path, b"%d\n" % now)
        except MachineError:
            return
        self._written = now
