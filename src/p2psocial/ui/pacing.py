"""Doing something as often as there is reason to, but not more often than it is worth."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

_USUAL_MILLISECONDS = 1_000


class Paced(QObject):
    """Calls `work` at once when it was not called lately, else once that time is over."""

    def __init__(
        self,
        work: Callable[[], None],
        parent: QObject | None = None,
        milliseconds: int = _USUAL_MILLISECONDS,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._wanted = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(milliseconds)
        self._pause.timeout.connect(self._resume)

    @Slot()
    def ask(self) -> None:
        """There is a reason to do it."""
        if self._pause.isActive():
            self._wanted = True
        else:
            self._do()

    def slow_down(self, milliseconds: int) -> None:
        """Leave that much time between two times from now on."""
        self._pause.setInterval(milliseconds)

    @Slot()
    def _resume(self) -> None:
        if self._wanted:
            self._do()

    def _do(self) -> None:
        self._wanted = False
        self._pause.start()
        self._work()
