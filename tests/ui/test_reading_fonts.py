"""Fonts that texts in any script are read with."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from p2psocial.ui.reading_fonts import reading_font


def test_the_font_of_the_desktop_stays_the_first(qapp: QApplication) -> None:
    base = qapp.font()
    font = reading_font(base)
    assert QFontInfo(font).family() == QFontInfo(base).family()
    assert font.pointSizeF() == base.pointSizeF()


def test_what_is_bold_stays_bold(qapp: QApplication) -> None:
    plain, bold = QFont(qapp.font()), QFont(qapp.font())
    bold.setWeight(QFont.Weight.Bold)
    wanted = QFontMetricsF(bold).horizontalAdvance("Identities")
    assert wanted > QFontMetricsF(plain).horizontalAdvance("Identities")
    font = reading_font(qapp.font())
    font.setWeight(QFont.Weight.Bold)
    assert QFontMetricsF(font).horizontalAdvance("Identities") == wanted


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
