from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from p2psocial import settings
from p2psocial.ui.ports import NodeState
from tests.ui.opened import OpenedWindow


@pytest.fixture
def newcomer(qapp: QApplication, tmp_path: Path) -> Iterator[OpenedWindow]:
    """Open the window for somebody who has never seen it."""
    del qapp
    opened = OpenedWindow(tmp_path / "data", welcomed=False)
    yield opened
    opened.close()


def go_on(window: OpenedWindow, step: str) -> None:
    """Press Next and wait for that step."""
    window.click("welcomeNext")
    window.until(lambda: window.state("welcome", "step") == step, f"{step} never came")


def make_identity(window: OpenedWindow, nick: str = "anna") -> None:
    """Go from the beginning up to the recovery phrase."""
    go_on(window, "public")
    go_on(window, "identity")
    window.write("nick", nick)
    go_on(window, "phrase")


def words(window: OpenedWindow) -> list[str]:
    """Wait for the recovery phrase and return its words."""
    window.until(lambda: window.state("care", "words"), "no words are shown")
    shown = window.state("care", "words")
    assert isinstance(shown, list)
    return shown


def test_from_nothing_to_the_feed_with_a_mouse(newcomer: OpenedWindow) -> None:
    newcomer.until_shows("Welcome to p2psocial")
    make_identity(newcomer)
    assert len(words(newcomer)) == 24
    newcomer.until_shows(words(newcomer)[23])
    newcomer.click("written")
    go_on(newcomer, "limits")
    newcomer.write("diskBudget", "100")
    go_on(newcomer, "boards")
    newcomer.click("pick-linux")
    newcomer.write("boardName", "Gardening")
    newcomer.click("addBoard")
    newcomer.until(lambda: newcomer.state("boards", "joined") == ["gardening", "linux"])
    go_on(newcomer, "ready")
    newcomer.click("welcomeNext")
    newcomer.until(lambda: not newcomer.items("welcomeNext"))
    newcomer.item("newPost")
    newcomer.until(lambda: json.loads(newcomer.folder.window.read_text())["welcomed"])
    (only,) = newcomer.identities.listing().identities
    assert only.nick == "anna"
    assert settings.load(newcomer.folder.settings, {}).disk_budget == 100 << 20


def test_from_nothing_to_the_feed_with_the_keyboard(newcomer: OpenedWindow) -> None:
    newcomer.until_shows("Welcome to p2psocial")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.until(lambda: newcomer.state("welcome", "step") == "public")
    newcomer.until_shows("What others can see of you")
    newcomer.press(Qt.Key.Key_Return)
    newcomer.until_shows("Who you are")
    newcomer.until(lambda: newcomer.item("nick").hasActiveFocus())
    newcomer.type("anna")
    newcomer.press(Qt.Key.Key_Return)
    words(newcomer)
    while not newcomer.item("written").hasActiveFocus():
        newcomer.press(Qt.Key.Key_Tab)
    newcomer.press(Qt.Key.Key_Space)
    while not newcomer.item("welcomeNext").hasActiveFocus():
        newcomer.press(Qt.Key.Key_Tab)
    for shown in ("What you give", "Boards to begin with", "That is all"):
        newcomer.press(Qt.Key.Key_Return)
        newcomer.until_shows(shown)
        newcomer.until(lambda: newcomer.item("welcomeNext").hasActiveFocus())
    newcomer.press(Qt.Key.Key_Return)
    newcomer.until(lambda: not newcomer.items("welcomeNext"))


def test_nothing_below_is_reached_meanwhile(newcomer: OpenedWindow) -> None:
    newcomer.until_shows("Welcome to p2psocial")
    newcomer.press(Qt.Key.Key_N)
    newcomer.press(Qt.Key.Key_Slash)
    newcomer.press(Qt.Key.Key_Escape)
    for _ in range(12):
        newcomer.press(Qt.Key.Key_Tab)
    assert newcomer.item("welcomeNext").hasActiveFocus()
    assert newcomer.state("navigator", "page") == "feed"
    assert newcomer.state("welcome", "needed")


def test_no_node_runs_before_one_was_told_what_is_public(newcomer: OpenedWindow) -> None:
    newcomer.until_shows("Welcome to p2psocial")
    go_on(newcomer, "public")
    newcomer.until_shows("Your IP address")
    ((host, port),) = newcomer.main.settings.now.listen_places()
    with socket.socket() as listener:
        # Nobody listens there yet.
        listener.bind((host, port))
    assert newcomer.main.link.state.state is NodeState.STARTING
    assert not newcomer.folder.lock_file.exists()
    go_on(newcomer, "identity")
    newcomer.until(lambda: newcomer.main.link.state.state is NodeState.RUNNING)


def test_a_proxy_holds_from_the_first_packet_on(newcomer: OpenedWindow) -> None:
    go_on(newcomer, "public")
    newcomer.click("useProxy")
    newcomer.write("proxy", "nonsense")
    newcomer.until_shows("Must be socks5://")
    assert not newcomer.item("welcomeNext").isEnabled()
    newcomer.write("proxy", "socks5://127.0.0.1:9")
    go_on(newcomer, "identity")
    newcomer.until(lambda: newcomer.main.link.state.state is NodeState.RUNNING)
    assert newcomer.main.settings.now.proxy == "socks5://127.0.0.1:9"
    assert settings.load(newcomer.folder.settings, {}).proxy == "socks5://127.0.0.1:9"


def test_the_words_may_be_skipped_knowing_what_that_means(newcomer: OpenedWindow) -> None:
    make_identity(newcomer)
    words(newcomer)
    assert not newcomer.item("welcomeNext").isEnabled()
    newcomer.click("welcomeSkip")
    newcomer.until_shows("nobody can bring your identity back")
    newcomer.click("sheetAccept")
    newcomer.until_shows("What you give")
    assert newcomer.state("care", "words") == []
    go_on(newcomer, "boards")
    go_on(newcomer, "ready")
    newcomer.until_shows("not written your 24 words down")


def test_whoever_has_words_is_that_identity_again(newcomer: OpenedWindow) -> None:
    phrase = "abandon " * 23 + "art"
    go_on(newcomer, "public")
    go_on(newcomer, "identity")
    newcomer.click("identityWay-restore")
    newcomer.click("phraseEditor")
    newcomer.type(phrase.replace("art", "abandon"))
    newcomer.click("welcomeNext")
    newcomer.until_shows("do not belong together")
    newcomer.write("phraseEditor", phrase)
    go_on(newcomer, "limits")
    assert newcomer.identities.phrase(None) == phrase


@pytest.mark.parametrize("reached", ["phrase", "limits", "boards"])
def test_who_was_interrupted_goes_on_with_the_same_identity(
    qapp: QApplication, tmp_path: Path, reached: str
) -> None:
    del qapp
    first = OpenedWindow(tmp_path / "data", welcomed=False)
    make_identity(first)
    words(first)
    first.controller("welcome").go_to(reached)
    first.until(lambda: json.loads(first.folder.window.read_text())["welcome_step"] == reached)
    first.close()
    again = OpenedWindow(tmp_path / "data", welcomed=False)
    again.until(lambda: again.state("identities", "current"))
    again.until(lambda: again.main.link.state.state is NodeState.RUNNING)
    assert again.state("welcome", "step") == reached
    again.controller("welcome").go_to("identity")
    again.item("currentIdentity")
    go_on(again, "phrase")
    assert len(again.identities.listing().identities) == 1
    again.close()


def test_who_was_interrupted_while_it_was_made_has_one_identity(newcomer: OpenedWindow) -> None:
    care = newcomer.controller("care")
    care.create_first("anna")
    care.create_first("anna")
    newcomer.until(lambda: newcomer.state("identities", "current"))
    newcomer.until(lambda: not newcomer.state("care", "busy"))
    assert len(newcomer.identities.listing().identities) == 1


def test_without_an_identity_nobody_is_past_that_step(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "window.json").write_text('{"welcome_step": "boards"}')
    opened = OpenedWindow(folder, welcomed=False)
    opened.until(lambda: opened.state("welcome", "step") == "identity")
    opened.item("nick")
    opened.close()
