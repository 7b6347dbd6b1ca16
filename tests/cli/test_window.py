from __future__ import annotations

import pytest

from p2psocial.settings import Settings
from tests.cli.conftest import CommandLine

LINK = f"p2psocial:{'ab' * 20}"
MAGNET = f"magnet:?xt=urn:btih:{'ab' * 20}"


@pytest.fixture(autouse=True)
def _display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")


def opened(p2psocial: CommandLine) -> tuple[str, Settings]:
    """Return the link and the settings with which the window was opened."""
    operation, given = p2psocial.asked
    assert operation == "window"
    link, settings = given["link"], given["settings"]
    assert isinstance(link, str)
    assert isinstance(settings, Settings)
    return link, settings


def test_without_a_command_the_window_opens(p2psocial: CommandLine) -> None:
    assert p2psocial().status == 0
    assert opened(p2psocial) == ("", Settings())


def test_the_options_for_all_commands_are_for_the_window_too(p2psocial: CommandLine) -> None:
    assert p2psocial("--private", "--listen", "127.0.0.5:7000").status == 0
    assert opened(p2psocial) == ("", Settings(private=True, listen="127.0.0.5:7000"))


@pytest.mark.parametrize("link", [LINK, MAGNET, LINK.upper()])
def test_a_link_alone_opens_the_window_on_it(p2psocial: CommandLine, link: str) -> None:
    assert p2psocial(link).status == 0
    assert opened(p2psocial)[0] == link


def test_a_link_may_stand_after_options(p2psocial: CommandLine) -> None:
    assert p2psocial("--bootstrap", "127.0.0.2:7681", "--proxy=", "--private", LINK).status == 0
    link, settings = opened(p2psocial)
    assert link == LINK
    assert settings.bootstrap == ("127.0.0.2:7681",)


def test_the_window_is_a_command_like_others(p2psocial: CommandLine) -> None:
    assert p2psocial("window", "--private", MAGNET).status == 0
    link, settings = opened(p2psocial)
    assert link == MAGNET
    assert settings.private


def test_what_is_neither_command_nor_link_is_wrong_usage(p2psocial: CommandLine) -> None:
    assert p2psocial("window", "https://example.org/").status == 2
    assert p2psocial("https://example.org/").status == 2
    assert not p2psocial.backend.asked


def test_without_a_display_it_says_what_works_without_one(
    p2psocial: CommandLine, no_display: None
) -> None:
    del no_display
    ran = p2psocial()
    assert (ran.status, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    for named in ("display", "p2psocial demo --headless", "p2psocial node"):
        assert named in ran.err
    assert not p2psocial.backend.asked


def test_an_offscreen_display_is_one(
    p2psocial: CommandLine, no_display: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    del no_display
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert p2psocial().status == 0
