"""Draw the program's icon in the sizes that desktops ask for, from assets/icon.svg."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from p2psocial.ui.app_icon import ASSETS, SIZES


def main() -> None:
    """Write icon-SIZE.png beside the drawing."""
    application = QGuiApplication(["icons", "-platform", "offscreen"])
    renderer = QSvgRenderer(str(ASSETS / "icon.svg"))
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        image.save(str(ASSETS / f"icon-{size}.png"))
    application.quit()


if __name__ == "__main__":
    main()
