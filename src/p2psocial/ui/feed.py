"""The ranking: which period, order and board, page after page, without jumping under the reader."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from p2psocial.services.ports import Entry, Order, Period
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure
from p2psocial.ui.pacing import Paced
from p2psocial.ui.ports import Reads
from p2psocial.ui.posts import PostRow, post_row
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools, ignore

_PAGE = 40
# So many rows are kept up to date; who scrolls further is served from what was read then.
_MAX_LIVE = 400
_MAX_ROWS = 2_000
_WATCH_MILLISECONDS = 15_000
_MAX_WATCHED = 60


@dataclass(frozen=True, slots=True)
class _Wanted:
    period: Period
    order: Order
    board: str | None


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a ranking: its rows, the last entry of it, and whether there is more."""

    rows: tuple[PostRow, ...]
    last: Entry | None
    more: bool
    read_at: int


@dataclass(frozen=True, slots=True)
class _News:
    """How what is shown stands now, what has come below it, and whether the order is another."""

    rows: tuple[PostRow, ...]
    below: tuple[PostRow, ...]
    reordered: bool
    read_at: int


class FeedController(Controller):
    """In `state`: `stale` says that the order has changed since; `first` that nothing was read yet.

    `read_at` is when the numbers were read, `ranked_at` when the order was made (Unix time).
    `begun` tells that a ranking is shown from its top.
    """

    begun = Signal()

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        now = tools.preferences.now
        super().__init__(
            parent,
            period=_member(Period, now.period, Period.DAY).value,
            order=_member(Order, now.order, Order.TOP).value,
            board=now.board,
            first=True,
            loading=False,
            more=False,
            stale=False,
            read_at=0,
            ranked_at=0,
        )
        self._tools = tools
        self._model: RowModel[PostRow] = RowModel(PostRow, "original", self)
        self._last: Entry | None = None
        self._visible = (0, 0)
        self._pace = Paced(self.look, self)
        tools.reader.changed.connect(self._pace.ask)
        self._watching = QTimer(self)
        self._watching.setInterval(_WATCH_MILLISECONDS)
        self._watching.timeout.connect(self._watch)
        self._watching.start()

    @Property(QObject, constant=True)
    def model(self) -> RowModel[PostRow]:
        """The cards."""
        return self._model

    # -- what the person does ----------------------------------------------------------------

    @Slot(str)
    def choose_period(self, period: str) -> None:
        """Rank what was written in that period."""
        self._choose(period=Period(period).value)

    @Slot(str)
    def choose_order(self, order: str) -> None:
        """Rank in that order."""
        self._choose(order=Order(order).value)

    @Slot(str)
    def choose_board(self, board: str) -> None:
        """Rank one board; '' is all of them."""
        self._choose(board=board)

    @Slot()
    def refresh(self) -> None:
        """Read the ranking anew, from its top."""
        self.put(loading=True)
        wanted = self._wanted()
        own = self._tools.own()

        def read(reads: Reads) -> _Page:
            return _page(reads, wanted, None, own)

        self._tools.reader.read("feed", read, self._begin, self._fail)

    @Slot()
    def load_more(self) -> None:
        """Read the next page."""
        after = self._last
        if after is None or self.take("loading") or not self.take("more"):
            return
        self.put(loading=True)
        wanted = self._wanted()
        own = self._tools.own()

        def read(reads: Reads) -> _Page:
            return _page(reads, wanted, after, own)

        self._tools.reader.read("feed", read, self._go_on, self._fail)

    @Slot(int, int)
    def look_at(self, first: int, last: int) -> None:
        """Hear which rows are on the screen; the node counts the seeds of those first."""
        self._visible = (max(0, first), max(0, last))

    # -- what comes back ---------------------------------------------------------------------

    def _choose(self, **values: str) -> None:
        self.put(**values)
        self._tools.preferences.change(**values)
        self.refresh()

    def _wanted(self) -> _Wanted:
        board = str(self.take("board"))
        return _Wanted(
            Period(str(self.take("period"))), Order(str(self.take("order"))), board or None
        )

    def _begin(self, page: _Page) -> None:
        self._model.show(page.rows)
        self._last = page.last
        self.put(
            first=False,
            loading=False,
            more=page.more,
            stale=False,
            read_at=page.read_at,
            ranked_at=page.read_at,
        )
        self.begun.emit()
        self._watch()

    def _go_on(self, page: _Page) -> None:
        shown = {row.original for row in self._model.rows}
        rows = [*self._model.rows, *(row for row in page.rows if row.original not in shown)]
        self._model.show(rows)
        self._last = page.last
        self.put(loading=False, more=page.more and len(rows) < _MAX_ROWS)

    def _fail(self, failure: Failure) -> None:
        self.put(loading=False)
        self._tools.messages.fail(failure)

    @Slot()
    def look(self) -> None:
        """See what has become of what is shown; the order stays until somebody asks for it."""
        if self.take("first"):
            self.refresh()
            return
        shown = [row.original for row in self._model.rows[:_MAX_LIVE]]
        if not shown:
            self.refresh()
            return
        wanted = self._wanted()
        own = self._tools.own()

        def read(reads: Reads) -> _News:
            return _news(reads, wanted, shown, own)

        self._tools.reader.read("feed-news", read, self._update)

    def _update(self, news: _News) -> None:
        self._model.update(news.rows)
        if news.below:
            self._model.show([*self._model.rows, *news.below])
        self.put(stale=news.reordered, read_at=news.read_at)

    @Slot()
    def _watch(self) -> None:
        first, last = self._visible
        rows = self._model.rows[first : max(last, first + 10) + 1][:_MAX_WATCHED]
        if rows:
            watched = {"infohashes": [row.infohash for row in rows]}
            self._tools.link.perform("watch", watched, ignore, ignore)


def _page(reads: Reads, wanted: _Wanted, after: Entry | None, own: frozenset[bytes]) -> _Page:
    entries = reads.feed.top(wanted.period, wanted.order, wanted.board, _PAGE, after)
    rows = tuple(_row(reads, entry, own) for entry in entries)
    last = entries[-1] if entries else None
    return _Page(rows, last, len(entries) == _PAGE, reads.clock())


def _news(reads: Reads, wanted: _Wanted, shown: list[str], own: frozenset[bytes]) -> _News:
    limit = max(_PAGE, len(shown))
    found = {
        entry.original.hex(): entry
        for entry in reads.feed.top(wanted.period, wanted.order, wanted.board, limit)
    }
    reordered = list(found)[: len(shown)] != shown
    # What comes after all that is shown moves nothing, so nobody needs to be asked.
    below = () if reordered else tuple(found.values())[len(shown) :]
    for original in shown:
        if original not in found:
            entry = reads.index.entry(bytes.fromhex(original))
            newest = entry and reads.index.entry(entry.newest)
            if newest is not None:
                found[original] = newest
    rows = tuple(_row(reads, found[original], own) for original in shown if original in found)
    return _News(rows, tuple(_row(reads, entry, own) for entry in below), reordered, reads.clock())


def _row(reads: Reads, entry: Entry, own: frozenset[bytes]) -> PostRow:
    body = None if entry.retracted else reads.feed.body(entry.item)
    return post_row(entry, body, own)


def _member(kind: type[Period | Order], value: str, usual: Period | Order) -> Period | Order:
    return kind(value) if value in list(kind) else usual
