"""Fonts that texts in any script are read with."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from p2psocial.ui.reading_fonts import reading_font


def test_the_font_of_the_desktop_stays_the_first(qapp: QApplication) -> None:
    base = qapp.font()
    font = reading_font(base)
    assert font.families()[: len(base.families())] == base.families()
    assert font.pointSizeF() == base.pointSizeF()


def test_there_is_a_font_for_each_script_of_east_asia_that_any_font_has(qapp: QApplication) -> None:
    del qapp
    families = reading_font(QFont("Sans Serif")).families()
    for script in (
        QFontDatabase.WritingSystem.Japanese,
        QFontDatabase.WritingSystem.SimplifiedChinese,
        QFontDatabase.WritingSystem.Korean,
    ):
        there_are = set(QFontDatabase.families(script))
        assert not there_are or there_are & set(families)
    assert len(families) == len(set(families))
