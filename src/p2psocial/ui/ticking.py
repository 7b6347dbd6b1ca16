"""The time, for everything that says how long ago something was."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from p2psocial.services.ports import Clock
from p2psocial.ui.controller import Controller

_EVERY_MILLISECONDS = 5_000


class Ticking(Controller):
    """`now` is Unix time, a few seconds old at most."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent, now=clock())
        self._clock = clock
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        self.put(now=self._clock())
