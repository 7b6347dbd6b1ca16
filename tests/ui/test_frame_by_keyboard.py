"""Settings, identities and help without a mouse and without seeing: by Tab, by name and by role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem

from tests.ui.opened import OpenedWindow

_MOST_STEPS = 120
_NAMELESS = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane}


def walk(window: OpenedWindow) -> list[QQuickItem]:
    """Press Tab until it begins anew, and return what had the focus, in that order."""
    seen: list[QQuickItem] = []
    for _ in range(_MOST_STEPS):
        window.press(Qt.Key.Key_Tab)
        focused = window.root.activeFocusItem()
        if focused in seen:
            return seen
        seen.append(focused)
    raise AssertionError("Tab never comes back to where it began")


def nameless(item: QQuickItem) -> bool:
    """Whether a screen reader would have nothing to say about an item."""
    told = QAccessible.queryAccessibleInterface(item)
    return not told.text(QAccessible.Text.Name) or told.role() in _NAMELESS


@pytest.mark.parametrize("page", ["settings", "identities", "about"])
def test_everything_that_tab_reaches_has_a_name_and_a_role(window: OpenedWindow, page: str) -> None:
    window.identities.create("anna")
    window.main.identities.read()
    window.until(lambda: window.state("identities", "current"))
    window.click(f"place-{page}")
    window.until(lambda: window.state("navigator", "page") == page)
    reached = walk(window)
    assert len(reached) > 10
    assert not [item.objectName() or item for item in reached if nameless(item)]


@pytest.mark.parametrize(
    ("page", "first", "last"),
    [
        ("settings", "theme-system", "setting-stamp_bits"),
        ("identities", "newIdentity", "restoreIdentity"),
        ("about", "openFolder", "copyFolder"),
    ],
)
def test_tab_goes_through_a_page_as_one_reads_it(
    window: OpenedWindow, page: str, first: str, last: str
) -> None:
    window.click(f"place-{page}")
    window.item(first)
    names = [item.objectName() for item in walk(window)]
    assert first in names
    assert names.index(first) < names.index(last) or names[-1] == first


def test_what_has_the_focus_is_scrolled_to(window: OpenedWindow) -> None:
    window.click("place-settings")
    window.item("settingsScroll")
    visited: list[tuple[str, float]] = []
    for _ in range(60):
        window.press(Qt.Key.Key_Tab)
        item = window.root.activeFocusItem()
        where = item.mapToScene(item.boundingRect().center())
        visited.append((item.objectName(), where.y()))
    hidden = [name for name, y in visited if not 0 <= y <= window.root.height()]
    assert not hidden


def test_a_toggle_is_switched_by_the_space_bar(window: OpenedWindow) -> None:
    window.click("place-settings")
    window.item("still")
    tab_until(window, lambda: window.item("still").hasActiveFocus())
    window.press(Qt.Key.Key_Space)
    window.until(lambda: window.state("appearance", "still"))


def tab_until(window: OpenedWindow, arrived: Callable[[], bool]) -> None:
    for _ in range(_MOST_STEPS):
        if arrived():
            return
        window.press(Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes there")
