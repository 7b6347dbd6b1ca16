from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from p2psocial.ui.placement import Placement, placed
from p2psocial.ui.preferences import Preferences, read
from tests.ui.opened import OpenedWindow

MAIN = QRect(0, 0, 1920, 1040)
RIGHT = QRect(1920, 0, 1280, 1024)


def test_the_first_time_it_is_in_the_middle_of_the_main_screen() -> None:
    assert placed(Preferences(), [MAIN, RIGHT]).center() == MAIN.center()


def test_it_comes_back_to_where_it_was_on_either_screen() -> None:
    kept = Preferences(x=2000, y=50, width=900, height=700)
    assert placed(kept, [MAIN, RIGHT]) == QRect(2000, 50, 900, 700)


@pytest.mark.parametrize(
    ("x", "y"), [(2000, 50), (-2000, 100), (100, 5000), (1900, 50), (50, -300)]
)
def test_where_no_screen_is_any_more_it_is_not_shown(x: int, y: int) -> None:
    where = placed(Preferences(x=x, y=y, width=900, height=700), [MAIN])
    assert MAIN.contains(where)
    assert where.size().width() == 900


def test_it_is_no_larger_than_a_small_screen() -> None:
    small = QRect(0, 0, 1024, 700)
    assert small.contains(placed(Preferences(), [small]))


def test_where_it_was_left_is_remembered(window: OpenedWindow) -> None:
    placement = Placement(window.root, window.main.preferences, window.main)
    window.root.setGeometry(40, 60, 900, 650)

    def kept() -> tuple[int, ...]:
        found = json.loads(window.folder.window.read_text())
        return tuple(found.get(name, 0) for name in ("x", "y", "width", "height"))

    window.until(lambda: kept() == (40, 60, 900, 650))
    placement.keep()


def test_what_no_screen_can_have_is_not_taken_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    for huge in (10**20, -(10**20), 1 << 31):
        kept = {"x": huge, "y": huge, "width": huge, "height": huge, "board": "\ud800"}
        file.write_text(json.dumps(kept))
        preferences = read(file)
        assert preferences.board == ""
        assert placed(preferences, [MAIN]).isValid()
