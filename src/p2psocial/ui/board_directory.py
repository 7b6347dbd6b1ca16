"""Every board that is known, with how busy it is: to join, to leave, to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QTimer, Slot

from p2psocial.protocol.text import is_board
from p2psocial.ui.controller import Controller
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools

_EVERY_MILLISECONDS = 5_000


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One board; `activity` counts what was written there in the last week, as far as is known."""

    name: str
    activity: int
    joined: bool


class BoardDirectory(Controller):
    """`known` says that the node has answered; `valid` whether `wanted` can be a board's name."""

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(parent, known=False, wanted="", valid=False)
        self._tools = tools
        self._model: RowModel[BoardRow] = RowModel(BoardRow, "name", self)
        self._asking = QTimer(self)
        self._asking.setInterval(_EVERY_MILLISECONDS)
        self._asking.timeout.connect(self._ask)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[BoardRow]:
        """The boards: joined ones first, then the busiest."""
        return self._model

    @Slot()
    def open(self) -> None:
        """Show the directory, and keep it up to date."""
        self._ask()
        self._asking.start()

    @Slot()
    def close(self) -> None:
        """Ask no more."""
        self._asking.stop()

    @Slot(str)
    def want(self, name: str) -> None:
        """Hear what is being typed as a board's name."""
        self.put(wanted=name, valid=is_board(name))

    @Slot(str, bool)
    def change(self, name: str, join: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Join a board, or leave it."""

        def done(_: object) -> None:
            self._ask()

        operation = "join" if join else "leave"
        self._tools.link.perform(operation, {"board": name}, done, self._tools.messages.fail)

    @Slot()
    def _ask(self) -> None:
        self._tools.link.perform("boards", {}, self._show, self._tools.messages.fail)

    def _show(self, answer: object) -> None:
        boards = answer if isinstance(answer, list) else []
        self._model.show([_row(each) for each in boards if isinstance(each, Mapping)])
        self.put(known=True)


def _row(board: Mapping[str, object]) -> BoardRow:
    activity = board.get("activity")
    return BoardRow(
        str(board.get("name", "")),
        activity if isinstance(activity, int) else 0,
        bool(board.get("joined")),
    )
