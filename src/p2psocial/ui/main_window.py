"""Everything behind the window, put together: what QML knows as `app`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtQml import QQmlPropertyMap

from p2psocial.ui.about import About
from p2psocial.ui.appearance import Appearance
from p2psocial.ui.author_page import AuthorController
from p2psocial.ui.background import Background
from p2psocial.ui.block_rules import BlockRules
from p2psocial.ui.board_directory import BoardDirectory
from p2psocial.ui.board_list import BoardList
from p2psocial.ui.composer import ComposerController, Writing
from p2psocial.ui.deeds import Deeds
from p2psocial.ui.deletion import delete_now
from p2psocial.ui.draft_list import DraftList
from p2psocial.ui.feed import FeedController
from p2psocial.ui.first_run import FirstRun
from p2psocial.ui.identity_care import IdentityCare
from p2psocial.ui.identity_list import IdentityList
from p2psocial.ui.links import Links
from p2psocial.ui.making_room import MakingRoom
from p2psocial.ui.messages import Messages
from p2psocial.ui.navigator import Navigator
from p2psocial.ui.node_link import NodeLink
from p2psocial.ui.node_settings import NodeSettings
from p2psocial.ui.notices import NoticesController
from p2psocial.ui.ports import Parts
from p2psocial.ui.preferences import Keeper
from p2psocial.ui.reader import Reader
from p2psocial.ui.schemes import Schemes
from p2psocial.ui.search import SearchController
from p2psocial.ui.seeding import SeedingController
from p2psocial.ui.signing import Signing
from p2psocial.ui.status import Status
from p2psocial.ui.thread import ThreadController
from p2psocial.ui.ticking import Ticking
from p2psocial.ui.tools import Tools, ignore
from p2psocial.ui.tray import Tray
from p2psocial.ui.votes import Votes

_END_SECONDS = 15.0
# An index that cannot be read is no reason to do without a node.
_RANKED_MILLISECONDS = 2_000


class MainWindow(QObject):
    """Owns the threads behind the window, and every controller."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._started = False
        self.background = Background(self)
        self.reader = Reader(parts.open_reads, self)
        self.link = NodeLink(parts.node, self)
        self.messages = Messages(self)
        self.preferences = Keeper(parts.folder.window, self._save)
        self.identities = IdentityList(parts.identities, self.background, self.messages, self)
        self.app = QQmlPropertyMap.create(self)
        self.app.insert(self._controllers())

    def _controllers(self) -> dict[str, object]:
        """Return what QML knows, by the names it knows it by."""
        tools = Tools(
            self.reader,
            self.link,
            self.background,
            self.messages,
            self.preferences,
            self._own,
            self._parts.clock,
        )
        appearance, navigator = Appearance(self.preferences, self), Navigator(self)
        signing = Signing(tools, self._current, self)
        self.drafts = DraftList(tools, self._parts.drafts, self)
        feed, thread = FeedController(tools, self), ThreadController(tools, appearance, self)
        self.reader.changed.connect(self.identities.look)
        notices = NoticesController(tools, self)
        self.identities.changed.connect(notices.read)
        self.identities.changed.connect(feed.look)
        self.identities.changed.connect(thread.look)
        boards = BoardList(tools, self)
        votes = Votes(tools, self._duration, self)
        return {
            "appearance": appearance,
            "author": AuthorController(tools, self),
            **self._frame(tools, boards, signing),
            "boards": boards,
            "composer": ComposerController(
                tools, Writing(signing, self.drafts, boards, appearance, navigator), self
            ),
            "deeds": Deeds(tools, signing, self),
            "directory": BoardDirectory(tools, self),
            "drafts": self.drafts,
            "feed": feed,
            "identities": self.identities,
            "links": Links(tools, navigator, self),
            "messages": self.messages,
            "navigator": navigator,
            "notices": notices,
            "room": MakingRoom(tools, votes, self),
            "search": SearchController(tools, self),
            "seeding": SeedingController(tools, self._disk_budget, self),
            "signing": signing,
            "status": Status(self.link, self._restart_node, self),
            "thread": thread,
            "ticking": Ticking(self._parts.clock, self),
            "votes": votes,
        }

    def _frame(self, tools: Tools, boards: BoardList, signing: Signing) -> dict[str, object]:
        """Return what concerns this person and this computer rather than what others wrote."""
        self.settings = NodeSettings(tools, self._parts, self)
        welcome = FirstRun(tools, boards, self.identities, self.settings, self)
        welcome.agreed.connect(self._start_node)
        return {
            "about": About(tools, self._parts.folder, self),
            "care": IdentityCare(tools, self._parts.identities, self.identities, signing, self),
            "rules": BlockRules(tools, self),
            "schemes": Schemes(tools, self._parts.folder, self),
            "settings": self.settings,
            "tray": Tray(self.preferences, self),
            "welcome": welcome,
        }

    def open(self) -> None:
        """Start the node and the reading."""
        self._parts.folder.create()
        self.reader.start()
        if self.app.value("welcome").consents:
            self._start_node_later()
        self.identities.read()
        self.drafts.read()
        self.app.value("boards").read()
        self.app.value("feed").refresh()
        self.app.value("rules").read()

    def close(self) -> None:
        """End the node and all threads; what was asked for and not yet done is given up."""
        self.link.close()
        self.reader.close()
        self.background.close()
        self._parts.node.join(_END_SECONDS)
        delete_now(self)

    def _start_node_later(self) -> None:
        """Start the node when something is on the screen, or when nothing can be yet."""
        if not self._parts.folder.index.exists():
            self._start_node()
            return
        self.app.value("feed").begun.connect(self._start_node)
        QTimer.singleShot(_RANKED_MILLISECONDS, self, self._start_node)

    @Slot()
    def _start_node(self) -> None:
        if not self._started:
            self._started = True
            self.link.start()

    def _restart_node(self) -> None:
        self._parts.node.restart(self.settings.now)

    def _own(self) -> frozenset[bytes]:
        return self.identities.own

    def _current(self) -> str:
        return str(self.identities.take("current"))

    def _disk_budget(self) -> int:
        return self.settings.now.disk_budget

    def _duration(self) -> str:
        return self.settings.now.vote_for

    def _save(self, write: Callable[[], None]) -> None:
        self.background.run(write, ignore, self.messages.fail)
