"""A vote for which the disk budget has no room, and what could be dropped for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Slot

from p2psocial.failures import RequestError
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure
from p2psocial.ui.tools import Tools
from p2psocial.ui.votes import Votes

_MOST_SHOWN = 8


class MakingRoom(Controller):
    """In `state`, `asking` says that the person is asked whether to drop `count` texts.

    `drops` lists the first of them as {title, seeds, size}, `freed` is the size of all in bytes.
    """

    def __init__(self, tools: Tools, votes: Votes, parent: QObject | None = None) -> None:
        super().__init__(parent, asking=False, busy=False, count=0, freed=0, drops=[])
        self._tools = tools
        self._votes = votes
        self._wanted = ("", "")
        self._proposed: list[str] = []
        votes.short.connect(self._look)

    @Slot()
    def agree(self) -> None:
        """Drop what was proposed, and vote."""
        if not self.take("asking") or self.take("busy"):
            return
        self.put(busy=True)
        dropped = {"infohashes": self._proposed}
        self._tools.link.perform("unvote_many", dropped, self._dropped, self._fail)

    @Slot()
    def refuse(self) -> None:
        """Drop nothing; there is no vote then."""
        self.put(asking=False, busy=False)

    @Slot(str, str, int)
    def _look(self, infohash: str, duration: str, needed: int) -> None:
        self._wanted = (infohash, duration)
        self._tools.link.perform("propose_drops", {"bytes": needed}, self._propose, self._fail)

    def _propose(self, answer: object) -> None:
        document = answer if isinstance(answer, Mapping) else {}
        proposals = _mappings(document.get("proposals"))
        if not proposals or not document.get("enough"):
            too_little = self.tr(
                "your disk budget is full, and too little can be dropped; raise it in the settings"
            )
            self._tools.messages.fail(Failure(RequestError(too_little)))
            return
        self._proposed = [str(each.get("infohash")) for each in proposals]
        self.put(
            count=len(proposals),
            freed=sum(_number(each, "size") for each in proposals),
            drops=[_drop(each) for each in proposals[:_MOST_SHOWN]],
        )
        self.put(asking=True)

    def _dropped(self, _: object) -> None:
        self.put(asking=False, busy=False)
        infohash, duration = self._wanted
        self._votes.upvote(infohash, duration)

    def _fail(self, failure: Failure) -> None:
        self.put(asking=False, busy=False)
        self._tools.messages.fail(failure)


def _mappings(found: object) -> list[Mapping[str, object]]:
    listed = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
    return [each for each in listed if isinstance(each, Mapping)]


def _number(document: Mapping[str, object], name: str) -> int:
    found = document.get(name)
    return found if isinstance(found, int) else 0


def _drop(document: Mapping[str, object]) -> dict[str, object]:
    """Return one line of the proposal; a comment has no title, so its text stands for it."""
    words = str(document.get("title") or "") or safe_text.excerpt(
        str(document.get("body") or ""), 120
    )
    return {
        "title": safe_text.line(words, 160),
        "seeds": _number(document, "seeds"),
        "size": _number(document, "size"),
    }
