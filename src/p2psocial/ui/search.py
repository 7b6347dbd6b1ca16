"""Finding posts and comments by their words."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, QTimer, Slot

from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure
from p2psocial.ui.ports import Reads
from p2psocial.ui.posts import HitRow, hit_row
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools

_LIMIT = 200
_PAUSE_MILLISECONDS = 150


class SearchController(Controller):
    """`found` counts the results of `words`; -1 says that nothing was looked for yet."""

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(parent, words="", found=-1, limited=False)
        self._tools = tools
        self._model: RowModel[HitRow] = RowModel(HitRow, "infohash", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._search)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[HitRow]:
        """The results, best first."""
        return self._model

    @Slot(str)
    def look_for(self, words: str) -> None:
        """Search when the person has stopped typing for a moment."""
        self.put(words=words)
        self._pause.start()

    @Slot()
    def _search(self) -> None:
        words = str(self.take("words"))
        if not words.strip():
            self._model.show(())
            self.put(found=-1)
            return
        own = self._tools.own()

        def read(reads: Reads) -> list[HitRow]:
            found = reads.feed.search(words, _LIMIT)
            return [hit_row(reads, each.entry, own, each.excerpt) for each in found]

        self._tools.reader.read("search", read, self._show, self._fail)

    def _show(self, rows: list[HitRow]) -> None:
        self._model.show(rows)
        self.put(found=len(rows), limited=len(rows) == _LIMIT)

    def _fail(self, failure: Failure) -> None:
        self._model.show(())
        self.put(found=0)
        self._tools.messages.fail(failure)
