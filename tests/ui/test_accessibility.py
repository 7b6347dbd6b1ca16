"""Every page by keyboard, by screen reader, in both themes, in large type, and without motion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtQml import QQmlProperty
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from p2psocial.data_folder import DataFolder
from p2psocial.ui.launch import QML
from p2psocial.ui.preferences import Preferences
from stage.contents import fill_extreme, fill_usual
from stage.window import StagedWindow, Viewer

PAGES = (
    *("feed", "thread", "author", "composer", "drafts", "seeding", "search", "boards"),
    *("notices", "settings", "identities", "about"),
)
_Role = QAccessible.Role
INTERACTIVE = (
    *(_Role.Button, _Role.CheckBox, _Role.ComboBox, _Role.EditableText, _Role.Link),
    *(_Role.ListItem, _Role.PageTab, _Role.RadioButton, _Role.Slider, _Role.MenuItem),
)
AA = 4.5
FOCUS = {"#0b5cad", "#7cb8ff"}
MOST_STEPS = 150


@pytest.fixture(scope="module", params=["usual", "extreme"])
def window(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[StagedWindow]:
    """Open a window on the sample texts, and one on what is as long as it can be."""
    del qapp
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    folder.create()
    fill = fill_usual if request.param == "usual" else fill_extreme
    fill(folder.index, Viewer(folder, "wren").person)
    kept = Preferences(welcomed=True, reduced_motion=True, theme="light", period="month")
    window = StagedWindow(folder.path, preferences=kept)
    window.until(window.controller("feed").model.rowCount)
    yield window
    window.close()


def _open(window: StagedWindow, page: str) -> None:
    window.controller("appearance").enlarge(100)
    window.root.resize(1280, 800)
    first = window.controller("feed").model.rows[0]
    arguments = {"thread": first.infohash, "author": first.author}
    window.go(page, arguments.get(page, ""))
    if page == "thread":
        window.until(lambda: window.state("thread", "phase") == "shown")
    for _ in range(30):
        window.breathe()


def _tree(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        children = [each.child(place) for place in range(each.childCount())]
        waiting += [child for child in children if _is_shown(child)]


def _is_shown(node: QAccessibleInterface | None) -> bool:
    shown = node.object() if node is not None and node.isValid() else None
    return isinstance(shown, QQuickItem) and shown.isVisible()


@pytest.mark.parametrize("page", PAGES)
def test_all_that_can_be_used_has_a_name_and_a_role(window: StagedWindow, page: str) -> None:
    _open(window, page)
    root = QAccessible.queryAccessibleInterface(window.root)
    nameless = [
        (each.role(), each.object().metaObject().className(), each.object().objectName())
        for each in _tree(root)
        if each.role() in INTERACTIVE and not each.text(QAccessible.Text.Name).strip()
    ]
    used = sum(each.role() in INTERACTIVE for each in _tree(root))
    assert used >= 10
    assert nameless == []


def _can_be_focused(window: StagedWindow) -> list[QQuickItem]:
    """Return what the tab key must reach: what is on the screen, enabled, and wants it."""
    return [
        item
        for item in window.items()
        if item.activeFocusOnTab() and item.isEnabled() and item.width() > 0 and item.height() > 0
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(
    window: StagedWindow, page: str
) -> None:
    _open(window, page)
    window.root.requestActivate()
    reached: set[int] = set()
    blind: list[str] = []
    for _ in range(MOST_STEPS):
        QTest.keyClick(window.root, Qt.Key.Key_Tab)
        window.breathe()
        item = window.root.activeFocusItem()
        if id_of(item) in reached:
            break
        reached.add(id_of(item))
        if not _shows_focus(item):
            blind.append(f"{item.metaObject().className()} {item.objectName()}")
    missed = [
        f"{item.metaObject().className()} {item.objectName()}"
        for item in _can_be_focused(window)
        if id_of(item) not in reached and not _within(item, reached)
    ]
    assert len(reached) >= 8
    assert missed == []
    assert blind == []


def _within(scope: QQuickItem, reached: set[int]) -> bool:
    """Whether it is a scope, such as a list, in which something was reached."""
    waiting = [scope] if scope.isFocusScope() else []
    while waiting:
        each = waiting.pop()
        if id_of(each) in reached:
            return True
        waiting += each.childItems()
    return False


def id_of(item: QQuickItem) -> int:
    return hash(item)


def _above(item: QQuickItem) -> QQuickItem:
    above: QQuickItem | None = item.parentItem()
    return item if above is None else above


def _shows_focus(item: QQuickItem) -> bool:
    """Whether something about it has the colour that only focus has, or marks a row of its list."""
    holder = item
    for _ in range(3):
        holder = _above(holder)
    waiting = [holder]
    while waiting:
        each = waiting.pop()
        if not each.isVisible():
            continue
        colour = QQmlProperty.read(each, "border.color")
        if isinstance(colour, QColor) and colour.name() in FOCUS and each.property("visible"):
            return True
        waiting += each.childItems()
    return False


def _too_wide(window: StagedWindow) -> list[str]:
    """Return the texts that leave the window, or are wider than they have room."""
    width = window.root.width()
    found = []
    for item in window.items():
        text = str(item.property("text") or "")
        painted = item.property("paintedWidth") or item.property("contentWidth")
        if not text or painted is None or not item.inherits("QQuickText"):
            continue
        left = item.mapToScene(QPointF(0, 0)).x()
        beyond = left + min(float(painted), item.width()) > width + 1 or left < -1
        overflows = float(painted) > item.width() + 2 and not item.property("truncated")
        if beyond or (overflows and item.width() > 0):
            found.append(f"{text[:40]!r} at {left:.0f}, {painted:.0f} in {item.width():.0f}")
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("width", "scale"), [(1280, 200), (900, 200), (900, 100), (640, 130)])
def test_no_text_leaves_its_place_however_large_it_is(
    window: StagedWindow, page: str, width: int, scale: int
) -> None:
    _open(window, page)
    window.root.resize(width, 800)
    window.controller("appearance").enlarge(scale)
    for _ in range(20):
        window.breathe()
    assert _too_wide(window) == []


@pytest.mark.parametrize("page", PAGES)
def test_who_wants_no_motion_sees_none(window: StagedWindow, page: str) -> None:
    _open(window, page)
    moving = [
        each.metaObject().className()
        for each in window.root.findChildren(QObject)
        if each.inherits("QQuickAbstractAnimation") and each.property("running")
    ]
    assert moving == []


_COLOUR = re.compile(r'color (\w+): dark \? "(#[0-9a-f]{6})" : "(#[0-9a-f]{6})"')
# What stands on what, as the QML has it.
ON = {
    "text": ("background", "card", "raised", "hover", "code", "accentBackground"),
    "dim": ("background", "card", "raised", "hover", "accentBackground"),
    "accent": ("background", "card", "hover", "accentBackground", "code"),
    "accentInk": ("accent",),
    "danger": ("background", "card", "dangerBackground"),
    "warning": ("background", "card", "warningBackground"),
}
PAIRS = [(ink, ground) for ink, grounds in ON.items() for ground in grounds]


def _colours() -> dict[str, tuple[str, str]]:
    source = (QML / "Theme" / "Theme.qml").read_text("utf-8")
    return {name: (dark, light) for name, dark, light in _COLOUR.findall(source)}


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("pair", "theme"), list(product(PAIRS, (0, 1))))
def test_every_text_has_enough_contrast(pair: tuple[str, str], theme: int) -> None:
    ink, ground = (_luminance(_colours()[name][theme]) for name in pair)
    contrast = (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
    assert contrast >= AA, f"{pair[0]} on {pair[1]}: {contrast:.2f}"


@pytest.mark.parametrize("ground", ["background", "card"])
@pytest.mark.parametrize("theme", [0, 1])
def test_the_edges_of_fields_and_the_ring_of_focus_can_be_seen(ground: str, theme: int) -> None:
    """AA asks 3:1 of what is no text."""
    behind = _luminance(_colours()[ground][theme])
    for name in ("edge", "focus"):
        before = _luminance(_colours()[name][theme])
        contrast = (max(before, behind) + 0.05) / (min(before, behind) + 0.05)
        assert contrast >= 3, f"{name} on {ground}: {contrast:.2f}"
