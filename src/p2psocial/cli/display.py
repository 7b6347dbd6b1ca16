"""Whether there is a display for a window, asked before Qt, which would abort the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from p2psocial.failures import MachineError


def require_display() -> None:
    """Raise `MachineError`, saying what works without one, when there is no display."""
    if has_no_display(sys.platform, os.environ):
        raise MachineError(
            "there is no display for a window (DISPLAY and WAYLAND_DISPLAY are not set); try"
            " 'p2psocial demo --headless', or take part without a window by 'p2psocial node'"
        )


def has_no_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether windows need a display server on this system and none is named."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return platform.startswith(("linux", "freebsd")) and not any(map(environment.get, named))
