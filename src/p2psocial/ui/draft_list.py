"""The drafts of the data folder, kept in memory as well so that the window need not wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Slot

from p2psocial.services.drafts import DraftKind, DraftListing, Drafts, SavedDraft
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools, ignore

_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft in the list."""

    id: str
    kind: str
    board: str
    title: str
    excerpt: str
    target_title: str
    updated: int


class DraftList(Controller):
    """`damaged` lists what could not be read."""

    def __init__(self, tools: Tools, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent, damaged=[], known=False)
        self._tools = tools
        self._drafts = drafts
        self._known: dict[str, SavedDraft] = {}
        self._model: RowModel[DraftRow] = RowModel(DraftRow, "id", self)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[DraftRow]:
        """The drafts, the latest first."""
        return self._model

    def read(self) -> None:
        """Read them from the disk."""
        self._tools.background.run(self._drafts.listing, self._take, self._tools.messages.fail)

    def find(self, name: str) -> SavedDraft | None:
        """Return the draft with that id."""
        return self._known.get(name)

    def about(self, kind: DraftKind, target: bytes) -> SavedDraft | None:
        """Return the draft that answers or edits that item."""
        return next(
            (each for each in self._known.values() if (each.kind, each.target) == (kind, target)),
            None,
        )

    def new(self, kind: DraftKind, board: str, target: bytes | None = None) -> SavedDraft:
        """Return an empty draft, not kept yet, under an id of its own."""
        return SavedDraft(kind, "", board=board, target=target, id=self._drafts.new_id())

    def save(self, draft: SavedDraft, then: Callable[[], None]) -> None:
        """Keep a draft; `then` is called when it is on the disk."""
        dated = replace(draft, updated=self._tools.clock())
        self._known[draft.id] = dated
        self._show()

        def work() -> SavedDraft:
            return self._drafts.save(dated)

        def done(_: object) -> None:
            then()

        self._tools.background.run(work, done, self._tools.messages.fail)

    @Slot(str)
    def remove(self, name: str) -> None:
        """Throw a draft away."""
        if self._known.pop(name, None) is None:
            return
        self._show()

        def work() -> bool:
            return self._drafts.delete(name)

        self._tools.background.run(work, ignore, self._tools.messages.fail)

    def _take(self, listing: DraftListing) -> None:
        self._known = {draft.id: draft for draft in listing.drafts} | self._known
        self.put(damaged=list(listing.damaged), known=True)
        self._show()

    def _show(self) -> None:
        latest = sorted(self._known.values(), key=lambda draft: (-draft.updated, draft.id))
        self._model.show([_row(draft) for draft in latest])


def _row(draft: SavedDraft) -> DraftRow:
    return DraftRow(
        draft.id,
        draft.kind.value,
        draft.board,
        safe_text.line(draft.title),
        safe_text.excerpt(draft.text, _EXCERPT),
        safe_text.line(draft.target_title),
        draft.updated,
    )
