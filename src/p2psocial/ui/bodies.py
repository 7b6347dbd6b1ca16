"""Bodies as they are shown: rendered once for each colour theme, away from the GUI thread."""

from __future__ import annotations

from functools import lru_cache

from p2psocial.ui import safe_text
from p2psocial.ui.safe_text import Ink

_LIGHT = Ink(
    text="#1b1f27",
    dim="#5d6675",
    accent="#116e44",
    code_background="#e9ecf1",
    quote="#5d6675",
)
_DARK = Ink(
    text="#e7eaf0",
    dim="#9aa3b2",
    accent="#4cc38a",
    code_background="#262b34",
    quote="#9aa3b2",
)


def ink(*, dark: bool) -> Ink:
    """Return the colours of a theme, which are those of `qml/Theme/Theme.qml`."""
    return _DARK if dark else _LIGHT


@lru_cache(maxsize=2_000)
def beginning(markdown: str, *, dark: bool) -> tuple[str, bool]:
    """Return the HTML of a body's beginning, and whether there is more of it."""
    rendered = safe_text.render(markdown, ink(dark=dark))
    return rendered.html, rendered.collapsed


@lru_cache(maxsize=20)
def whole(markdown: str, *, dark: bool) -> tuple[str, ...]:
    """Return the HTML of all of it, in pieces that take less than a frame each to lay out."""
    return safe_text.render_chunks(markdown, ink(dark=dark))
