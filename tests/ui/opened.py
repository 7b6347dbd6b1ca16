"""The real window on a real node of its own, and the hands and eyes of the person before it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from p2psocial import settings
from p2psocial.app.clock import unix_time
from p2psocial.app.window import window_parts
from p2psocial.data_folder import DataFolder
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore, PasswordCost
from p2psocial.settings import Settings
from p2psocial.ui.launch import Shown
from p2psocial.ui.main_window import MainWindow
from tests.node_process import loopback_address

PATIENCE_SECONDS = 20.0
_LOOK_MILLISECONDS = 10
_STILL_MILLISECONDS = 40
# The status bar, and a little more.
_MARGIN = 40
# A passphrase that takes no second to try.
_QUICK = PasswordCost(rounds=1, memory=1 << 20)
_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class OpenedWindow:
    """A window on `folder`; private network, no stamp, unless `overrides` say otherwise.

    The first run has been gone through unless `welcomed` is false.
    """

    def __init__(self, folder: Path, *, welcomed: bool = True, **overrides: object) -> None:
        self.folder = DataFolder(folder)
        self.folder.create()
        if welcomed and not self.folder.window.exists():
            self.folder.window.write_text('{"welcomed": true}')
        given = {"private": True, "stamp_bits": 0, "listen": loopback_address()} | overrides
        keystore = Keystore(self.folder.identities, os.urandom, _QUICK)
        self.identities = Identities(keystore, unix_time, os.urandom)
        self.complaints = _Complaints()
        logging.getLogger("p2psocial").addHandler(self.complaints)

        def load() -> Settings:
            return settings.load(self.folder.settings, given)

        self.settings = load()
        parts = window_parts(self.settings, self.folder, self.identities, load)
        self.main = MainWindow(parts)
        self.shown = Shown(self.main)
        self.root = self.shown.root
        self.root.resize(1180, 800)
        self.main.open()

    def close(self) -> None:
        """Close it, and fail on anything that Qt or the node complained about."""
        self.shown.close()
        self.main.close()
        logging.getLogger("p2psocial").removeHandler(self.complaints)
        assert not self.complaints.lines, self.complaints.lines

    # -- what is there -----------------------------------------------------------------------

    def controller(self, name: str) -> Any:  # noqa: ANN401 -- whichever it is
        return self.main.app.value(name)

    def state(self, name: str, key: str) -> object:
        """Return a value that a controller shows."""
        return self.controller(name).take(key)

    def items(self, name: str) -> list[QQuickItem]:
        """Return all visible items with that objectName, also those of dialogs."""
        found = [item for item in _below(self.root.contentItem()) if item.objectName() == name]
        return [item for item in found if item.isVisible()]

    def item(self, name: str) -> QQuickItem:
        """Return the one visible item with that objectName, waiting for it."""
        self.until(lambda: len(self.items(name)) > 0, f"no visible item {name!r}")
        return self.items(name)[0]

    def texts(self) -> list[str]:
        """Return every plain text that is on the screen."""
        shown = [item for item in _below(self.root.contentItem()) if item.isVisible()]
        return [str(item.property("text")) for item in shown if item.property("text")]

    def shows(self, words: str) -> bool:
        return any(words in text for text in self.texts())

    # -- what one can do ---------------------------------------------------------------------

    def until(self, condition: Callable[[], object], otherwise: str = "it never came") -> None:
        """Wait for something, with the window alive meanwhile."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{otherwise}; on the screen: {self.texts()[:60]}"
            QTest.qWait(_LOOK_MILLISECONDS)

    def until_shows(self, words: str) -> None:
        self.until(lambda: self.shows(words), f"{words!r} never came on the screen")

    def click(self, name: str) -> None:
        """Click in the middle of the item with that objectName, scrolling to it if need be."""
        item = self.item(name)
        self.until(item.isEnabled, f"{name} is never enabled")
        _scroll_to(item, self.root.height())
        place = QPointF(-1, -1)
        while place != (now := item.mapToScene(QPointF(item.width() / 2, item.height() / 2))):
            place = now
            QTest.qWait(_STILL_MILLISECONDS)
        QTest.mouseClick(self.root, Qt.MouseButton.LeftButton, _NO_MODIFIER, place.toPoint())

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NO_MODIFIER) -> None:
        # Shortcuts are for the active window, and a test may have two.
        self.root.requestActivate()
        self.until(self.root.isActive, "the window is never active")
        QTest.keyClick(self.root, key, modifier)

    def type(self, words: str) -> None:
        """Type into whatever has the focus."""
        for character in words:
            QTest.keyClick(self.root, character)  # type: ignore[call-overload]  # the stubs lack it

    def write(self, name: str, words: str) -> None:
        """Click into a field and type, replacing what is there."""
        self.click(name)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(words)

    def perform(self, operation: str, arguments: Mapping[str, object]) -> Any:  # noqa: ANN401 -- its document
        """Have the node do something, and wait for what comes of it."""
        answers: list[object] = []
        failures: list[str] = []

        def failed(failure: Any) -> None:  # noqa: ANN401 -- a `Failure`
            failures.append(failure.message)

        self.main.link.perform(operation, arguments, answers.append, failed)
        self.until(lambda: answers or failures, f"{operation} was never answered")
        assert not failures, failures
        return answers[0]

    def post(self, title: str, text: str = "A text.", board: str = "linux") -> str:
        """Publish a post and return its infohash."""
        document = self.perform("post", {"board": board, "title": title, "text": text})
        return str(document["infohash"])

    def comment(self, infohash: str, text: str) -> str:
        """Answer something and return the answer's infohash."""
        return str(self.perform("comment", {"infohash": infohash, "text": text})["infohash"])

    def open_thread(self, infohash: str) -> None:
        """Go to a thread and wait until it is shown."""
        self.controller("navigator").go("thread", infohash)
        self.until(lambda: self.state("thread", "phase") == "shown", "the thread is never shown")

    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()


def _scroll_to(item: QQuickItem, height: float) -> None:
    """Scroll whatever `item` is in so that it can be clicked."""
    middle = item.mapToScene(QPointF(0, item.height() / 2)).y()
    if 0 < middle < height - _MARGIN:
        return
    above: QQuickItem | None = item
    while above is not None and not above.inherits("QQuickFlickable"):
        above = cast("QQuickItem | None", above.parentItem())
    if above is None:
        assert 0 < middle < height, f"{item.objectName()} is out of reach"
    else:
        above.setProperty("contentY", above.property("contentY") + middle - height / 2)


class _Complaints(logging.Handler):
    """What was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _below(item: QQuickItem) -> Iterator[QQuickItem]:
    waiting = [item]
    while waiting:
        current = waiting.pop(0)
        yield current
        waiting.extend(current.childItems())
