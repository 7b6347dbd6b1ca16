"""The rules for stored text, and what may be shown of it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.text import decode_text, for_display, is_board, is_line

any_text = st.text(st.characters())  # with halves of surrogate pairs
_odd = st.text(
    st.sampled_from(
        "\ufdd0\u0316"
        "ae \t\r\n\x00\x1b\x7f\x85\u2028\u2029\u202e\u2066\u200b\u200d\u0301\u0323\ufeff\ud800"
    )
)
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(any_text | _odd)
def test_what_is_shown_has_no_controls_and_turns_nothing_around(text: str) -> None:
    shown = for_display(text)
    shown.encode()
    assert not _BIDI & set(shown)
    assert all(c in "\n\t" for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp"))


@given(any_text | _odd)
def test_one_line_to_show_is_one_line(text: str) -> None:
    shown = for_display(text, one_line=True)
    assert shown == shown.strip()
    assert len(shown.splitlines()) <= 1
    assert "  " not in shown
    assert "\t" not in shown


@given(any_text | _odd)
def test_showing_twice_changes_nothing_more(text: str) -> None:
    once = for_display(text)
    assert for_display(once) == once


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain *text*\n\tand a tab", "plain *text*\n\tand a tab"),
        ("windows\r\nmac\rend", "windows\nmac\nend"),
        ("red\x1b[31mred", "red[31mred"),
        ("\u202eevil\u202c", "evil"),
        ("z\u0336\u0337\u0338\u0339\u033a", "z\u0336\u0337\u0338"),
        ("\U0001f469\u200d\U0001f33e", "\U0001f469\u200d\U0001f33e"),
        ("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None),
        ("half\ud800", "half"),
        # a joiner between marks does not take them to another letter
        ("a\u0316\u0317\u0318\u200d\u0319\u200d\u0319", "a\u0316\u0317\u0318\u200d"),
        ("a" + "\u200d" * 100 + "b", "a\u200db"),
        ("frame\ufdd0s \ufffe\uffff\U0001ffff", "frames "),
    ],
)
def test_what_is_shown_stays_readable(text: str, shown: str | None) -> None:
    assert for_display(text) == (text if shown is None else shown)


@given(st.binary(max_size=60) | any_text.map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_a_file_is_text_exactly_when_it_is_utf8_without_controls(data: bytes) -> None:
    controls = [*range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0)]
    try:
        expected = data.decode("utf-8")
    except UnicodeDecodeError:
        expected = "\x00"
    if any(chr(code) in expected for code in controls):
        with pytest.raises(InvalidItem):
            decode_text(data)
    else:
        assert decode_text(data) == expected


@given(any_text | _odd, st.integers(1, 40))
def test_a_line_is_short_unbroken_and_without_spaces_around_it(line: str, limit: int) -> None:
    forbidden = {chr(code) for code in [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]}
    try:
        size = len(line.encode())
    except UnicodeEncodeError:
        size = 0
    fits = 1 <= size <= limit and not forbidden & set(line) and line == line.strip(" ")
    assert is_line(line, limit) == fits


@given(any_text | st.from_regex(r"[a-z0-9][a-z0-9-]{0,33}\n?"))
def test_a_board_is_a_short_ascii_word(name: str) -> None:
    expected = name.isascii() and len(name) <= 32 and name[:1] != "-"
    assert is_board(name) == (expected and bool(re.match(r"[a-z0-9-]+\Z", name)))
