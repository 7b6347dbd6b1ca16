"""Where the window is: as it was left, if there is still a screen there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

from p2psocial.ui.preferences import Keeper, Preferences

_SETTLED_MILLISECONDS = 400
# So much of the window's top must be on a screen, or it could not be got hold of.
_GRIP_WIDTH = 120
_GRIP_HEIGHT = 40
_USUAL_WIDTH = 1180
_USUAL_HEIGHT = 800
_MARGIN = 40


def placed(kept: Preferences, screens: Sequence[QRect]) -> QRect:
    """Return where to show the window on screens of which the first is the main one."""
    wanted = QRect(kept.x, kept.y, kept.width, kept.height)
    known = (kept.x, kept.y) != (-1, -1)
    grip = QRect(wanted.x(), wanted.y(), wanted.width(), _GRIP_HEIGHT)
    for screen in screens:
        held = screen.intersected(grip)
        if known and held.height() >= _GRIP_HEIGHT and held.width() >= _GRIP_WIDTH:
            return wanted
    if not screens:
        return QRect(0, 0, _USUAL_WIDTH, _USUAL_HEIGHT)
    main = screens[0]
    width = min(wanted.width(), main.width() - _MARGIN)
    height = min(wanted.height(), main.height() - 2 * _MARGIN)
    found = QRect(0, 0, width, height)
    found.moveCenter(main.center())
    return found


def initial(kept: Preferences) -> dict[str, object]:
    """Return the properties with which to open the window."""
    first = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not first]
    where = placed(kept, [screen.availableGeometry() for screen in (first, *others)])
    state = QWindow.Visibility.Maximized if kept.maximized else QWindow.Visibility.Windowed
    return {
        "x": where.x(),
        "y": where.y(),
        "width": where.width(),
        "height": where.height(),
        "visibility": state.value,
    }


class Placement(QObject):
    """Remembers where the window was last, unless it filled the screen."""

    def __init__(self, window: QWindow, preferences: Keeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._preferences = preferences
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLED_MILLISECONDS)
        self._timer.timeout.connect(self.keep)
        for changed in (
            window.xChanged,
            window.yChanged,
            window.widthChanged,
            window.heightChanged,
            window.visibilityChanged,
        ):
            changed.connect(self._timer.start)

    def keep(self) -> None:
        """Remember where it is now."""
        self._timer.stop()
        visibility = self._window.visibility()
        if visibility == QWindow.Visibility.Maximized:
            self._preferences.change(maximized=True)
        elif visibility == QWindow.Visibility.Windowed:
            where = self._window.geometry()
            self._preferences.change(
                maximized=False,
                x=where.x(),
                y=where.y(),
                width=where.width(),
                height=where.height(),
            )
