"""The one line at the bottom of the window that tells what has just happened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure


class Messages(Controller):
    """`number` counts, so that the same words twice are shown twice."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, text="", failed=False, number=0)
        self._number = 0

    @Slot(str)
    def say(self, text: str) -> None:
        """Show a line for a few seconds."""
        self._show(text, failed=False)

    def fail(self, failure: Failure) -> None:
        """Show why something did not work, until it is closed."""
        self._show(failure.message, failed=True)

    @Slot()
    def close(self) -> None:
        """Take it away."""
        self.put(text="")

    def _show(self, text: str, *, failed: bool) -> None:
        self._number += 1
        self.put(text=text, failed=failed)
        self.put(number=self._number)
