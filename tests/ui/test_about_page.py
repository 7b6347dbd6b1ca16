from __future__ import annotations

from PySide6.QtCore import Qt

from p2psocial import __version__
from tests.ui.opened import OpenedWindow


def test_help_tells_what_this_is_and_what_it_is_made_of(window: OpenedWindow) -> None:
    window.click("place-about")
    window.until_shows("A social network without servers")
    window.until_shows(f"p2psocial {__version__}")
    window.until_shows("LGPL-3.0")
    assert window.shows(str(window.folder.path))


def test_the_question_mark_shows_the_keys_first(window: OpenedWindow) -> None:
    window.item("newPost")
    window.press(Qt.Key.Key_F1)
    table = window.item("keyTable")
    assert window.shows("Seed it, or stop")
    assert table.mapToScene(table.boundingRect().topLeft()).y() < 200


def test_the_path_of_the_data_folder_can_be_copied(window: OpenedWindow) -> None:
    window.click("place-about")
    window.click("copyFolder")
    window.until(lambda: window.clipboard() == str(window.folder.path))


def test_links_to_what_it_is_made_of_ask_first(window: OpenedWindow) -> None:
    window.click("place-about")
    window.until_shows("libtorrent")
    window.controller("links").ask("https://www.libtorrent.org/")
    window.until_shows("https://www.libtorrent.org/")
