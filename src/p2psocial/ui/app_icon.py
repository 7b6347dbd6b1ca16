"""The program's own icon, in every size in which a desktop shows it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QIcon

ASSETS = Path(__file__).parent / "assets"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def app_icon() -> QIcon:
    """Return it; made of PNGs, which need no plugin."""
    icon = QIcon()
    for size in SIZES:
        icon.addFile(str(ASSETS / f"icon-{size}.png"))
    return icon
