from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from p2psocial.ui.desktop import Desktop
from p2psocial.ui.preferences import Keeper
from p2psocial.ui.tray import Icon, Tray
from tests.ui.opened import OpenedWindow


class FakeIcon:
    """An icon in a tray that is not there."""

    def __init__(self) -> None:
        self.shown = False
        self.told: list[str] = []

    def show(self) -> None:
        self.shown = True

    def hide(self) -> None:
        self.shown = False

    def tell(self, title: str, text: str) -> None:
        self.told.append(f"{title}: {text}")


@pytest.fixture
def icon() -> FakeIcon:
    return FakeIcon()


@pytest.fixture
def tray(qapp: QApplication, tmp_path: Path, icon: FakeIcon) -> Tray:
    """Return a tray whose owner wants to see the icon."""
    del qapp

    def make(_: Tray) -> Icon:
        return icon

    tray = Tray(Keeper(tmp_path / "window.json", lambda write: write()), make_icon=make)
    tray.open()
    tray.choose(on=True)
    return tray


def test_without_a_tray_nothing_is_offered(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    keeper = Keeper(tmp_path / "window.json", lambda write: write())
    keeper.change(tray=True)
    tray = Tray(keeper, make_icon=lambda _: None)
    tray.open()
    assert (tray.take("available"), tray.take("on")) == (False, False)
    tray.tell_of_replies(3, watched=False)


def test_the_icon_is_there_when_it_is_wanted(tray: Tray, icon: FakeIcon) -> None:
    assert (icon.shown, tray.take("on")) == (True, True)
    tray.choose(on=False)
    assert (icon.shown, tray.take("on")) == (False, False)


def test_it_tells_how_many_replies_are_new_and_never_what_they_say(
    tray: Tray, icon: FakeIcon
) -> None:
    tray.tell_of_replies(1, watched=False)
    tray.tell_of_replies(4, watched=False)
    tray.tell_of_replies(4, watched=False)
    tray.tell_of_replies(0, watched=False)
    assert icon.told == ["p2psocial: One new reply", "p2psocial: 3 new replies"]


def test_who_looks_at_the_window_is_not_told(tray: Tray, icon: FakeIcon) -> None:
    tray.tell_of_replies(1, watched=True)
    assert not icon.told


def test_who_does_not_want_to_be_told_is_not(tray: Tray, icon: FakeIcon) -> None:
    tray.choose_notify(on=False)
    tray.tell_of_replies(1, watched=False)
    assert not icon.told


def test_with_the_icon_closing_only_hides_the_window(
    window: OpenedWindow, icon: FakeIcon, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray = window.controller("tray")
    monkeypatch.setattr(tray, "_make_icon", lambda _: icon)
    desktop = Desktop(window.main, window.root)
    tray.choose(on=True)
    window.root.close()
    window.until(lambda: not window.root.isVisible())
    tray.wanted.emit()
    window.until(window.root.isVisible)
    desktop.close()
    assert not icon.shown


def test_without_the_icon_closing_closes(window: OpenedWindow) -> None:
    assert window.root.close()


def test_a_link_from_outside_opens_in_the_window(window: OpenedWindow) -> None:
    infohash = window.post("Of tmpfs")
    desktop = Desktop(window.main, window.root)
    desktop.call(f"p2psocial:{infohash}")
    window.until(lambda: window.state("navigator", "argument") == infohash)
    desktop.close()


def test_new_replies_are_told_while_another_window_is_in_front(
    window: OpenedWindow, icon: FakeIcon, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray = window.controller("tray")
    monkeypatch.setattr(tray, "_make_icon", lambda _: icon)
    desktop = Desktop(window.main, window.root)
    tray.choose(on=True)
    monkeypatch.setattr(desktop, "_root", Behind())
    window.controller("notices").put(unread=2)
    assert icon.told == ["p2psocial: 2 new replies"]
    desktop.close()


class Behind:
    """A window that nobody looks at."""

    def isActive(self) -> bool:  # noqa: N802 -- Qt's name
        return False

    def alert(self, milliseconds: int) -> None:
        assert milliseconds == 0
