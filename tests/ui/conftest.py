"""What must be so before Qt is imported, and the one application that all tests share."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """Return what the window itself uses: a tray needs more than QGuiApplication."""
    return QApplication
