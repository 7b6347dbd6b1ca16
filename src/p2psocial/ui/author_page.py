"""What one author wrote, and what is known of them here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Slot

from p2psocial.services.authors import AuthorFacts
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure
from p2psocial.ui.pacing import Paced
from p2psocial.ui.ports import Reads
from p2psocial.ui.posts import HitRow, hit_row
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools

_PAGE = 40
_Written = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class _Page:
    facts: AuthorFacts
    rows: tuple[HitRow, ...]
    last: _Written | None


class AuthorController(Controller):
    """In `state`, `public` is the key in hex, '' while none is shown.

    Unless `whole`, the counts are of their newest texts only.
    """

    def __init__(self, tools: Tools, parent: QObject | None = None) -> None:
        super().__init__(
            parent,
            public="",
            fingerprint="",
            nick="",
            others="",
            posts=0,
            comments=0,
            seeds=0,
            first_seen=0,
            whole=True,
            blocked=False,
            mine=False,
            more=False,
            known=False,
        )
        self._tools = tools
        self._model: RowModel[HitRow] = RowModel(HitRow, "original", self)
        self._last: _Written | None = None
        self._pace = Paced(self._again, self)
        tools.reader.changed.connect(self._pace.ask)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[HitRow]:
        """What they wrote, newest first."""
        return self._model

    @Slot(str)
    def open(self, public: str) -> None:
        """Show the author with that public key (hex)."""
        self._model.show(())
        self._last = None
        self.put(public=public, known=False)
        self._read(None)

    @Slot()
    def close(self) -> None:
        """Show nobody."""
        self.put(public="", known=False)

    @Slot()
    def load_more(self) -> None:
        """Show older things as well."""
        if self._last is not None:
            self._read(self._last)

    @Slot()
    def unblock(self) -> None:
        """Take the rule against this author back."""

        def done(_: object) -> None:
            self._again()

        arguments = {"kind": "author", "value": self.take("public")}
        self._tools.link.perform("unblock", arguments, done, self._tools.messages.fail)

    def _again(self) -> None:
        if self.take("known") and self._model.rowCount() <= _PAGE:
            self._read(None)

    def _read(self, before: _Written | None) -> None:
        public = bytes.fromhex(str(self.take("public")))
        own = self._tools.own()

        def read(reads: Reads) -> _Page:
            return _page(reads, public, before, own)

        def show(page: _Page) -> None:
            rows = page.rows if before is None else (*self._model.rows, *page.rows)
            self._model.show(rows)
            self._last = page.last
            self._tell(page.facts)

        self._tools.reader.read("author", read, show, self._fail)

    def _tell(self, facts: AuthorFacts) -> None:
        nicks = [safe_text.line(nick) for nick in facts.record.nicks]
        self.put(
            fingerprint=facts.fingerprint,
            nick=nicks[0] if nicks else "",
            others=", ".join(nicks[1:]),
            posts=facts.record.posts,
            comments=facts.record.comments,
            seeds=facts.record.seeds,
            first_seen=facts.record.first_seen or 0,
            whole=facts.record.whole,
            blocked=facts.blocked,
            mine=facts.is_me,
            more=self._last is not None,
            known=True,
        )

    def _fail(self, failure: Failure) -> None:
        self._tools.messages.fail(failure)


def _page(reads: Reads, public: bytes, before: _Written | None, own: frozenset[bytes]) -> _Page:
    authors = reads.authors(own)
    entries = authors.page(public, before, _PAGE)
    rows = tuple(hit_row(reads, each, own) for each in entries)
    full = len(entries) == _PAGE
    last = (entries[-1].item.created, entries[-1].item.id) if full else None
    return _Page(authors.facts(public), rows, last)
