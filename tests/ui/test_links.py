from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.opened import OpenedWindow


@pytest.fixture
def browsed(window: OpenedWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses that a browser was asked for."""
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(window.controller("links"), "_browse", browse)
    return opened


def test_a_link_opens_only_when_the_person_has_agreed(
    window: OpenedWindow, browsed: list[str]
) -> None:
    window.controller("links").ask("https://example.org/a?b=c#d")
    window.until_shows("https://example.org/a?b=c#d")
    assert not window.items("linkWarning")
    window.click("sheetReject")
    window.until(lambda: not window.items("linkTarget"))
    assert not browsed
    window.controller("links").ask("https://example.org/a?b=c#d")
    window.click("sheetAccept")
    window.until(lambda: browsed)
    assert browsed == ["https://example.org/a?b=c#d"]


def test_a_misleading_link_is_shown_as_what_it_is(window: OpenedWindow, browsed: list[str]) -> None:
    window.controller("links").ask("https://pаypal.com/")  # noqa: RUF001 -- the trick itself
    window.until_shows("xn--pypal-4ve.com")
    window.item("linkWarning")
    assert not browsed


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "", "https://"])
def test_what_is_no_link_opens_nothing(
    window: OpenedWindow, browsed: list[str], target: str
) -> None:
    window.controller("links").ask(target)
    window.until_shows("leads nowhere")
    assert not window.items("linkTarget")
    assert not browsed


def test_a_link_can_be_copied_instead(window: OpenedWindow, browsed: list[str]) -> None:
    window.controller("links").ask("https://example.org/")
    window.click("copyLink")
    window.until(lambda: QGuiApplication.clipboard().text() == "https://example.org/")
    assert not browsed


@pytest.mark.parametrize("form", ["p2psocial:{}", "p2psocial://{}", "magnet:?xt=urn:btih:{}"])
def test_a_link_to_a_post_opens_it_here(
    window: OpenedWindow, browsed: list[str], form: str
) -> None:
    infohash = window.post("Of tmpfs")
    window.controller("links").ask(form.format(infohash))
    window.click("sheetAccept")
    window.until(lambda: window.state("navigator", "page") == "thread")
    assert window.state("navigator", "argument") == infohash
    assert not browsed


def test_what_nobody_has_is_looked_for_until_the_person_stops_it(window: OpenedWindow) -> None:
    window.controller("links").enter(f"p2psocial:{'ab' * 20}")
    window.until_shows("Looking for it")
    window.click("sheetReject")
    window.until(lambda: not window.state("links", "opening"))
    assert window.state("navigator", "page") == "feed"


def test_a_web_address_is_not_taken_from_the_command_line(
    window: OpenedWindow, browsed: list[str]
) -> None:
    window.controller("links").enter("https://example.org/")
    window.until_shows("neither a p2psocial nor a magnet link")
    assert not browsed
