"""A stranger's words in one line: titles, nicks, names of boards."""

from __future__ import annotations

from p2psocial.protocol.text import for_display
from p2psocial.ui.safe_text.clusters import breakable

_MORE = "…"
# Combining marks and invisible characters are dropped, so more has to be looked at than is shown.
_LOOKED_AT = 4


def line(text: str, limit: int = 300) -> str:
    """Return at most `limit` characters in one line that hides and reorders nothing around it.

    It is for places that show plain text; it still has whatever markup its author wrote.
    """
    shown = breakable(for_display(text[: limit * _LOOKED_AT], one_line=True))
    if len(shown) <= limit:
        return shown
    return shown[: limit - 1].rstrip(" \u200c\u200d") + _MORE
