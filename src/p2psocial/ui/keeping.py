"""Keeping what somebody types: soon after they stop, and every second while they do not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

_PAUSE_MILLISECONDS = 250
_LONGEST_MILLISECONDS = 1_000


class Keeping(QObject):
    """Calls `keep` a moment after the last change, or a second after the first one not kept."""

    def __init__(self, keep: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._pause = self._timer(_PAUSE_MILLISECONDS)
        self._longest = self._timer(_LONGEST_MILLISECONDS)

    @property
    def waits(self) -> bool:
        """Whether something was changed that is not kept yet."""
        return self._longest.isActive()

    def changed(self) -> None:
        """There is something to keep."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def keep_now(self) -> None:
        """Keep what waits, if anything does."""
        if self.waits:
            self._do()

    def forget(self) -> None:
        """Keep nothing of what was changed."""
        self._pause.stop()
        self._longest.stop()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._do)
        return timer

    @Slot()
    def _do(self) -> None:
        self.forget()
        self._keep()
