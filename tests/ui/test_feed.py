from __future__ import annotations

import time

from PySide6.QtCore import Qt

from tests.ui.opened import OpenedWindow


def test_an_empty_feed_says_why_and_what_to_do(window: OpenedWindow) -> None:
    window.until_shows("You have not joined a board yet")
    assert window.shows("Find boards")


def test_what_is_published_comes_into_the_feed_by_itself(window: OpenedWindow) -> None:
    window.post("Of tmpfs", "It **forgets**.")
    window.until_shows("Of tmpfs")
    assert window.shows("It forgets.")


def test_a_vote_is_a_click_and_so_is_taking_it_back(window: OpenedWindow) -> None:
    infohash = window.post("Of tmpfs")
    window.click(f"vote-{infohash}")
    window.until(lambda: not window.perform("seeding", {}), "it is still seeded")
    window.until(lambda: not window.item(f"vote-{infohash}").property("seeding"))
    window.until(lambda: not window.state("votes", "pending"))
    window.click(f"vote-{infohash}")
    window.until(lambda: window.perform("seeding", {}), "it is never seeded")


def test_keys_walk_the_feed_and_vote(window: OpenedWindow) -> None:
    window.post("The first")
    time.sleep(1.1)
    second = window.post("The second")
    window.controller("feed").choose_order("new")
    window.until(lambda: window.item("feed").property("count") == 2)
    window.until(lambda: not window.state("feed", "loading"))
    window.until(lambda: window.item("feed").property("currentIndex") == 0)
    window.press(Qt.Key.Key_J)
    window.until(lambda: window.item("feed").property("currentIndex") == 1)
    window.press(Qt.Key.Key_K)
    window.press(Qt.Key.Key_U)
    window.until(lambda: len(window.perform("seeding", {})) == 1)
    assert window.perform("seeding", {})[0]["infohash"] != second


def test_the_order_stays_until_the_reader_asks_for_it(window: OpenedWindow) -> None:
    window.controller("feed").choose_order("new")
    window.post("Of tmpfs")
    window.until_shows("Of tmpfs")
    time.sleep(1.1)
    window.post("Of sourdough", board="cooking")
    window.until_shows("The ranking has changed")
    assert not window.shows("Of sourdough")
    window.press(Qt.Key.Key_F5)
    window.until_shows("Of sourdough")
    window.until(lambda: not window.shows("The ranking has changed"))


def test_a_board_that_is_looked_at_is_named_and_can_be_joined_there(window: OpenedWindow) -> None:
    window.post("Of sourdough", board="bread")
    window.perform("leave", {"board": "bread"})
    window.until(lambda: window.state("boards", "joined") == [])
    assert not window.items("feedBoard")
    window.controller("feed").choose_board("bread")
    assert window.item("feedBoard").property("text") == "bread"
    window.click("joinBoard")
    window.until(lambda: window.state("boards", "joined") == ["bread"])
    window.until(lambda: not window.items("joinBoard"))
    window.item("feedBoard")


def test_a_board_and_a_period_are_a_click_each(window: OpenedWindow) -> None:
    window.post("Of tmpfs")
    window.post("Of sourdough", board="cooking")
    window.click("board-cooking")
    window.until_shows("Of sourdough")
    window.until(lambda: not window.shows("Of tmpfs"))
    window.press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert window.state("feed", "period") == "year"
