"""The first run: what this is, what others see, who one is, limits, and boards to begin with.

Every step is done when it is left, so that whoever is interrupted goes on where they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from p2psocial.protocol.text import is_board
from p2psocial.ui.board_list import BoardList
from p2psocial.ui.controller import Controller
from p2psocial.ui.identity_list import IdentityList
from p2psocial.ui.node_settings import NodeSettings
from p2psocial.ui.tools import Tools, ignore

STEPS = ("welcome", "public", "identity", "phrase", "limits", "boards", "ready")
SUGGESTED = ("linux", "books", "cooking", "science", "music", "news", "programming", "meta")
_MOST_KNOWN = 30


class FirstRun(Controller):
    """In `state`: `needed` until it has been gone through; `step` is one of `STEPS`.

    `boards` lists {name, joined, items}; `phrase_skipped` says that nobody wrote the words down.
    `agreed` tells, more than once, that a node may start.
    """

    agreed = Signal()

    def __init__(
        self,
        tools: Tools,
        boards: BoardList,
        identities: IdentityList,
        settings: NodeSettings,
        parent: QObject | None = None,
    ) -> None:
        now = tools.preferences.now
        step = now.welcome_step if now.welcome_step in STEPS else STEPS[0]
        super().__init__(
            parent,
            needed=not now.welcomed,
            step=step,
            place=STEPS.index(step),
            count=len(STEPS),
            boards=[],
            board_trouble="",
            phrase_skipped=False,
        )
        self._tools = tools
        self._boards = boards
        self._identities = identities
        self._settings = settings
        self._known: dict[str, int] = {}
        if not now.welcomed:
            settings.applied.connect(self._begin)
            identities.told.connect(self._check)
            boards.told.connect(self._list_boards)
            tools.reader.changed.connect(self._look)

    @property
    def consents(self) -> bool:
        """Whether this person has been told what others see, so that a node may start."""
        return not self.take("needed") or self._place() > STEPS.index("public")

    # -- steps -------------------------------------------------------------------------------

    @Slot()
    def forward(self) -> None:
        """Go to the next step."""
        place = self._place()
        if STEPS[place] in ("public", "limits"):
            self._settings.apply()
        if place + 1 < len(STEPS):
            self._go(place + 1)

    @Slot(str)
    def go_to(self, step: str) -> None:
        """Go to that step."""
        self._go(STEPS.index(step))

    @Slot()
    def backward(self) -> None:
        """Go to the step before."""
        self._go(max(0, self._place() - 1))

    @Slot()
    def skip_phrase(self) -> None:
        """Go on without having written the words down."""
        self.put(phrase_skipped=True)
        self.forward()

    @Slot()
    def finish(self) -> None:
        """Begin."""
        self._tools.preferences.change(welcomed=True, welcome_step="")
        self.put(needed=False)

    # -- boards ------------------------------------------------------------------------------

    @Slot(str, bool)
    def pick(self, board: str, wanted: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Join a board, or leave it again."""
        if wanted:
            self._boards.join(board)
        else:
            self._boards.leave(board)

    @Slot(str, result=bool)
    def add(self, typed: str) -> bool:
        """Join a board by its name; False when it cannot be one."""
        board = typed.strip().lower().lstrip("#")
        if not is_board(board):
            self.put(
                board_trouble=self.tr("A board's name has 1 to 32 of the characters a-z, 0-9 and -")
            )
            return False
        self.put(board_trouble="")
        self._known.setdefault(board, 0)
        self.pick(board, True)  # noqa: FBT003 -- as QML calls it
        return True

    @Slot()
    def look_for_boards(self) -> None:
        """See which boards others have."""
        self._list_boards()
        self._tools.link.perform("boards", {}, self._take_boards, ignore)

    # -- how it is done ----------------------------------------------------------------------

    def _place(self) -> int:
        return STEPS.index(str(self.take("step")))

    def _go(self, place: int) -> None:
        self._tools.preferences.change(welcome_step=STEPS[place])
        self.put(place=place, step=STEPS[place])
        self._begin()
        if STEPS[place] == "boards":
            self.look_for_boards()

    def _begin(self) -> None:
        # A proxy that was named a moment ago must hold from the first packet on.
        if self.consents and self.take("needed") and self._settings.take("phase") != "applying":
            self.agreed.emit()

    def _check(self) -> None:
        """Nobody is past the choice of an identity without having one."""
        listed = self._identities
        nobody = listed.take("known") and not listed.take("current")
        if nobody and self._place() > STEPS.index("identity"):
            self._go(STEPS.index("identity"))

    def _look(self) -> None:
        if self.take("needed") and self.take("step") == "boards":
            self.look_for_boards()

    def _take_boards(self, answer: object) -> None:
        listed = answer if isinstance(answer, Sequence) else []
        for each in listed[:_MOST_KNOWN]:
            name = each.get("name") if isinstance(each, Mapping) else None
            if isinstance(name, str) and is_board(name):
                self._known[name] = int(each.get("activity") or 0)
        self._list_boards()

    def _list_boards(self) -> None:
        joined = self._boards.take("joined")
        mine = [str(name) for name in joined] if isinstance(joined, Sequence) else []
        busy = sorted(self._known, key=lambda name: (-self._known[name], name))
        names = dict.fromkeys([*SUGGESTED, *busy, *mine])
        self.put(
            boards=[
                {"name": name, "joined": name in mine, "items": self._known.get(name, 0)}
                for name in names
            ]
        )
