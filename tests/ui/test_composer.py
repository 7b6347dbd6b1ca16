from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.opened import OpenedWindow

REPOSITORY = Path(__file__).parents[2]
STARTED_SECONDS = 60
_CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_post_is_typed_and_published_with_the_keyboard_alone(window: OpenedWindow) -> None:
    window.until(lambda: window.state("status", "node") == "running")
    window.press(Qt.Key.Key_N)
    window.until(lambda: window.item("composerBoard").hasActiveFocus())
    window.type("linux")
    window.press(Qt.Key.Key_Tab)
    window.until(lambda: window.item("composerTitle").hasActiveFocus())
    window.type("Of tmpfs")
    window.press(Qt.Key.Key_Tab)
    window.type("It forgets.")
    window.press(Qt.Key.Key_Return, _CONTROL)
    window.until(lambda: window.state("thread", "phase") == "shown")
    assert window.item("threadTitle").property("text") == "Of tmpfs"
    (seeded,) = window.perform("seeding", {})
    assert seeded["body"] == "It forgets."
    assert window.state("navigator", "page") == "thread"


def test_a_post_goes_to_the_only_board_there_is(window: OpenedWindow) -> None:
    window.perform("join", {"board": "linux"})
    window.until(lambda: window.state("boards", "joined") == ["linux"])
    window.click("newPost")
    window.until(lambda: window.item("composerBoard").property("text") == "linux")
    window.until(lambda: window.item("composerTitle").hasActiveFocus())
    window.perform("join", {"board": "music"})
    window.until(lambda: window.state("boards", "joined") == ["linux", "music"])
    window.controller("composer").open("")
    window.until(lambda: window.item("composerBoard").property("text") == "")


def test_it_says_what_is_missing_before_it_can_be_published(window: OpenedWindow) -> None:
    window.click("newPost")
    assert not window.item("publish").isEnabled()
    assert window.state("composer", "size") == 0
    window.until_shows("Choose a board")
    window.write("composerBoard", "linux")
    window.until_shows("Give it a title")
    window.write("composerTitle", "Of tmpfs")
    window.until_shows("Write something")
    window.write("composerText", "It forgets.")
    window.until(window.item("publish").isEnabled)


def test_the_preview_is_what_others_will_see(window: OpenedWindow) -> None:
    window.click("newPost")
    window.write("composerText", "It **forgets**.")
    window.controller("composer").show_preview(wanted=True)
    window.until(lambda: "<b>forgets</b>" in str(window.state("composer", "preview")))


def test_a_reply_goes_under_what_it_answers(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs", "It forgets.")
    window.open_thread(post)
    window.click("reply")
    window.until_shows("Answering")
    window.until(lambda: window.item("composerText").property("text") == "")
    window.type("So do I.")
    window.click("publish")
    window.until_shows("1 comment")
    window.until_shows("So do I.")


def test_an_edit_begins_with_what_is_there(window: OpenedWindow) -> None:
    post = window.post("Of tmpfs", "It forgets.")
    window.open_thread(post)
    window.click("edit")
    window.until(lambda: window.item("composerText").property("text") == "It forgets.")
    window.write("composerText", "It remembers.")
    window.click("publish")
    window.until_shows("edited, version 2")
    window.until_shows("It remembers.")


def test_what_is_typed_is_kept_and_found_at_the_next_start(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    folder = tmp_path / "data"
    first = OpenedWindow(folder)
    first.click("newPost")
    first.write("composerBoard", "linux")
    first.write("composerTitle", "Half a thought")
    first.until_shows("Draft saved")
    (file,) = (folder / "drafts").glob("*.json")
    assert json.loads(file.read_text())["title"] == "Half a thought"
    first.close()

    second = OpenedWindow(folder)
    second.click("place-drafts")
    second.until_shows("Half a thought")
    second.item("drafts").forceActiveFocus()
    second.press(Qt.Key.Key_Return)
    second.until(lambda: second.item("composerTitle").property("text") == "Half a thought")
    second.click("discardDraft")
    second.until(lambda: not list((folder / "drafts").glob("*.json")))
    second.close()


@contextmanager
def somebody_typing_on(folder: Path, temporary: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Have a window in a process of its own in which somebody types without a pause."""
    temporary.mkdir()
    typing = subprocess.Popen(
        [sys.executable, "-m", "tests.ui.typing_on", str(folder)],
        cwd=REPOSITORY,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    try:
        yield typing
    finally:
        typing.kill()
        typing.wait()


def kept_text(folder: Path, typing: subprocess.Popen[bytes], other_than: str) -> str:
    """Return what was kept of the draft, once that is something else and while they type on."""
    deadline = time.monotonic() + STARTED_SECONDS
    while time.monotonic() < deadline:
        assert typing.poll() is None
        for file in (folder / "drafts").glob("[!.]*.json"):
            text = str(json.loads(file.read_text())["text"])
            if text.strip() and text != other_than:
                return text
        time.sleep(0.02)
    raise AssertionError("nothing was kept while somebody typed")


def test_a_killed_window_has_kept_what_was_typed_without_a_pause(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    folder = tmp_path / "data"
    with somebody_typing_on(folder, tmp_path / "t") as typing:
        first = kept_text(folder, typing, other_than="")
        second = kept_text(folder, typing, other_than=first)
        typing.kill()
        typing.wait()
    assert second.startswith(first)

    window = OpenedWindow(folder)
    window.click("place-drafts")
    window.until_shows("Never a pause")
    window.item("drafts").forceActiveFocus()
    window.press(Qt.Key.Key_Return)
    window.until(
        lambda: str(window.item("composerText").property("text")).startswith(second.strip())
    )
    window.close()
