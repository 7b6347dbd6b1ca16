"""Writing a post, a reply or a new version: kept as a draft while one types, then published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Slot

from p2psocial.failures import RequestError
from p2psocial.protocol.identity import fingerprint
from p2psocial.protocol.item import MAX_TEXT_BYTES, MAX_TITLE_BYTES, Kind
from p2psocial.protocol.text import is_board, is_line
from p2psocial.protocol.torrent import post_text
from p2psocial.services.drafts import DraftKind, SavedDraft
from p2psocial.ui import bodies, safe_text
from p2psocial.ui.appearance import Appearance
from p2psocial.ui.board_list import BoardList
from p2psocial.ui.controller import Controller
from p2psocial.ui.draft_list import DraftList
from p2psocial.ui.keeping import Keeping
from p2psocial.ui.navigator import Navigator
from p2psocial.ui.node_link import Call, Failure, Progress
from p2psocial.ui.ports import Reads
from p2psocial.ui.signing import Signing
from p2psocial.ui.tools import Tools

_PREVIEW_MILLISECONDS = 200
_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class _Target:
    """What is answered or edited; `text` is what an edit begins with."""

    infohash: str
    board: str
    title: str
    text: str
    is_post: bool
    shown: dict[str, object]


@dataclass(frozen=True, slots=True)
class Writing:
    """The other parts of the window that writing has to do with."""

    signing: Signing
    drafts: DraftList
    boards: BoardList
    appearance: Appearance
    navigator: Navigator


class ComposerController(Controller):
    """In `state`: `kind` is post, reply or edit; `loaded` counts what the fields are to be set to.

    `problem` says why it cannot be published as it is; `stage` what publishing is at ('' when it
    is not under way), `share` how much of the stamp is done by expectation (0 to 1).
    """

    def __init__(
        self,
        tools: Tools,
        writing: Writing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            parent,
            kind="post",
            board="",
            title="",
            text="",
            loaded=0,
            titled=True,
            target={},
            size=0,
            limit=MAX_TEXT_BYTES[Kind.POST],
            problem="",
            kept="",
            previewing=False,
            preview=[],
            stage="",
            share=0.0,
            ready=False,
        )
        self._tools = tools
        self._signing = writing.signing
        self._drafts = writing.drafts
        self._boards = writing.boards
        self._appearance = writing.appearance
        self._navigator = writing.navigator
        self._draft: SavedDraft | None = None
        self._call: Call | None = None
        self._keeping = Keeping(self._save, self)
        self._rendering = self._timer(_PREVIEW_MILLISECONDS, self._render)

    def _timer(self, milliseconds: int, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(then)
        return timer

    # -- beginning ---------------------------------------------------------------------------

    @Slot(str)
    def open(self, argument: str) -> None:
        """Begin: '' is a new post; draft:ID, reply:INFOHASH and edit:INFOHASH say what else."""
        self.leave()
        what, _, name = argument.partition(":")
        if what == "draft":
            draft = self._drafts.find(name)
            if draft is None:
                self.put(problem=self.tr("This draft is not there any more."), ready=False)
            elif draft.target:
                self._read_target(draft.kind, draft.target, draft)
            else:
                self._begin(draft, None)
        elif what in {DraftKind.REPLY, DraftKind.EDIT}:
            kind = DraftKind(what)
            about = bytes.fromhex(name)
            self._read_target(kind, about, self._drafts.about(kind, about))
        else:
            board = str(self._tools.preferences.now.board) or self._boards.only()
            self._begin(self._drafts.new(DraftKind.POST, board), None)

    def _read_target(self, kind: DraftKind, infohash: bytes, draft: SavedDraft | None) -> None:
        def read(reads: Reads) -> _Target:
            return _target(reads, infohash)

        def begin(target: _Target) -> None:
            begun = draft or self._drafts.new(kind, target.board, infohash)
            begun = replace(begun, target_title=target.title)
            if draft is None and kind is DraftKind.EDIT:
                begun = replace(begun, title=target.title, text=target.text)
            self._begin(begun, target)

        def fail(failure: Failure) -> None:
            self.put(problem=failure.message, ready=False)

        self._tools.reader.read("composer", read, begin, fail)

    def _begin(self, draft: SavedDraft, target: _Target | None) -> None:
        titled = draft.kind is DraftKind.POST or (
            draft.kind is DraftKind.EDIT and target is not None and target.is_post
        )
        self._draft = draft
        self.put(
            kind=draft.kind.value,
            titled=titled,
            board=draft.board,
            title=draft.title,
            text=draft.text,
            target=target.shown if target else {},
            limit=MAX_TEXT_BYTES[Kind.POST if titled else Kind.COMMENT],
            kept="",
            previewing=False,
            preview=[],
            ready=True,
        )
        self.put(loaded=int(str(self.take("loaded"))) + 1)
        self._weigh()

    # -- writing -----------------------------------------------------------------------------

    @Slot(str, str, str)
    def change(self, board: str, title: str, text: str) -> None:
        """Take what the fields hold now; it is kept a moment later."""
        draft = self._draft
        if draft is None or (draft.board, draft.title, draft.text) == (board, title, text):
            return
        self._draft = replace(draft, board=board, title=title, text=text)
        self.put(kept="changed")
        self._weigh()
        self._keeping.changed()
        if self.take("previewing"):
            self._rendering.start()

    @Slot(bool)
    def show_preview(self, wanted: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Show how it will look, or the fields."""
        self.put(previewing=wanted)
        if wanted:
            self._render()

    @Slot()
    def leave(self) -> None:
        """Keep what there is, and do not publish what is being stamped."""
        self.cancel()
        self._keeping.keep_now()
        self._draft = None
        self.put(problem="", ready=False)

    @Slot()
    def discard(self) -> None:
        """Throw the draft away and go back."""
        self._keeping.forget()
        if self._draft is not None:
            self._drafts.remove(self._draft.id)
        self._draft = None
        self._navigator.back()

    def _weigh(self) -> None:
        """Say how large it is, and what is wrong with it."""
        draft = self._draft
        if draft is None:
            return
        titled = bool(self.take("titled"))
        file = post_text(draft.title, draft.text) if titled else draft.text
        # Nobody has typed the heading's sign.
        size = len(file.encode("utf-8", "surrogatepass")) if draft.title or draft.text else 0
        self.put(size=size, problem=self._problem(draft, size, titled=titled))

    def _problem(self, draft: SavedDraft, size: int, *, titled: bool) -> str:
        limit = int(str(self.take("limit")))
        if draft.kind is DraftKind.POST and not is_board(draft.board):
            return self.tr("Choose a board: 1 to 32 of a-z, 0-9 and -.")
        if titled and not is_line(draft.title, MAX_TITLE_BYTES):
            return self.tr("Give it a title of one line, 300 bytes at most.")
        if not draft.text.strip():
            return self.tr("Write something.")
        if size > limit:
            return self.tr("It is too long by %n byte(s).", "", size - limit)
        return ""

    def _save(self) -> None:
        draft = self._draft
        if draft is None or not (draft.text.strip() or draft.title.strip()):
            return
        self._drafts.save(draft, self._saved)

    def _saved(self) -> None:
        if not self._keeping.waits:
            self.put(kept="kept")

    @Slot()
    def _render(self) -> None:
        draft = self._draft
        if draft is None:
            return
        dark = self._appearance.is_dark

        def work() -> tuple[str, ...]:
            return bodies.whole(draft.text, dark=dark)

        def show(html: tuple[str, ...]) -> None:
            self.put(preview=list(html))

        self._tools.background.run(work, show, self._tools.messages.fail)

    # -- publishing --------------------------------------------------------------------------

    @Slot()
    def publish(self) -> None:
        """Stamp, sign, store and seed it."""
        draft = self._draft
        if draft is None or self.take("problem") or self.take("stage"):
            return
        self._save()
        self.put(stage="stamp", share=0.0)
        operation, arguments = _operation(draft, titled=bool(self.take("titled")))
        self._call = self._signing.perform(
            operation, arguments, self._published, self._refused, self._progress
        )

    @Slot()
    def cancel(self) -> None:
        """Publish nothing, if that is still possible; the draft stays."""
        if self._call is not None:
            self._call.cancel()
            self._call = None
        self.put(stage="", share=0.0)

    def _progress(self, progress: Progress) -> None:
        if progress.get("stage") == "stamp":
            attempts, expected = progress.get("attempts"), progress.get("expected")
            if isinstance(attempts, int) and isinstance(expected, int) and expected:
                self.put(share=min(1.0, attempts / expected))

    def _published(self, answer: object) -> None:
        draft, self._draft = self._draft, None
        self._call = None
        self._keeping.forget()
        self.put(stage="", share=0.0, ready=False)
        document = answer if isinstance(answer, Mapping) else {}
        if draft is not None:
            self._drafts.remove(draft.id)
        self._tools.messages.say(self.tr("Published. You are its first seed."))
        self._navigator.back()
        shown = document.get("root") or document.get("infohash")
        self._navigator.go("thread", str(shown))

    def _refused(self, failure: Failure) -> None:
        self._call = None
        self.put(stage="", share=0.0)
        self._tools.messages.fail(failure)


def _operation(draft: SavedDraft, *, titled: bool) -> tuple[str, dict[str, object]]:
    signer: dict[str, object] = {"text": draft.text}
    if draft.identity:
        signer["identity"] = draft.identity
    if draft.kind is DraftKind.POST:
        return "post", signer | {"board": draft.board, "title": draft.title}
    about = signer | {"infohash": draft.target.hex() if draft.target else ""}
    if draft.kind is DraftKind.EDIT:
        return "edit", about | ({"title": draft.title} if titled else {})
    return "comment", about


def _target(reads: Reads, infohash: bytes) -> _Target:
    entry = reads.index.entry(infohash)
    newest = None if entry is None else reads.index.entry(entry.newest)
    if newest is None:
        raise RequestError("what this is about is not here any more")
    item = newest.item
    body = reads.feed.body(item)
    shown: dict[str, object] = {
        "infohash": item.infohash.hex(),
        "title": safe_text.line(item.title),
        "nick": safe_text.line(item.nick),
        "fingerprint": fingerprint(item.author),
        "excerpt": safe_text.excerpt(body or "", _EXCERPT),
    }
    return _Target(
        item.infohash.hex(), item.board, item.title, body or "", item.kind is Kind.POST, shown
    )
