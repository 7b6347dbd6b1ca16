"""Our own line drawings, in any colour and size: what `Components/Icon.qml` shows.

As images that are made here rather than as shapes, because the software renderer draws shapes over
whatever should cover them.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

PROVIDER = "icons"
_USUAL = 24
_LARGEST = 512
_ASKED = re.compile(r"([a-z]+)/([0-9a-f]{6})/(line|filled)")

# SVG paths on a grid of 24 by 24.
DRAWINGS = {
    "up": "M12 5 L20 18 L4 18 Z",
    "home": "M4 11 L12 4 L20 11 M6 10 V20 H18 V10",
    "boards": "M4 5 H20 V19 H4 Z M4 10 H20 M10 10 V19",
    "board": "M9 4 L7 20 M17 4 L15 20 M4 9 H20 M4 15 H20",
    "comment": "M4 5 H20 V16 H11 L7 20 V16 H4 Z",
    "search": "M4 10.5 A6.5 6.5 0 1 0 17 10.5 A6.5 6.5 0 1 0 4 10.5 M15.5 15.5 L20 20",
    "plus": "M12 5 V19 M5 12 H19",
    "pencil": "M4 20 L5 15 L16 4 L20 8 L9 19 Z",
    "gear": (
        "M12 8 A4 4 0 1 0 12 16 A4 4 0 1 0 12 8 M12 3 V6 M12 18 V21 M3 12 H6 M18 12 H21 "
        "M5.6 5.6 L7.8 7.8 M16.2 16.2 L18.4 18.4 M18.4 5.6 L16.2 7.8 M7.8 16.2 L5.6 18.4"
    ),
    "person": "M8 8 A4 4 0 1 0 16 8 A4 4 0 1 0 8 8 M4 20 C4 15 8 14 12 14 C16 14 20 15 20 20",
    "bell": "M6 17 V11 A6 6 0 0 1 18 11 V17 L20 18 H4 Z M10 21 H14",
    "seed": (
        "M12 21 V11 M12 11 C12 6 16 4 20 4 C20 9 17 11 12 11 M12 14 C12 10 9 8 4 8 C4 12 7 14 12 14"
    ),
    "draft": "M6 3 H15 L19 7 V21 H6 Z M9 11 H16 M9 15 H14",
    "back": "M14 5 L7 12 L14 19",
    "down": "M5 9 L12 16 L19 9",
    "right": "M9 5 L16 12 L9 19",
    "close": "M6 6 L18 18 M18 6 L6 18",
    "check": "M5 12 L10 17 L19 7",
    "more": "M5 12 h0.1 M12 12 h0.1 M19 12 h0.1",
    "lock": "M6 11 H18 V20 H6 Z M8 11 V8 A4 4 0 0 1 16 8 V11",
    "link": (
        "M10 14 L14 10 M8 12 L5 15 A3.5 3.5 0 0 0 9 19 L12 16 M16 12 L19 9 A3.5 3.5 0 0 0 "
        "15 5 L12 8"
    ),
    "warning": "M12 4 L21 20 H3 Z M12 10 V14 M12 17 v0.1",
    "refresh": "M19 12 A7 7 0 1 1 17 7 M17 3 V7.5 H12.5",
    "info": "M12 3 A9 9 0 1 0 12 21 A9 9 0 1 0 12 3 M12 11 V17 M12 7.5 v0.1",
    "reply": "M10 6 L4 12 L10 18 M4 12 H14 C18 12 20 14 20 19",
    "hide": (
        "M4 4 L20 20 M10 6 C16 4.500 20 9 21.500 12 C21 13 20 14.500 18.500 15.700 M14 "
        "17.800 C8 19 4 15 2.500 12 C3 11 4.500 8.800 6.500 7.500"
    ),
    "globe": (
        "M12 3 A9 9 0 1 0 12 21 A9 9 0 1 0 12 3 M3 12 H21 M12 3 C8 7 8 17 12 21 M12 3 C16 "
        "7 16 17 12 21"
    ),
    "clock": "M12 3 A9 9 0 1 0 12 21 A9 9 0 1 0 12 3 M12 7 V12 L15.500 14",
    "copy": "M8 8 H20 V20 H8 Z M4 16 V4 H16",
    "bin": "M5 7 H19 M9 7 V4 H15 V7 M7 7 L8 20 H16 L17 7",
    "dot": "M12 8 A4 4 0 1 0 12 16 A4 4 0 1 0 12 8",
}

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="{fill}"'
    ' stroke="#{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


class Icons(QQuickImageProvider):
    """Answers `image://icons/NAME/RRGGBB/line` or `…/filled`; nothing for any other name."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, asked: str, size: QSize, requested: QSize) -> QImage:
        side = min(requested.width(), _LARGEST) if requested.width() > 0 else _USUAL
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        matched = _ASKED.fullmatch(asked)
        if matched and matched[1] in DRAWINGS:
            _draw(image, DRAWINGS[matched[1]], matched[2], filled=matched[3] == "filled")
        size.setWidth(side)
        size.setHeight(side)
        return image


def _draw(image: QImage, path: str, colour: str, *, filled: bool) -> None:
    fill = f"#{colour}" if filled else "none"
    svg = _SVG.format(path=path, fill=fill, colour=colour)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
