from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.opened import OpenedWindow

PASSPHRASE = "correct horse"  # noqa: S105 -- protects nothing but this test


@pytest.fixture
def page(window: OpenedWindow) -> OpenedWindow:
    """Open the page of somebody who is anna."""
    window.identities.create("anna")
    window.main.identities.read()
    window.until(lambda: window.state("identities", "current"))
    window.click("place-identities")
    window.item("newIdentity")
    return window


def current(window: OpenedWindow) -> str:
    return window.identities.listing().current


def by_nick(window: OpenedWindow, nick: str) -> str:
    """Return the fingerprint of the identity with that nick."""
    (found,) = [each for each in window.identities.listing().identities if each.nick == nick]
    return found.fingerprint


def test_without_an_identity_it_says_so(window: OpenedWindow) -> None:
    window.click("place-identities")
    window.until_shows("You have no identity yet")


def test_a_new_identity_becomes_the_current_one_and_one_can_go_back(page: OpenedWindow) -> None:
    anna = current(page)
    page.click("newIdentity")
    page.write("sheetNick", "ben")
    page.press(Qt.Key.Key_Return)
    page.until(lambda: page.state("identities", "nick") == "ben")
    page.until(lambda: not page.items("sheetNick"))
    page.click(f"use-{anna}")
    page.until(lambda: page.state("identities", "nick") == "anna")
    assert current(page) == anna
    assert page.post("By anna")
    assert page.perform("top", {"period": "day", "order": "new"})[0]["nick"] == "anna"


def test_a_nick_is_changed_and_a_wrong_one_never_kept(page: OpenedWindow) -> None:
    page.click(f"rename-{current(page)}")
    page.write("sheetNick", "x" * 33)
    page.until_shows("at most 32 bytes")
    assert not page.item("sheetAccept").isEnabled()
    page.write("sheetNick", "anne")
    page.click("sheetAccept")
    page.until(lambda: page.state("identities", "nick") == "anne")


def test_the_words_are_hidden_until_they_are_asked_for(page: OpenedWindow) -> None:
    page.click(f"words-{current(page)}")
    page.until_shows("Whoever has these words is you")
    assert not page.items("phraseGrid")
    page.click("sheetAccept")
    page.item("phraseGrid")
    words = page.identities.phrase(None).split()
    assert set(words) <= set(page.texts())
    page.click("copyPhrase")
    page.until(lambda: page.clipboard() == " ".join(words))
    page.click("sheetReject")
    page.until(lambda: not page.items("phraseGrid"))
    assert page.state("care", "words") == []


def test_a_passphrase_is_set_asked_for_and_taken_away(page: OpenedWindow) -> None:
    name = current(page)
    page.click(f"protect-{name}")
    page.write("newPassphrase", PASSPHRASE)
    page.write("newPassphraseAgain", "correct cow")
    page.until_shows("not the same passphrase")
    assert not page.item("sheetAccept").isEnabled()
    page.write("newPassphraseAgain", PASSPHRASE)
    page.click("sheetAccept")
    page.until_shows("protected by a passphrase")
    page.until(lambda: not page.items("newPassphrase"))

    page.click(f"words-{name}")
    page.write("phrasePassphrase", "wrong")
    page.click("sheetAccept")
    page.until_shows("This is not the passphrase")
    page.write("phrasePassphrase", PASSPHRASE)
    page.press(Qt.Key.Key_Return)
    page.item("phraseGrid")
    page.press(Qt.Key.Key_Escape)
    page.until(lambda: not page.items("phraseGrid"))

    page.click(f"protect-{name}")
    page.write("oldPassphrase", PASSPHRASE)
    page.click("sheetAccept")
    page.until(lambda: not page.shows("protected by a passphrase"))
    assert not page.identities.find(name).protected


def test_words_bring_an_identity_back(page: OpenedWindow) -> None:
    phrase = "abandon " * 23 + "art"
    page.click("restoreIdentity")
    page.click("phraseEditor")
    page.type(phrase)
    page.write("restoreNick", "old")
    page.click("sheetAccept")
    page.until(lambda: page.state("identities", "nick") == "old")
    assert page.identities.phrase(None) == phrase


def test_wrong_words_stay_and_say_what_is_wrong(page: OpenedWindow) -> None:
    page.click("restoreIdentity")
    page.click("phraseEditor")
    page.type("abandon " * 22 + "abandn art")
    page.click("sheetAccept")
    page.until_shows("Word 23 is not a word of recovery phrases")
    assert "abandn" in str(page.item("phraseEditor").property("text"))


def test_a_damaged_file_is_shown_with_advice(page: OpenedWindow) -> None:
    ben = page.identities.create("ben")
    (page.folder.identities / f"{ben.fingerprint}.json").write_text("{")
    page.main.identities.read()
    page.until_shows("is damaged")
    page.item("damagedIdentity")
    page.until_shows("anna")
