from __future__ import annotations

from PySide6.QtCore import Qt

from p2psocial.ui.node_link import Failure
from tests.ui.opened import OpenedWindow

PASSPHRASE = "correct horse"  # noqa: S105 -- protects nothing but this test


class Outcome:
    """What comes of something that is to be signed."""

    def __init__(self, window: OpenedWindow, title: str = "Signed") -> None:
        self.done: list[object] = []
        self.failed: list[Failure] = []
        post = {"board": "linux", "title": title, "text": "A text."}
        self.call = window.controller("signing").perform(
            "post", post, self.done.append, self.failed.append
        )


def protect(window: OpenedWindow) -> None:
    window.identities.create("anna")
    window.identities.protect(PASSPHRASE)
    window.main.identities.read()
    window.until(lambda: window.state("identities", "current"))


def test_an_identity_without_a_passphrase_is_not_asked_for_one(window: OpenedWindow) -> None:
    outcome = Outcome(window)
    window.until(lambda: outcome.done)
    assert not window.items("passphrase")


def test_a_protected_identity_signs_when_its_passphrase_is_typed(window: OpenedWindow) -> None:
    protect(window)
    outcome = Outcome(window)
    window.item("passphrase")
    window.until(lambda: window.item("passphrase").hasActiveFocus())
    window.type("wrong")
    window.press(Qt.Key.Key_Return)
    window.until_shows("This is not the passphrase")
    window.write("passphrase", PASSPHRASE)
    window.click("sheetAccept")
    window.until(lambda: outcome.done)
    window.until(lambda: not window.items("passphrase"))
    assert not outcome.failed


def test_a_passphrase_is_kept_only_when_the_person_says_so(window: OpenedWindow) -> None:
    protect(window)
    first = Outcome(window, "The first")
    window.write("passphrase", PASSPHRASE)
    window.click("sheetAccept")
    window.until(lambda: first.done)
    second = Outcome(window, "The second")
    window.write("passphrase", PASSPHRASE)
    window.click("keepPassphrase")
    window.click("sheetAccept")
    window.until(lambda: second.done)
    window.until(lambda: not window.items("passphrase"))
    third = Outcome(window, "The third")
    window.until(lambda: third.done)
    assert not window.items("passphrase")


def test_without_the_passphrase_nothing_is_published(window: OpenedWindow) -> None:
    protect(window)
    outcome = Outcome(window)
    window.item("passphrase")
    window.press(Qt.Key.Key_Escape)
    window.until(lambda: outcome.failed)
    assert not outcome.failed[0].locked
    assert not outcome.done
    window.until(lambda: not window.items("passphrase"))


def test_what_waits_together_needs_the_passphrase_once(window: OpenedWindow) -> None:
    protect(window)
    both = [Outcome(window, "One"), Outcome(window, "Two")]
    window.write("passphrase", PASSPHRASE)
    window.click("sheetAccept")
    window.until(lambda: all(outcome.done for outcome in both))
    assert not any(outcome.failed for outcome in both)
