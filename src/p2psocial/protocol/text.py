"""The rules for stored text, and how a stranger's text is made harmless to show.

Two different things: `check_*` decide whether bytes may be an item's text at all; `for_display`
takes valid text and returns what may stand on a screen or a terminal. Stored bytes never change.
"""

from __future__ import annotations

import re
import unicodedata

from p2psocial.protocol.errors import InvalidItem, Reason

BOARD_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
NAME_PATTERN = re.compile(r"[a-z0-9-]{1,60}\.txt")

_CONTROLS = "\x00-\x1f\x7f-\x9f"
_FORBIDDEN_IN_LINE = re.compile(f"[{_CONTROLS}\u2028\u2029]")
_FORBIDDEN_IN_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_PLANES = range(0x10000, 0x110000, 0x10000)

# Characters that reorder or hide what surrounds them: bidirectional controls, zero-width and
# other invisible characters, language tags. U+200C, U+200D and the variation selectors stay,
# because emoji and several scripts are written with them. Halves of surrogate pairs, which valid
# text never has, go too, so that the result can always be encoded; and so do noncharacters, which
# programs use among themselves (Qt marks the frames of a document with U+FDD0 and U+FDD1).
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
    + "]"
)
_JOINERS = "\u200c\u200d"
_MAX_STACKED_MARKS = 3


def is_board(name: str) -> bool:
    """Whether `name` can be the name of a board."""
    return BOARD_PATTERN.fullmatch(name) is not None


def is_line(line: str, max_bytes: int) -> bool:
    """Whether `line` is 1 to `max_bytes` bytes of one-line text, as titles and nicks must be."""
    return (
        1 <= len(line.encode("utf-8", "surrogatepass")) <= max_bytes
        and not _FORBIDDEN_IN_LINE.search(line)
        and not line.startswith(" ")
        and not line.endswith(" ")
        and not any("\ud800" <= character <= "\udfff" for character in line)
    )


def decode_text(data: bytes) -> str:
    """Return an item's file as text; raises `InvalidItem` when it breaks a rule for texts."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = f"the text is not UTF-8 at byte {error.start}"
        raise InvalidItem(Reason.TEXT_NOT_UTF8, detail) from error
    found = _FORBIDDEN_IN_TEXT.search(text)
    if found:
        detail = f"the text has the control character U+{ord(found.group()):04X}"
        raise InvalidItem(Reason.TEXT_CONTROL, detail)
    return text


def _limit_stacked_marks(text: str) -> str:
    kept: list[str] = []
    stacked = 0
    for character in text:
        if character in _JOINERS:
            # One between marks leaves them on the same letter, and two join no more than one.
            if kept and kept[-1] in _JOINERS:
                continue
        elif unicodedata.category(character) in ("Mn", "Me"):
            stacked += 1
        else:
            stacked = 0
        if stacked <= _MAX_STACKED_MARKS:
            kept.append(character)
    return "".join(kept)


def for_display(text: str, *, one_line: bool = False) -> str:
    """Return `text` without anything that could hide, reorder or overprint what is around it.

    Control characters other than newline and tab go too, so the result is safe to print to a
    terminal. With `one_line` all white space runs become single spaces.
    """
    shown = _FORBIDDEN_IN_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = shown.replace("\u2028", "\n").replace("\u2029", "\n")
    if not shown.isascii():
        shown = unicodedata.normalize("NFC", _UNSEEN.sub("", shown))
        shown = _limit_stacked_marks(shown)
    return " ".join(shown.split()) if one_line else shown
