"""The window as one of many on a desktop: where it is, coming to the front, links from outside."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QWindow

from p2psocial.ui.app_icon import app_icon
from p2psocial.ui.main_window import MainWindow
from p2psocial.ui.placement import Placement


class Desktop(QObject):
    """Belongs to one shown window."""

    def __init__(self, window: MainWindow, root: QWindow) -> None:
        super().__init__(window)
        self._links = window.app.value("links")
        self._root = root
        self._unread = 0
        self._placement = Placement(root, window.preferences, self)
        self._notices = window.app.value("notices")
        self._notices.told.connect(self._hear)
        self._tray = window.app.value("tray")
        self._tray.wanted.connect(self.raise_window)
        self._tray.ended.connect(self._end)
        self._tray.open()
        root.setIcon(app_icon())

    def call(self, link: str) -> None:
        """Come to the front, because somebody has started the program again."""
        self.raise_window()
        self.open(link)

    def open(self, link: str) -> None:
        """Open what a link from outside names; '' is none."""
        if link:
            self._links.enter(link)

    def raise_window(self) -> None:
        """Bring the window to the front, from wherever it was."""
        if self._root.windowStates() & Qt.WindowState.WindowMinimized:
            self._root.showNormal()
        self._root.show()
        self._root.raise_()
        self._root.requestActivate()

    def close(self) -> None:
        """Remember where the window was."""
        self._placement.keep()
        self._tray.close()

    def _hear(self, name: str) -> None:
        """Hear that something about the notices has changed."""
        if name != "unread":
            return
        unread = int(self._notices.take("unread"))
        watched = self._root.isActive()
        if unread > self._unread and not watched:
            # Lights up in the list of windows, wherever there is one.
            self._root.alert(0)
        self._tray.tell_of_replies(unread, watched=watched)
        self._unread = unread

    def _end(self) -> None:
        QCoreApplication.quit()
