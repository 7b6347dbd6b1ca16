"""The icon in the tray, where there is one: keeps the program running, and tells of replies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from p2psocial.ui.app_icon import app_icon
from p2psocial.ui.controller import Controller
from p2psocial.ui.preferences import Keeper


class Icon(Protocol):
    """What is in the tray."""

    def show(self) -> None:
        """Show it."""

    def hide(self) -> None:
        """Take it away."""

    def tell(self, title: str, text: str) -> None:
        """Show a notification."""


class Tray(Controller):
    """In `state`: whether there is a tray, whether its icon is `on`, and whether it may `notify`.

    `wanted` tells that the window is to come to the front, `ended` that the program is to end.
    """

    wanted = Signal()
    ended = Signal()

    def __init__(
        self,
        preferences: Keeper,
        parent: QObject | None = None,
        make_icon: Callable[[Tray], Icon | None] | None = None,
    ) -> None:
        """`make_icon` returns None where there is no tray."""
        super().__init__(parent, available=False, on=False, notify=preferences.now.notify, unread=0)
        self._preferences = preferences
        self._make_icon = make_icon or _system_icon
        self._icon: Icon | None = None

    def open(self) -> None:
        """See whether there is a tray, and show the icon if that is wanted."""
        self._icon = self._make_icon(self)
        self.put(available=self._icon is not None)
        self._show(on=self._preferences.now.tray)

    @Slot(bool)
    def choose(self, on: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Show the icon, and keep running in it when the window is closed; or do neither."""
        self._preferences.change(tray=on)
        self._show(on=on)

    @Slot(bool)
    def choose_notify(self, on: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Tell of new replies, or do not."""
        self._preferences.change(notify=on)
        self.put(notify=on)

    def tell_of_replies(self, unread: int, *, watched: bool) -> None:
        """Hear how many replies are unread; tell when there are more and nobody is `watched`."""
        before = int(str(self.take("unread")))
        self.put(unread=unread)
        new = unread - before
        if new <= 0 or watched or not self.take("on") or not self.take("notify"):
            return
        # What strangers wrote stays in the window: a desktop may show markup.
        said = self.tr("One new reply") if new == 1 else self.tr("%1 new replies")
        if self._icon is not None:
            self._icon.tell("p2psocial", said.replace("%1", str(new)))

    def close(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()
            self._icon = None

    def _show(self, *, on: bool) -> None:
        if self._icon is None:
            self.put(on=False)
            return
        self.put(on=on)
        if on:
            self._icon.show()
        else:
            self._icon.hide()


class _SystemIcon(QObject):
    def __init__(self, tray: Tray) -> None:
        super().__init__(tray)
        self._tray = tray
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._icon.setToolTip("p2psocial")
        self._icon.activated.connect(self._activate)
        self._icon.messageClicked.connect(tray.wanted)
        # A menu has no parent that is no widget, so it is kept here.
        self._menu = QMenu()
        self._menu.addAction(self.tr("Open p2psocial")).triggered.connect(tray.wanted)
        self._menu.addAction(self.tr("Quit")).triggered.connect(tray.ended)
        self._icon.setContextMenu(self._menu)

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()

    def tell(self, title: str, text: str) -> None:
        self._icon.showMessage(title, text, app_icon())

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self._tray.wanted.emit()


def _system_icon(tray: Tray) -> Icon | None:
    return _SystemIcon(tray) if QSystemTrayIcon.isSystemTrayAvailable() else None
