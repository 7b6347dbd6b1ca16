"""Who this person is: their identities, read from the disk off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot

from p2psocial.services.identities import Identities, Listing
from p2psocial.ui import safe_text
from p2psocial.ui.background import Background
from p2psocial.ui.controller import Controller
from p2psocial.ui.messages import Messages
from p2psocial.ui.row_model import RowModel


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identity."""

    fingerprint: str
    nick: str
    created: int
    protected: bool
    current: bool
    author: str


class IdentityList(Controller):
    """`changed` tells that one is somebody else, or one more; `public_keys` are in hex."""

    changed = Signal()

    def __init__(
        self,
        identities: Identities,
        background: Background,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent, known=False, current="", nick="", public_keys=[], damaged=[])
        self._identities = identities
        self._background = background
        self._messages = messages
        self._model: RowModel[IdentityRow] = RowModel(IdentityRow, "fingerprint", self)
        self._own: frozenset[bytes] = frozenset()

    @Property(QObject, constant=True)
    def model(self) -> RowModel[IdentityRow]:
        """The identities, oldest first."""
        return self._model

    @property
    def own(self) -> frozenset[bytes]:
        """The public keys of all of them."""
        return self._own

    @Slot()
    def look(self) -> None:
        """Read them if there are none yet: the first is made when it is first needed."""
        if not self._own:
            self.read()

    def read(self) -> None:
        """Read them from the disk, again if need be."""
        self._background.run(self._identities.listing, self._show, self._messages.fail)

    def _show(self, listing: Listing) -> None:
        before = self._own
        self._own = frozenset(each.public for each in listing.identities)
        rows = [
            IdentityRow(
                each.fingerprint,
                safe_text.line(each.nick),
                each.created,
                each.protected,
                each.fingerprint == listing.current,
                each.public.hex(),
            )
            for each in listing.identities
        ]
        self._model.show(rows)
        nick = next((row.nick for row in rows if row.current), "")
        self.put(
            current=listing.current,
            nick=nick,
            public_keys=[row.author for row in rows],
            damaged=list(listing.damaged),
            known=True,
        )
        if self._own != before:
            self.changed.emit()
