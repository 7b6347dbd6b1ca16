"""Who answered or named this person, and what of it they have not seen yet."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Slot

from p2psocial.services.notifications import Notice
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.pacing import Paced
from p2psocial.ui.ports import Reads
from p2psocial.ui.posts import post_row
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools

_LIMIT = 200


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One answer or mention; `about` is the title of the post it belongs to."""

    number: int
    infohash: str
    root: str
    reply: bool
    unread: bool
    noticed: int
    nick: str
    fingerprint: str
    author: str
    about: str
    snippet: str


@dataclass(frozen=True, slots=True)
class _News:
    rows: tuple[NoticeRow, ...]
    unread: int


class NoticesController(Controller):
    """`unread` is 100 for that many and more."""

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(parent, unread=0, known=False)
        self._tools = tools
        self._model: RowModel[NoticeRow] = RowModel(NoticeRow, "number", self)
        self._shown = False
        self._pace = Paced(self.read, self)
        tools.reader.changed.connect(self._pace.ask)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[NoticeRow]:
        """What concerns this person, the last that arrived first."""
        return self._model

    @Slot()
    def read(self) -> None:
        """Look for news; the list itself is read only while it is shown."""
        own = self._tools.own()
        whole = self._shown

        def read(reads: Reads) -> _News:
            return _news(reads, own, whole=whole)

        self._tools.reader.read("notices", read, self._show)

    @Slot()
    def open(self) -> None:
        """Show the list."""
        self._shown = True
        self.read()

    @Slot()
    def close(self) -> None:
        """Show it no more; what was on it has been seen."""
        self._shown = False
        self.see_all()

    @Slot()
    def see_all(self) -> None:
        """Count all as seen."""
        if self._model.rows:
            latest = {"up_to": self._model.rows[0].number}
            self._tools.link.perform("notices_seen", latest, self._seen, self._tools.messages.fail)

    def _seen(self, _: object) -> None:
        self.read()

    def _show(self, news: _News) -> None:
        if self._shown:
            self._model.show(news.rows)
        self.put(unread=news.unread, known=True)


def _news(reads: Reads, own: frozenset[bytes], *, whole: bool) -> _News:
    notifications = reads.notifications(own)
    notices = notifications.page(None, _LIMIT) if whole else []
    rows = tuple(_row(reads, notice, own) for notice in notices)
    return _News(rows, notifications.unread_count())


def _row(reads: Reads, notice: Notice, own: frozenset[bytes]) -> NoticeRow:
    post = post_row(notice.entry, reads.feed.body(notice.entry.item), own)
    return NoticeRow(
        number=notice.number,
        infohash=post.infohash,
        root=notice.root.hex(),
        reply=notice.kind.value == "reply",
        unread=notice.unread,
        noticed=notice.noticed,
        nick=post.nick,
        fingerprint=post.fingerprint,
        author=post.author,
        about=safe_text.line(notice.title or ""),
        snippet=post.snippet,
    )
