"""Takes pictures of scenes: which sizes, which colours, and where the files go."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QFont, QImage, QImageWriter

from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.ui.launch import make_application
from p2psocial.ui.reading_fonts import reading_font
from stage.contents import fill_extreme, fill_usual
from stage.scenes import Scene
from stage.window import StagedWindow, Viewer, folder_with

_MOST_BYTES = 150_000
_COLOURS = (256, 128, 64, 32)
_STEP = 10
# The four pictures of the README, each with its theme.
_README = {"feed": "light", "thread": "dark", "composer": "light", "seeding": "dark"}


@dataclass(frozen=True)
class Shot:
    """How a picture is taken; `scale` is the size of text in per cent."""

    width: int
    height: int
    theme: str
    scale: int = 100

    def name(self, scene: str) -> str:
        size = "" if (self.width, self.scale) == (1280, 100) else f"-{self.width}x{self.height}"
        large = "" if self.scale == 100 else f"-{self.scale}"  # noqa: PLR2004 -- the usual size
        return f"{scene}-{self.theme}{size}{large}.png"


def _shots(scene: Scene) -> Iterator[Shot]:
    for theme in ("light", "dark"):
        yield Shot(1280, 800, theme)
        if scene.main:
            yield Shot(900, 600, theme)
            yield Shot(1280, 800, theme, 200)


class Camera:
    """Makes the contents of the stage once, in `place`."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._numbers = itertools.count()
        self._application = make_application()
        font = QFont("Noto Sans")
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._application.setFont(reading_font(font))
        # Asked for what it cannot be, the system must not say which colours there are.
        self._application.styleHints().setColorScheme(Qt.ColorScheme.Light)
        # What Qt complains of is to be seen.
        logging.basicConfig(level=logging.WARNING, format="%(message)s")
        viewer = Viewer(DataFolder(place / "viewer"), "wren").person
        self._indexes: dict[str, Path] = {}
        for name, fill in (("usual", fill_usual), ("extreme", fill_extreme)):
            self._indexes[name] = place / f"{name}.sqlite3"
            fill(self._indexes[name], viewer)

    def take(self, scene: Scene, out: Path) -> Iterator[Path]:
        """Take all pictures of a scene."""
        yield from self._shoot(scene, out, list(_shots(scene)))

    def readme(self, scene: Scene, out: Path) -> Iterator[Path]:
        """Take the README's picture of a scene, if there is to be one, in few bytes."""
        if scene.name not in _README:
            return
        for file in self._shoot(scene, out, [Shot(1280, 800, _README[scene.name])]):
            file.write_bytes(_reduced(QImage(str(file))))
            yield file

    def _shoot(self, scene: Scene, out: Path, shots: list[Shot]) -> Iterator[Path]:
        folder = folder_with(
            self._indexes.get(scene.index), self._place / f"data-{next(self._numbers)}"
        )
        if scene.prepare is not None:
            index = Index(DataFolder(folder).index)
            scene.prepare(index)
            index.close()
        window = StagedWindow(folder, scene.answers, scene.news, scene.preferences)
        try:
            window.root.resize(shots[0].width, shots[0].height)
            window.breathe()
            scene.play(window)
            for shot in shots:
                window.root.resize(shot.width, shot.height)
                window.controller("appearance").choose(shot.theme)
                window.controller("appearance").enlarge(shot.scale)
                file = out / shot.name(scene.name)
                window.picture().save(str(file))
                yield file
        finally:
            window.close()


def _reduced(image: QImage) -> bytes:
    """Return an image as a PNG with so few colours that it is small enough."""
    for colours in _COLOURS:
        reduced = _with_colours(image, colours)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"PNG"))
        writer.setQuality(0)
        writer.write(reduced)
        data = bytes(buffer.data().data())
        if len(data) < _MOST_BYTES:
            return data
    raise ValueError("the picture is too large even with few colours")


def _alike(one: int, other: int) -> bool:
    shifts = (0, 8, 16)
    return all(abs((one >> each & 255) - (other >> each & 255)) < _STEP for each in shifts)


def _with_colours(image: QImage, colours: int) -> QImage:
    """Return an image with its most frequent colours of which no two are much alike."""
    flat = image.convertToFormat(QImage.Format.Format_RGB32)
    counted: dict[int, int] = {}
    data = memoryview(flat.constBits()).cast("I")
    for pixel in data:
        counted[pixel] = counted.get(pixel, 0) + 1
    table: list[int] = []
    for pixel in sorted(counted, key=lambda pixel: (-counted[pixel], pixel)):
        if len(table) < colours and not any(_alike(pixel, other) for other in table):
            table.append(pixel)
    return flat.convertToFormat(
        QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither
    )
