"""The real window before a node that is not there: what it is asked for is answered from a list."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMetaObject, QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQuick import QQuickItem

from p2psocial.app.window import window_parts
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.services.drafts import Drafts
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore
from p2psocial.settings import Settings
from p2psocial.ui.launch import Shown
from p2psocial.ui.main_window import MainWindow
from p2psocial.ui.ports import NodeNews, NodeState, Parts, Reads
from p2psocial.ui.preferences import Preferences, write
from stage.people import NOW, Person

PATIENCE_SECONDS = 20.0
_STEP_SECONDS = 0.005
_SETTLED_GRABS = 2

# What an operation answers: a document, an exception, or a function of its arguments that returns
# one of these. What is not in the list is never answered.
Answers = dict[str, object]

STATUS: Mapping[str, object] = {
    "peers": 23,
    "dht_nodes": 318,
    "neighbours": 14,
    "upload_rate": 48_300,
    "download_rate": 5_120,
    "seeding": 36,
    "seed_bytes": 38_400,
    "items": 168,
    "text_bytes": 210_000,
    "vote_bytes_per_hour": 21_000,
    "uptime": 86_400,
    "listening": ["0.0.0.0:6881", "[::]:6881"],
    "port_mapping": "UPnP",
    "data_dir": "/home/wren/.local/share/p2psocial",
    "version": "0.1.0",
}
USUAL: Mapping[str, object] = {
    "status": STATUS,
    "boards": [
        {"name": "linux", "activity": 214, "joined": True},
        {"name": "astronomy", "activity": 96, "joined": True},
        {"name": "books", "activity": 81, "joined": True},
        {"name": "cooking", "activity": 60, "joined": True},
        {"name": "bicycles", "activity": 37, "joined": True},
        {"name": "meta", "activity": 12, "joined": True},
        {"name": "gardening", "activity": 55, "joined": False},
        {"name": "film", "activity": 41, "joined": False},
        {"name": "radio", "activity": 9, "joined": False},
    ],
    "watch": None,
    "visited": None,
    "notices_seen": None,
}


class StagedNode:
    """A `ui.ports.NodeHandle` without a node; `asked` lists what it was asked for."""

    def __init__(self, answers: Mapping[str, object], news: NodeNews) -> None:
        self._answers = dict(answers)
        self._news = news
        self.asked: list[tuple[str, Mapping[str, object]]] = []

    def answer(self, operation: str, answer: object) -> None:
        """Answer that operation so from now on."""
        self._answers[operation] = answer

    def start(self, on_news: Callable[[NodeNews], None]) -> None:
        on_news(self._news)

    def submit(
        self, operation: str, arguments: Mapping[str, object], on_progress: object
    ) -> Future[object]:
        del on_progress
        self.asked.append((operation, arguments))
        future: Future[object] = Future()
        if operation in self._answers:
            answer = self._answers[operation]
            answer = answer(arguments) if callable(answer) else answer
            if isinstance(answer, BaseException):
                future.set_exception(answer)
            else:
                future.set_result(answer)
        return future

    def restart(self, settings: Settings) -> None:
        """Change nothing: there is nothing to start."""

    def stop(self) -> None:
        """End nothing."""

    def join(self, seconds: float) -> bool:
        """Wait for nothing."""
        del seconds
        return True


class Viewer:
    """Who sits before the window: one identity, the same in every run."""

    def __init__(self, folder: DataFolder, nick: str) -> None:
        numbers = count()

        def random_bytes(size: int) -> bytes:
            return hashlib.shake_128(f"viewer-{next(numbers)}".encode()).digest(size)

        keystore = Keystore(folder.identities, random_bytes)
        self.identities = Identities(keystore, lambda: NOW - 90 * 86_400, random_bytes)
        self.drafts = Drafts(folder.drafts, lambda: NOW - 600, random_bytes)
        if not self.identities.public_keys():
            self.identities.create(nick)
        self.person = Person(nick, self.identities.unlock("", None)[1])


class StagedWindow:
    """The window on an index that somebody has filled, at a time that stands still."""

    def __init__(
        self,
        folder: Path,
        answers: Mapping[str, object] = USUAL,
        news: NodeNews = NodeNews(NodeState.RUNNING),  # noqa: B008 -- a frozen value
        preferences: Preferences | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Open it on `folder`, in which there is an index."""
        self.folder = DataFolder(folder)
        self.viewer = Viewer(self.folder, "wren")
        kept = preferences or Preferences(welcomed=True, reduced_motion=True, theme="light")
        write(self.folder.window, kept)
        self.node = StagedNode(answers, news)
        self.main = MainWindow(self._parts(settings or Settings()))
        self.shown = Shown(self.main)
        self.root = self.shown.root
        self.main.open()

    def _parts(self, settings: Settings) -> Parts:
        folder = self.folder

        def open_reads() -> tuple[Reads, Callable[[], None]]:
            index = Index.open(folder.index, read_only=True)
            return Reads(index, _now), index.close

        usual = window_parts(settings, folder, self.viewer.identities, lambda: settings)
        return Parts(
            folder=folder,
            settings=settings,
            load_settings=usual.load_settings,
            node=self.node,
            identities=self.viewer.identities,
            drafts=self.viewer.drafts,
            open_reads=open_reads,
            clock=_now,
        )

    def close(self) -> None:
        """Take it down."""
        self.shown.close()
        self.main.close()

    # -- what is there -----------------------------------------------------------------------

    def controller(self, name: str) -> Any:  # noqa: ANN401 -- whichever it is
        """Return a controller by the name that QML knows it by."""
        return self.main.app.value(name)

    def state(self, name: str, key: str) -> Any:  # noqa: ANN401 -- whatever it holds
        """Return a value that a controller shows."""
        return self.controller(name).take(key)

    def items(self) -> Iterator[QQuickItem]:
        """Yield everything on the screen."""
        waiting = [self.root.contentItem()]
        while waiting:
            item = waiting.pop(0)
            if item.isVisible():
                yield item
                waiting.extend(item.childItems())

    def item(self, name: str) -> QQuickItem:
        """Return the visible item with that objectName, waiting for it."""
        self.until(lambda: any(each.objectName() == name for each in self.items()), name)
        return next(each for each in self.items() if each.objectName() == name)

    # -- what one can do ---------------------------------------------------------------------

    def go(self, page: str, argument: str = "") -> None:
        """Show a page."""
        self.controller("navigator").go(page, argument)
        self.breathe()

    def until(self, condition: Callable[[], object], what: str = "it") -> None:
        """Wait for something, with the window alive meanwhile."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} never came")
            self.breathe()

    def press_button(self, name: str) -> None:
        """Press the button with that objectName."""
        QMetaObject.invokeMethod(self.item(name), "click")
        self.breathe()

    def breathe(self) -> None:
        """Let the window do what waits to be done."""
        QGuiApplication.processEvents()
        time.sleep(_STEP_SECONDS)
        QGuiApplication.processEvents()

    def picture(self) -> QImage:
        """Return what is on the screen as soon as it has stopped changing."""
        same, last = 0, QImage()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while same < _SETTLED_GRABS and time.monotonic() < deadline:
            for _ in range(8):
                self.breathe()
            now = self.root.grabWindow()
            same = same + 1 if now == last else 0
            last = now
        return last

    def place_of(self, item: QQuickItem) -> QPoint:
        """Return the middle of an item on the screen."""
        rectangle = item.mapRectToScene(item.boundingRect())
        return rectangle.center().toPoint()


def _now() -> int:
    return NOW


def folder_with(index: Path | None, place: Path) -> Path:
    """Make a data folder at `place` with a copy of that index, or with an empty one."""
    folder = DataFolder(place)
    folder.create()
    if index is None:
        Index(folder.index).close()
    else:
        shutil.copy(index, folder.index)
    os.utime(folder.index, (NOW, NOW))
    return place
