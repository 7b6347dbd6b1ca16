"""Fonts for texts in any script, named, so that Qt need not look for them letter by letter.

For a letter that the named fonts lack, Qt asks every other font there is: 15 to 27 microseconds
for each Chinese character where 400 fonts are installed, and 2 when a font that has it is named.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

_System = QFontDatabase.WritingSystem
_SCRIPTS = (
    _System.Japanese,
    _System.SimplifiedChinese,
    _System.TraditionalChinese,
    _System.Korean,
)
_EMOJI = ("Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji")


def reading_font(base: QFont) -> QFont:
    """Return `base` with a font for each script of East Asia, and emoji, as far as there are."""
    found = [
        family
        for script in _SCRIPTS
        for family in QFontDatabase.families(script)[:1]
        if not QFontDatabase.isPrivateFamily(family)
    ]
    known = set(QFontDatabase.families())
    found += [family for family in _EMOJI if family in known]
    font = QFont(base)
    # By its real name: of an alias such as "Sans Serif" with others after it, bold is lost.
    font.setFamilies(list(dict.fromkeys([QFontInfo(base).family(), *found])))
    return font
