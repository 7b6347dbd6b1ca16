from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.opened import OpenedWindow

_CONTROL = Qt.KeyboardModifier.ControlModifier


def test_search_finds_as_one_types(window: OpenedWindow) -> None:
    window.post("Of tmpfs", "It forgets everything.")
    window.post("Of sourdough", "It remembers.")
    window.press(Qt.Key.Key_K, _CONTROL)
    window.until(lambda: window.item("searchField").hasActiveFocus())
    window.type("forgets")
    window.until_shows("1 match")
    window.until_shows("Of tmpfs")
    window.type("xyz")
    window.until_shows("Nothing has all of these words")


def test_a_board_is_joined_by_its_name_and_left_again(window: OpenedWindow) -> None:
    window.click("findBoards")
    window.click("boardField")
    window.type("Bread-1")
    window.press(Qt.Key.Key_Return)
    window.click("leave-bread-1")
    window.until(lambda: not window.items("board-bread-1"))
    assert window.perform("status", {})["boards"] == []


def test_an_impossible_board_is_told_while_one_types(window: OpenedWindow) -> None:
    window.click("findBoards")
    window.click("boardField")
    window.type("-no")
    window.until_shows("not beginning with -")
    assert not window.item("joinBoard").isEnabled()


def test_an_author_has_a_page(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs")
    window.comment(post, "An answer of mine.")
    author = str(window.perform("show", {"infohash": post})["author"])
    window.controller("navigator").go("author", author)
    window.until_shows("this is you")
    window.until_shows("1 post · 1 comment")
    window.until_shows("An answer of mine.")


@pytest.fixture
def other(qapp: QApplication, tmp_path: Path, window: OpenedWindow) -> Iterator[OpenedWindow]:
    """Somebody else, who knows the first one."""
    del qapp
    opened = OpenedWindow(tmp_path / "other", bootstrap=[window.settings.listen], nick="ben")
    yield opened
    opened.close()


def test_an_answer_is_a_notice_until_it_was_seen(window: OpenedWindow, other: OpenedWindow) -> None:
    post = window.post("Of tmpfs")
    magnet = window.perform("magnet", {"infohash": post})["magnet"]
    other.perform("import", {"magnet": magnet})
    other.perform("join", {"board": "linux"})
    answer = other.comment(post, "So do I.")
    magnet = other.perform("magnet", {"infohash": answer})["magnet"]
    window.perform("import", {"magnet": magnet})
    window.until(lambda: window.state("notices", "unread") == 1)
    window.click("place-notices")
    window.until_shows("answered you")
    window.until_shows("So do I.")
    window.press(Qt.Key.Key_Escape)
    window.until(lambda: window.state("notices", "unread") == 0)


def test_who_is_blocked_is_not_shown_and_can_be_unblocked(
    window: OpenedWindow, other: OpenedWindow
) -> None:
    post = other.post("Of tmpfs")
    magnet = other.perform("magnet", {"infohash": post})["magnet"]
    author = str(window.perform("import", {"magnet": magnet})["author"])
    window.until_shows("Of tmpfs")
    window.controller("navigator").go("author", author)
    window.click("blockAuthor")
    window.until_shows("You have blocked this author")
    window.controller("navigator").go("feed", "")
    window.press(Qt.Key.Key_F5)
    window.until(lambda: not window.shows("Of tmpfs"))
    window.controller("navigator").go("author", author)
    window.click("blockAuthor")
    window.until(lambda: window.perform("blocks", {}) == [])


def test_what_is_seeded_is_listed_and_stopped_in_bulk(window: OpenedWindow) -> None:
    first = window.post("Of tmpfs")
    second = window.post("Of sourdough")
    window.click("place-seeding")
    window.until_shows("2 texts")
    window.until_shows("Only you")
    window.click(f"tick-{first}")
    window.click("keep-month")
    window.until_shows("29 d left")
    window.click(f"tick-{second}")
    window.click("stopSeeding")
    window.until(lambda: len(window.perform("seeding", {})) == 1)
    window.until_shows("1 text ·")
