"""Every test here has a real Qt, drawing into memory."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from p2psocial.ui.launch import make_application
from tests.ui.opened import OpenedWindow


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """Make Qt's application as the program does."""
    return make_application()


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[OpenedWindow]:
    """Open the window on an empty data folder, with a node of its own."""
    del qapp
    opened = OpenedWindow(tmp_path / "data")
    yield opened
    opened.close()
