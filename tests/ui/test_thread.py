from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.opened import OpenedWindow


def test_a_card_opens_its_thread_and_back_leads_to_the_feed(window: OpenedWindow) -> None:
    window.post("Of tmpfs", "It **forgets**.\n\nSay it aloud.")
    window.until_shows("Of tmpfs")
    window.item("feed").forceActiveFocus()
    window.press(Qt.Key.Key_Return)
    window.until(lambda: window.state("thread", "phase") == "shown")
    window.until_shows("No comments yet")
    assert window.item("threadTitle").property("text") == "Of tmpfs"
    window.press(Qt.Key.Key_Escape)
    window.until(lambda: window.state("navigator", "page") == "feed")


def test_what_was_said_comes_in_its_place(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs")
    first = window.comment(post, "The first answer.")
    window.comment(first, "An answer to the answer.")
    window.open_thread(post)
    window.until_shows("2 comments")
    rows = window.controller("thread").model.rows
    assert [row.depth for row in rows] == [0, 1]
    window.comment(post, "It came while you read.")
    window.until_shows("3 comments")
    window.until_shows("It came while you read.")


def test_answers_collapse_and_come_back(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs")
    first = window.comment(post, "The first answer.")
    window.comment(first, "An answer to the answer.")
    window.open_thread(post)
    window.click(f"collapse-{first}")
    window.until_shows("Show 1 answer")
    window.until(lambda: not window.shows("An answer to the answer."))
    window.click(f"collapse-{first}")
    window.until_shows("An answer to the answer.")


def test_a_long_text_is_shown_in_part_until_one_asks(window: OpenedWindow) -> None:
    post = window.post("Long", "\n\n".join(f"Paragraph {n}." for n in range(200)))
    window.open_thread(post)
    window.until_shows("Paragraph 3.")
    assert not window.shows("Paragraph 199.")
    window.click("showWhole")
    window.until_shows("Paragraph 199.")


def test_taking_back_asks_and_then_hides(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs", "A secret.")
    window.open_thread(post)
    window.click("more")
    window.click("retract")
    window.until_shows("Nobody can force others")
    window.click("sheetAccept")
    window.until(lambda: window.item("threadTitle").property("text") != "Of tmpfs")
    assert not window.shows("A secret.")


def test_why_tells_the_evidence(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs")
    window.open_thread(post)
    window.click("more")
    window.click("why")
    window.until_shows("Place 1")
    window.until_shows("You seed it")


def test_the_magnet_goes_to_the_clipboard(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs")
    window.open_thread(post)
    window.click("copyMagnet")
    window.until_shows("on the clipboard")
    assert post in window.clipboard()


def test_what_nobody_has_is_told_and_can_be_tried_again(window: OpenedWindow) -> None:
    window.controller("navigator").go("thread", "ab" * 20)
    window.until(lambda: window.state("thread", "phase") == "fetching")
    window.until_shows("Fetching it from those who seed it")
    window.press(Qt.Key.Key_Escape)
    window.until(lambda: window.state("thread", "phase") == "empty")
