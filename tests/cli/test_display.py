"""Without a display, what works without one is offered; nothing of Qt is loaded for that."""

from __future__ import annotations

import sys

import pytest

from p2psocial.cli.display import has_no_display, require_display
from p2psocial.failures import MachineError


@pytest.mark.parametrize(
    "environment",
    [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}],
)
def test_a_window_can_open_where_the_environment_says_so(environment: dict[str, str]) -> None:
    assert not has_no_display("linux", environment)


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ""}, {"DISPLAY": "", "TERM": "xterm"}])
def test_without_a_display_none_can(environment: dict[str, str]) -> None:
    assert has_no_display("linux", environment)
    assert has_no_display("freebsd14", environment)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_always_have_a_display(platform: str) -> None:
    assert not has_no_display(platform, {})


def test_what_works_without_one_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(MachineError) as said:
        require_display()
    assert "\n" not in str(said.value)
    assert "no display" in str(said.value)
    assert "p2psocial demo --headless" in str(said.value)
    assert "p2psocial node" in str(said.value)
    monkeypatch.setenv("DISPLAY", ":0")
    require_display()
