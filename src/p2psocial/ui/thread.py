"""One post and what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, QTimer, Slot

from p2psocial.services.flat_thread import Row, Sorting, flatten
from p2psocial.ui.appearance import Appearance
from p2psocial.ui.comments import Bodies, CommentRow, Look, comment_row, html_of
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Call, Failure
from p2psocial.ui.pacing import Paced
from p2psocial.ui.ports import Reads
from p2psocial.ui.posts import PostRow, post_row
from p2psocial.ui.row_changes import Changes
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools, ignore

_WATCH_MILLISECONDS = 15_000
_MAX_WATCHED = 60
# So many comments are rendered before anything is shown, and then at a time.
_RENDERED_FIRST = 60
_RENDERED_AT_A_TIME = 150
# From so many comments on, what has changed is looked for more seldom.
_MANY = 1_000
_SELDOM_MILLISECONDS = 5_000
_OFTEN_MILLISECONDS = 1_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which thread is wanted, and how it is to look."""

    infohash: bytes
    sort: Sorting
    collapsed: frozenset[bytes]
    visited: int | None
    look: Look
    before: Sequence[CommentRow]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A thread as it is shown; `before` and `news` are for `RowModel.follow`.

    `unrendered` are comments of it whose text is not rendered yet.
    """

    post: PostRow
    html: tuple[str, ...]
    cut: bool
    before: Sequence[CommentRow]
    news: Changes[CommentRow]
    unrendered: tuple[Row, ...]
    fresh: int
    versions: tuple[int, ...]
    missing: int
    visited: int | None


class ThreadController(Controller):
    """In `state`, `phase` is empty, reading, fetching, shown, failed or refused.

    `post` has the fields of `PostRow`; `missing` counts texts that nobody has given yet.
    """

    def __init__(self, tools: Tools, appearance: Appearance, parent: QObject | None = None) -> None:
        super().__init__(
            parent,
            infohash="",
            phase="empty",
            problem="",
            sort=tools.preferences.now.thread_sort,
            post={},
            html=[],
            cut=False,
            versions=[],
            missing=0,
            fetching=False,
            comments=0,
            fresh=0,
        )
        self._tools = tools
        self._appearance = appearance
        self._model: RowModel[CommentRow] = RowModel(CommentRow, "original", self)
        self._collapsed: frozenset[bytes] = frozenset()
        self._whole: frozenset[bytes] = frozenset()
        self._visited: int | None = None
        self._fetch: Call | None = None
        self._bodies = Bodies()
        self._pace = Paced(self._again, self)
        tools.reader.changed.connect(self._pace.ask)
        appearance.recoloured.connect(self._again)
        self._watching = QTimer(self)
        self._watching.setInterval(_WATCH_MILLISECONDS)
        self._watching.timeout.connect(self._watch)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[CommentRow]:
        """The comments, as one flat list."""
        return self._model

    # -- what the person does ----------------------------------------------------------------

    @Slot(str)
    def open(self, infohash: str) -> None:
        """Show the thread of a post or below a comment, fetching what is not here."""
        self.close()
        self._collapsed = self._whole = frozenset()
        self._visited = None
        self._bodies = Bodies()
        self._model.show(())
        self.put(infohash=infohash, phase="reading", problem="", post={}, html=[], missing=0)
        self._read(first=True)
        self._watching.start()

    @Slot()
    def close(self) -> None:
        """Show nothing, and fetch no more for it."""
        self._watching.stop()
        if self._fetch is not None:
            self._fetch.cancel()
            self._fetch = None
        self.put(infohash="", phase="empty", fetching=False)

    @Slot(str)
    def choose_sort(self, sort: str) -> None:
        """Order the answers: by seeds, newest first, or oldest first."""
        self.put(sort=Sorting(sort).value)
        self._tools.preferences.change(thread_sort=sort)
        self._again()

    @Slot(str)
    def toggle(self, original: str) -> None:
        """Hide what answers a comment, or show it again."""
        self._collapsed ^= {bytes.fromhex(original)}
        self._again()

    @Slot(str)
    def show_whole(self, original: str) -> None:
        """Show a long text to its end."""
        self._whole |= {bytes.fromhex(original)}
        self._again()

    @Slot()
    def retry(self) -> None:
        """Fetch once more what could not be had."""
        self._ask_for_missing()

    @Slot()
    def look(self) -> None:
        """See whether something has changed, such as who one is."""
        self._again()

    # -- reading -----------------------------------------------------------------------------

    def _read(self, *, first: bool) -> None:
        infohash = str(self.take("infohash"))
        if not infohash:
            return
        asked = _Asked(
            bytes.fromhex(infohash),
            Sorting(str(self.take("sort"))),
            self._collapsed,
            self._visited,
            Look(self._appearance.is_dark, self._whole, self._tools.own()),
            self._model.rows,
        )
        bodies, model = self._bodies, self._model

        def read(reads: Reads) -> _Shown | None:
            return _thread(reads, asked, bodies, model, first=first)

        self._tools.reader.read("thread", read, self._show, self._fail)

    @Slot()
    def _again(self) -> None:
        if self.take("phase") in {"shown", "fetching"}:
            self._read(first=False)

    def _show(self, shown: _Shown | None) -> None:
        if shown is None:
            self._import()
            return
        first = self.take("phase") != "shown"
        self._visited = shown.visited
        self._model.follow(shown.before, shown.news)
        many = len(shown.news.rows) > _MANY
        self._pace.slow_down(_SELDOM_MILLISECONDS if many else _OFTEN_MILLISECONDS)
        self._render(shown.unrendered)
        self.put(
            post=_fields(shown.post),
            html=list(shown.html),
            cut=shown.cut,
            versions=list(shown.versions),
            missing=shown.missing,
            comments=shown.post.comments,
            fresh=shown.fresh,
        )
        # Last, because the page shows the rest as soon as it hears of this.
        self.put(phase="shown")
        if first:
            self._tools.link.perform("visited", {"infohash": shown.post.root}, ignore, ignore)
            self._watch()
            if shown.missing:
                self._ask_for_missing()

    def _fail(self, failure: Failure) -> None:
        self._fetch = None
        phase = "refused" if failure.refused else "failed"
        self.put(problem=failure.message, fetching=False)
        self.put(phase=phase)

    def _render(self, waiting: tuple[Row, ...]) -> None:
        """Render the rest of a long thread bit by bit, and show each bit."""
        look = Look(self._appearance.is_dark, self._whole, self._tools.own())
        bodies, model, before = self._bodies, self._model, self._model.rows

        def render(_: Reads) -> Changes[CommentRow]:
            some = waiting[:_RENDERED_AT_A_TIME]
            done = {row.entry.original.hex(): bodies.render(row, look) for row in some}
            rows = [
                replace(row, html=done[row.original][0], cut=done[row.original][1])
                if row.original in done
                else row
                for row in before
            ]
            return model.changes(before, rows)

        def show(news: Changes[CommentRow]) -> None:
            if model.rows is before:
                model.follow(before, news)
                self._render(waiting[_RENDERED_AT_A_TIME:])

        if waiting:
            self._tools.reader.read("thread-texts", render, show)

    # -- fetching ----------------------------------------------------------------------------

    def _ask_for_missing(self) -> None:
        if self._fetch is None:
            arguments = {"infohash": self.take("infohash")}
            self._begin_fetch(self._tools.link.perform("show", arguments, self._came, self._missed))

    def _import(self) -> None:
        if self.take("phase") == "reading" and self._fetch is None:
            self.put(phase="fetching")
            arguments = {"magnet": f"magnet:?xt=urn:btih:{self.take('infohash')}"}
            self._begin_fetch(self._tools.link.perform("import", arguments, self._came, self._fail))

    def _begin_fetch(self, call: Call) -> None:
        self._fetch = call
        self.put(fetching=True)

    def _came(self, _: object) -> None:
        self._fetch = None
        self.put(fetching=False)
        self._read(first=False)

    def _missed(self, failure: Failure) -> None:
        self._fetch = None
        self.put(fetching=False)
        self._tools.messages.fail(failure)

    @Slot()
    def _watch(self) -> None:
        post = self.take("post")
        if isinstance(post, dict) and post:
            rows: Sequence[CommentRow] = self._model.rows[: _MAX_WATCHED - 1]
            watched = [post["infohash"], *(row.infohash for row in rows)]
            self._tools.link.perform("watch", {"infohashes": watched}, ignore, ignore)


def _thread(
    reads: Reads, asked: _Asked, bodies: Bodies, model: RowModel[CommentRow], *, first: bool
) -> _Shown | None:
    if reads.index.entry(asked.infohash) is None:
        return None
    thread = reads.threads.show(asked.infohash)
    root = thread.entry.item.root or thread.entry.original
    visited = _last_visit(reads, root) if first else asked.visited
    comments = flatten(thread, asked.sort, asked.collapsed, visited, asked.look.own)
    html, cut = html_of(thread.body, thread.entry.original, asked.look)
    missing = sum(row.text_missing for row in comments)
    if thread.body is None and not thread.entry.retracted:
        missing += 1
    rows, unrendered = _rows(comments, asked.look, bodies)
    return _Shown(
        post_row(thread.entry, thread.body, asked.look.own),
        html,
        cut,
        asked.before,
        model.changes(asked.before, rows),
        unrendered,
        sum(row.fresh for row in rows),
        tuple(version.created for version in thread.history),
        missing,
        visited,
    )


def _rows(
    comments: Sequence[Row], look: Look, bodies: Bodies
) -> tuple[list[CommentRow], tuple[Row, ...]]:
    """Return the comments as they are shown now, and those whose text is still to be rendered."""
    rows: list[CommentRow] = []
    unrendered: list[Row] = []
    for place, row in enumerate(comments):
        shown = bodies.render(row, look) if place < _RENDERED_FIRST else bodies.find(row, look)
        if shown is None:
            unrendered.append(row)
        rows.append(comment_row(row, look, shown or ((), False)))
    return rows, tuple(unrendered)


def _last_visit(reads: Reads, root: bytes) -> int | None:
    visit = reads.index.visits([root]).get(root)
    return None if visit is None else visit.time


def _fields(post: PostRow) -> dict[str, object]:
    return {name: getattr(post, name) for name in PostRow.__slots__}
