"""Light or dark, the size of text, and whether things may move."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

from p2psocial.ui.controller import Controller
from p2psocial.ui.preferences import SCALES, THEMES, Keeper


class Appearance(Controller):
    """Follows the system's colours unless the person has chosen; `recoloured` tells of a change."""

    recoloured = Signal()

    def __init__(self, preferences: Keeper, parent: QObject | None = None) -> None:
        now = preferences.now
        super().__init__(
            parent,
            theme=now.theme,
            dark=False,
            scale=now.scale / 100,
            still=now.reduced_motion,
        )
        self._preferences = preferences
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    @Slot(str)
    def choose(self, theme: str) -> None:
        """Use that theme: system, light or dark."""
        if theme in THEMES:
            self._preferences.change(theme=theme)
            self.put(theme=theme)
            self._follow()

    @Slot(int)
    def enlarge(self, percent: int) -> None:
        """Show all text at that size, in per cent of the usual one."""
        if percent in SCALES:
            self._preferences.change(scale=percent)
            self.put(scale=percent / 100)

    @Slot(int)
    def step(self, direction: int) -> None:
        """Show text one step larger (1) or smaller (-1); 0 is the usual size."""
        if direction == 0:
            self.enlarge(SCALES[0])
            return
        place = SCALES.index(self._preferences.now.scale) + direction
        self.enlarge(SCALES[min(max(place, 0), len(SCALES) - 1)])

    @Slot(bool)
    def keep_still(self, still: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Move nothing on the screen, or let things move."""
        self._preferences.change(reduced_motion=still)
        self.put(still=still)

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are shown."""
        return bool(self.take("dark"))

    @Slot()
    def _follow(self) -> None:
        theme = self.take("theme")
        system = QGuiApplication.styleHints().colorScheme()
        before = self.is_dark
        self.put(dark=theme == "dark" or (theme == "system" and system == Qt.ColorScheme.Dark))
        if self.is_dark != before:
            self.recoloured.emit()
