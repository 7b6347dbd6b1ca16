"""What is done seldom with an item: copy its magnet link, take it back, block, ask why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from p2psocial.services.ports import BlockKind
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.signing import Signing
from p2psocial.ui.tools import Tools

_MAX_BEATEN_BY = 5


class Deeds(Controller):
    """`why` explains a ranking after `explain`; it is empty until then and after `forget`."""

    blocked = Signal()

    def __init__(self, tools: Tools, signing: Signing, parent: QObject | None = None) -> None:
        super().__init__(parent, why={})
        self._tools = tools
        self._signing = signing

    @Slot(str)
    def copy_magnet(self, infohash: str) -> None:
        """Put the magnet link of an item on the clipboard."""

        def copy(answer: object) -> None:
            QGuiApplication.clipboard().setText(str(_document(answer).get("magnet", "")))
            self._tools.messages.say(self.tr("The magnet link is on the clipboard."))

        self._perform("magnet", {"infohash": infohash}, copy)

    @Slot(str)
    def retract(self, infohash: str) -> None:
        """Take back something of one's own."""

        def done(_: object) -> None:
            self._tools.messages.say(self.tr("It is taken back."))

        self._signing.perform("retract", {"infohash": infohash}, done, self._tools.messages.fail)

    @Slot(str, str)
    def block(self, kind: str, value: str) -> None:
        """Block an author (by key), a board, a word, or one item (by infohash)."""
        wanted = BlockKind(kind)

        def done(_: object) -> None:
            self._tools.messages.say(_BLOCKED[wanted])
            self.blocked.emit()

        self._perform("block", {"kind": wanted.value, "value": value}, done)

    @Slot(str, str, str)
    def explain(self, infohash: str, period: str, order: str) -> None:
        """Ask why a post stands where it does in that ranking of all boards."""

        def show(answer: object) -> None:
            self.put(why=_explained(_document(answer)))

        self._perform("why", {"infohash": infohash, "period": period, "order": order}, show)

    @Slot()
    def forget(self) -> None:
        """Explain nothing any more."""
        self.put(why={})

    def _perform(self, operation: str, arguments: Mapping[str, object], done: Any) -> None:  # noqa: ANN401 -- a callback
        self._tools.link.perform(operation, arguments, done, self._tools.messages.fail)


_BLOCKED = {
    BlockKind.AUTHOR: "Nothing by this author is shown any more.",
    BlockKind.BOARD: "Nothing from this board is shown any more.",
    BlockKind.WORD: "Nothing with this word is shown any more.",
    BlockKind.ITEM: "It is hidden.",
}


def _document(answer: object) -> Mapping[str, Any]:
    return answer if isinstance(answer, Mapping) else {}


def _explained(document: Mapping[str, Any]) -> dict[str, object]:
    """Return what the explanation shows; titles of others are made harmless."""
    above = [_document(each) for each in document.get("beaten_by", ())]
    return {
        "title": safe_text.line(str(document.get("title") or "")),
        "rank": document.get("rank") or 0,
        "absence": document.get("absence") or "",
        "seeds": document.get("seeds") or 0,
        "ranking": dict(_document(document.get("ranking"))),
        "evidence": [dict(_document(each)) for each in document.get("evidence", ())],
        "beatenBy": [
            {
                "infohash": str(each.get("infohash")),
                "title": safe_text.line(str(each.get("title") or "")),
                "seeds": each.get("seeds") or 0,
            }
            for each in above[:_MAX_BEATEN_BY]
        ],
    }
