"""How long reading a text would take, estimated before it is read.

The Markdown parser needs much time for each line of some texts, and for each bracket of others.
What it would take is estimated from the characters that it stops at; the weights were measured on
a 2-core machine of 2020 (microseconds) and lean to the high side.
"""

from __future__ import annotations

import re

# Nested deeper than this, a bracket is not followed: each opens a search for its end, so this
# bounds how often the same words are searched.
MAX_BRACKETS = 8

_PER_CHARACTER = 0.02
_PER_INDENT = 0.25
_PER_LINE = 18.0
_PER_MARKER = 20.0
_PER_PARAGRAPH = 14.0
_PER_STOP = 2.5
_PER_DELIMITER = 12.0
_PER_ESCAPE = 4.0
_PER_BRACKET = 6.0
_PER_LINK = 40.0
_PER_SEARCH = 0.6

_BEGINNING = re.compile(r"^[ \t>*+\-0-9.)]+", re.MULTILINE)
_MARKER = re.compile(r">|(?:[*+\-]|[0-9][.)])(?=[ \t]|$)")
_STOP = re.compile(r"[!#$%&+\-:<=>@\]^`{}]")
_DELIMITER = re.compile(r"[\n*_~]")


def block_cost(text: str) -> float:
    """Return about how many microseconds it takes to find the blocks of `text`."""
    beginnings = _BEGINNING.findall(text)
    markers = sum(len(_MARKER.findall(beginning)) for beginning in beginnings)
    return (
        len(text) * _PER_CHARACTER
        + sum(map(len, beginnings)) * _PER_INDENT
        + (text.count("\n") + 1) * _PER_LINE
        + markers * _PER_MARKER
    )


def inline_cost(text: str) -> float:
    """Return about how many microseconds it takes to read the words of one paragraph."""
    stops, delimiters = len(_STOP.findall(text)), len(_DELIMITER.findall(text))
    escapes, brackets = text.count("\\"), text.count("[")
    searches = min(brackets, MAX_BRACKETS) * (stops + delimiters + escapes + brackets)
    return (
        _PER_PARAGRAPH
        + len(text) * _PER_CHARACTER
        + stops * _PER_STOP
        + delimiters * _PER_DELIMITER
        + escapes * _PER_ESCAPE
        + brackets * _PER_BRACKET
        + text.count("](") * _PER_LINK
        + searches * _PER_SEARCH
    )
