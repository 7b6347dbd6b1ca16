from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from p2psocial.ui.translation import FOLDER, translate
from tests.ui.opened import OpenedWindow

_GERMAN = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context><name>SettingsPage</name>
<message><source>Settings</source><translation>Einstellungen</translation></message></context>
<context><name>Links</name>
<message><source>This link leads nowhere that can be opened.</source>
<translation>Dieser Link führt nirgendwohin.</translation></message></context>
</TS>
"""


@pytest.fixture
def german(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    """Compile a German translation of two sentences, and use it."""
    (tmp_path / "p2psocial_de.ts").write_text(_GERMAN, encoding="utf-8")
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    compiled = tmp_path / "p2psocial_de.qm"
    source = str(tmp_path / "p2psocial_de.ts")
    subprocess.run([str(tool), "-silent", source, "-qm", str(compiled)], check=True)
    before = qapp.findChildren(QTranslator)
    assert translate(qapp, QLocale("de_AT"), tmp_path)
    yield
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            qapp.removeTranslator(translator)


def test_qml_and_python_speak_the_language_of_the_system(
    german: None, window: OpenedWindow
) -> None:
    del german
    window.click("place-settings")
    window.until_shows("Einstellungen")
    window.controller("links").ask("javascript:1")
    window.until_shows("Dieser Link führt nirgendwohin.")


def test_without_a_translation_it_is_english(qapp: QApplication) -> None:
    assert not translate(qapp, QLocale("tlh"))


def test_translators_have_a_file_to_begin_with() -> None:
    template = (FOLDER / "p2psocial_en.ts").read_text(encoding="utf-8")
    assert "<name>FirstRun</name>" in template
    assert "Welcome to p2psocial" in template
