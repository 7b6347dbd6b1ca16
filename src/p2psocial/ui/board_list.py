"""The boards that were joined, for the sidebar and wherever a board is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from p2psocial.ui.controller import Controller
from p2psocial.ui.ports import Reads
from p2psocial.ui.tools import Tools


class BoardList(Controller):
    """`joined` lists their names in alphabetical order."""

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(parent, joined=[], known=False)
        self._tools = tools
        tools.reader.changed.connect(self.read)

    @Slot()
    def read(self) -> None:
        """Read them again."""
        self._tools.reader.read("joined", _joined, self._show)

    def only(self) -> str:
        """Return the name of the one board that was joined; '' when it is none, or several."""
        joined = self.take("joined")
        return str(joined[0]) if isinstance(joined, list) and len(joined) == 1 else ""

    @Slot(str)
    def join(self, board: str) -> None:
        """Join a board."""
        self._tools.link.perform("join", {"board": board}, self._joined, self._tools.messages.fail)

    @Slot(str)
    def leave(self, board: str) -> None:
        """Leave a board; what came from it stays."""
        self._tools.link.perform("leave", {"board": board}, self._joined, self._tools.messages.fail)

    def _joined(self, _: object) -> None:
        self.read()

    def _show(self, names: Sequence[str]) -> None:
        self.put(joined=list(names), known=True)


def _joined(reads: Reads) -> list[str]:
    return sorted(reads.index.joined_boards())
