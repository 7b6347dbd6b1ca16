"""Upvote is seed: start and stop seeding from anywhere in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from p2psocial.services.voting import Duration
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Call, Failure
from p2psocial.ui.tools import Tools

_HEX_DIGITS = 40


class Votes(Controller):
    """`pending` lists the infohashes whose vote is under way, so that their cards can show it.

    `short` tells of a vote for which there is no room: what, for how long, how many bytes.
    """

    voted = Signal(str)
    short = Signal(str, str, int)

    def __init__(
        self,
        tools: Tools,
        duration: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        """Seed for as long as `duration` says unless a call says otherwise."""
        super().__init__(parent, pending=[])
        self._tools = tools
        self._duration = duration
        self._calls: dict[str, Call] = {}

    @Slot(str, bool)
    def toggle(self, infohash: str, seeding: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Stop seeding what is seeded, seed what is not; give up a vote that is under way."""
        if infohash in self._calls:
            if not seeding:
                self._calls.pop(infohash).cancel()
                self._tell()
        elif seeding:
            self.unvote(infohash)
        else:
            self.upvote(infohash, self._duration())

    @Slot(str, str)
    def upvote(self, infohash: str, duration: str) -> None:
        """Seed an item for that long (see `services.voting.Duration`)."""
        wanted = Duration(duration).value
        self._perform("upvote", infohash, {"infohash": infohash, "for": wanted})

    @Slot(str)
    def unvote(self, infohash: str) -> None:
        """Stop seeding an item."""
        self._perform("unvote", infohash, {"infohash": infohash})

    def _perform(self, operation: str, infohash: str, arguments: dict[str, object]) -> None:
        if len(infohash) != _HEX_DIGITS or infohash in self._calls:
            return

        def done(_: object) -> None:
            self._calls.pop(infohash, None)
            self._tell()
            self.voted.emit(infohash)

        def failed(failure: Failure) -> None:
            self._calls.pop(infohash, None)
            self._tell()
            if failure.needed:
                self.short.emit(infohash, str(arguments.get("for", "")), failure.needed)
            else:
                self._tools.messages.fail(failure)

        self._calls[infohash] = self._tools.link.perform(operation, arguments, done, failed)
        self._tell()

    def _tell(self) -> None:
        self.put(pending=list(self._calls))
