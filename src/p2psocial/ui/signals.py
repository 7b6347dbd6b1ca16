"""Ending on the system's signals as on the closing of the window: cleanly."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class Signals(QObject):
    """Calls `end` on Ctrl-C and on SIGTERM, as long as it is open.

    Python runs signal handlers between its own steps, of which there are none while Qt waits. So
    the signal wakes Qt through a socket.
    """

    def __init__(self, end: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end = end
        self._ours, self._python = socket.socketpair()
        self._ours.setblocking(False)  # noqa: FBT003 -- as the standard library has it
        self._python.setblocking(False)  # noqa: FBT003 -- as the standard library has it
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        self._wakeup = signal.set_wakeup_fd(self._python.fileno(), warn_on_full_buffer=False)
        self._before = {each: signal.signal(each, self._handle) for each in _wanted()}

    def close(self) -> None:
        """Leave signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._python.close()

    def _drain(self) -> None:
        self._ours.recv(64)

    def _handle(self, _number: int, _frame: object) -> None:
        self._end()


def _wanted() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]
