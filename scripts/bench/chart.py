"""Line charts as PNG files, drawn by Qt without a screen, so that a bench needs nothing more."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPainter,
    QPen,
    QPolygonF,
)

_WIDTH, _HEIGHT = 1_000, 560
_FRAME = QRectF(90, 60, 690, 420)
_COLOURS = ("#157f4f", "#c2410c", "#1d4ed8", "#9333ea", "#b45309", "#0e7490", "#be123c")
_INK, _DIM, _LINE = QColor("#1b1f27"), QColor("#5d6675"), QColor("#e1e4ea")
_STEPS = 5


@dataclass(frozen=True)
class Line:
    """A named curve through (x, y) points; dashed to set a second family of curves apart."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """What is drawn; a logarithmic axis takes only what is above 0."""

    title: str
    x_name: str
    y_name: str
    lines: Sequence[Line]
    log_x: bool = False
    log_y: bool = False


class _Axis:
    """From values to places on the picture, with round values to mark."""

    def __init__(self, values: Sequence[float], begin: float, end: float, *, log: bool) -> None:
        self._log = log
        self._begin, self._end = begin, end
        usable = [value for value in values if value > 0] if log else [*values, 0.0]
        self._low, self._high = min(usable, default=1.0), max(usable, default=1.0)
        if log:
            self._low = 10.0 ** math.floor(math.log10(self._low))
            self._high = 10.0 ** math.ceil(math.log10(self._high))
        if self._low == self._high:
            self._high = self._low * 10 if log else self._low + 1
        if not log:
            self._high = math.ceil(self._high / self._step()) * self._step()

    def shows(self, value: float) -> bool:
        """Whether the axis has a place for a value."""
        return not self._log or value > 0

    def place(self, value: float) -> float:
        """Return where a value is drawn."""
        scale: Callable[[float], float] = math.log10 if self._log else float
        share = (scale(value) - scale(self._low)) / (scale(self._high) - scale(self._low))
        return self._begin + share * (self._end - self._begin)

    def marks(self) -> list[float]:
        """Return the values to mark."""
        if self._log:
            first, last = round(math.log10(self._low)), round(math.log10(self._high))
            return [10.0**power for power in range(first, last + 1)]
        step = self._step()
        first = math.ceil(self._low / step)
        return [number * step for number in range(first, round(self._high / step) + 1)]

    def _step(self) -> float:
        rough = (self._high - self._low) / _STEPS
        unit = 10.0 ** math.floor(math.log10(rough))
        return next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)


def draw(chart: Chart, path: Path) -> None:
    """Write a chart as PNG, making its folder where that is missing."""
    application = QGuiApplication.instance() or QGuiApplication([])
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(QFont("DejaVu Sans", 11))
    points = [point for line in chart.lines for point in line.points]
    x = _Axis([point[0] for point in points], _FRAME.left(), _FRAME.right(), log=chart.log_x)
    y = _Axis([point[1] for point in points], _FRAME.bottom(), _FRAME.top(), log=chart.log_y)
    _draw_axes(painter, chart, x, y)
    for number, line in enumerate(chart.lines):
        _draw_line(painter, line, number, (x, y))
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(path))
    del application


def _draw_axes(painter: QPainter, chart: Chart, x: _Axis, y: _Axis) -> None:
    for value in x.marks():
        at = x.place(value)
        painter.setPen(_LINE)
        painter.drawLine(QPointF(at, _FRAME.top()), QPointF(at, _FRAME.bottom()))
        _write(painter, QRectF(at - 50, _FRAME.bottom() + 6, 100, 20), f"{value:,.10g}", _DIM)
    for value in y.marks():
        at = y.place(value)
        painter.setPen(_LINE)
        painter.drawLine(QPointF(_FRAME.left(), at), QPointF(_FRAME.right(), at))
        box = QRectF(0, at - 10, _FRAME.left() - 8, 20)
        _write(painter, box, f"{value:,.10g}", _DIM, Qt.AlignmentFlag.AlignRight)
    below = QRectF(_FRAME.left(), _FRAME.bottom() + 32, _FRAME.width(), 22)
    _write(painter, below, chart.x_name, _INK)
    _write(painter, QRectF(8, 34, 500, 20), chart.y_name, _INK, Qt.AlignmentFlag.AlignLeft)
    painter.setFont(QFont("DejaVu Sans", 13, QFont.Weight.Bold))
    _write(painter, QRectF(8, 6, _WIDTH - 16, 24), chart.title, _INK, Qt.AlignmentFlag.AlignLeft)
    painter.setFont(QFont("DejaVu Sans", 11))


def _draw_line(painter: QPainter, line: Line, number: int, axes: tuple[_Axis, _Axis]) -> None:
    x, y = axes
    pen = QPen(QColor(_COLOURS[number % len(_COLOURS)]), 2.2)
    if line.dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    shown = [point for point in line.points if x.shows(point[0]) and y.shows(point[1])]
    painter.drawPolyline(QPolygonF([QPointF(x.place(a), y.place(b)) for a, b in shown]))
    height = _FRAME.top() + 14 + 26 * number
    left = _FRAME.right() + 14
    painter.drawLine(QPointF(left, height), QPointF(left + 26, height))
    box = QRectF(left + 34, height - 11, _WIDTH - left - 36, 22)
    _write(painter, box, line.name, _INK, Qt.AlignmentFlag.AlignLeft)


def _write(
    painter: QPainter,
    box: QRectF,
    text: str,
    colour: QColor,
    where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    painter.setPen(colour)
    painter.drawText(box, int(where | Qt.AlignmentFlag.AlignVCenter), text)
