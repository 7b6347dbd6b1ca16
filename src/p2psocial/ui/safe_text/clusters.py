"""Where a line may break although Unicode says that it is all one letter.

What a reader sees as one letter can be several characters, and there is no limit to how many: an
endless one is as wide as its author likes, whatever wrapping is asked for. No real one comes near
the limit here (a family emoji has 7 characters, a syllable of old Korean 9).
"""

from __future__ import annotations

import re
import unicodedata

_BREAK = " "
_MAX_JOINED = 16

# Nothing in these scripts joins the letter before or after it, except what is in _MAY_JOIN.
_MAY_JOIN = re.compile(
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u206f\u2e80-\u3029\u3041-\u3098\u309b-\ua48c]"
)
_JOINS_BEFORE = re.compile("[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\U0001f3fb-\U0001f3ff]")
# Where Thai's or Lao's AM is repeated, Qt breaks no line at all, not even at a space.
_REPEATED_AM = re.compile("([\u0e33\u0eb3])[\u0e33\u0eb3]{2,}")
_VIRAMA = 9  # the combining class of what joins two consonants
_JOINING = ("Mn", "Me", "Mc", "Cf")


def breakable(text: str) -> str:
    """Return cleaned text with spaces in what would be an endless letter."""
    if not _MAY_JOIN.search(text):
        return text
    text = _REPEATED_AM.sub(r"\1\1", text)
    out: list[str] = []
    joined = 0
    before_joins = False
    for character in text:
        kind = unicodedata.category(character)
        joins = before_joins or kind in _JOINING or _JOINS_BEFORE.match(character)
        joined = joined + 1 if joins else 0
        if joined >= _MAX_JOINED:
            out.append(_BREAK)
            joined = 0
        out.append(character)
        before_joins = kind == "Cf" or unicodedata.combining(character) == _VIRAMA
    return "".join(out)
