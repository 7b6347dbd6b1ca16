"""The GUI thread is never held up for longer than half a frame by what is read from the index.

Processor time of that thread is what is measured, so a busy machine does not matter.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.ui.reader import Reader
from p2psocial.ui.row_model import RowModel
from stage.people import NOW, Scribe, somebody
from stage.window import StagedWindow

COMMENTS = 5_000
FEW_SECONDS = 0.008
# What Python does there is to stay under 8 ms; the rest is QML making the few cards on the screen.
WITH_QML_SECONDS = 0.08
READING_SECONDS = 1.0


class Stopwatch:
    """Times of the GUI thread in seconds, in Python's part of each change of a list."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[float] = []
        answer = Reader._answer  # noqa: SLF001 -- the one place where all that was read comes in

        def timed(reader: Reader, *arguments: object) -> None:
            begun = time.thread_time()
            answer(reader, *arguments)  # type: ignore[arg-type]  # handed on as they came
            self.answers.append(time.thread_time() - begun)

        monkeypatch.setattr(Reader, "_answer", timed)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """Return a folder with an index that has one thread of many comments, and many posts."""
    folder = DataFolder(tmp_path / "data")
    folder.create()
    index = Index(folder.index)
    scribe = Scribe(index)
    chance = random.Random(5)
    people = [somebody(f"person-{number}") for number in range(40)]
    with index.transaction(durable=False):
        post = scribe.post(people[0], "linux", "A long thread", "Say something.", NOW - 9_000)
        known = [post]
        for number in range(COMMENTS):
            text = f"Answer {number}, with *emphasis*, `code`\n\n> and a quote\n\nas people write."
            about = chance.choice(known[-200:])
            known.append(scribe.comment(chance.choice(people), about, text, NOW - 8_000 + number))
    index.close()
    return folder


@pytest.fixture
def watched(
    qapp: QApplication, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[StagedWindow, Stopwatch]]:
    """Open a window with a stopwatch on it."""
    del qapp
    stopwatch = Stopwatch(monkeypatch)
    window = StagedWindow(folder.path)
    yield window, stopwatch
    window.close()


def test_a_thread_of_5000_comments_is_there_soon_and_holds_nothing_up(
    watched: tuple[StagedWindow, Stopwatch], folder: DataFolder
) -> None:
    window, stopwatch = watched
    window.until(window.controller("feed").model.rowCount)
    infohash = window.controller("feed").model.rows[0].infohash
    stopwatch.answers.clear()
    begun = time.process_time()
    window.go("thread", infohash)
    window.until(lambda: window.state("thread", "phase") == "shown")
    model = window.controller("thread").model
    assert model.rowCount() == COMMENTS
    assert all(row.html for row in model.rows[:20])
    assert time.process_time() - begun < READING_SECONDS
    window.until(lambda: all(row.html for row in model.rows))
    told: list[int] = []
    model.dataChanged.connect(lambda first, last: told.append(last.row() - first.row() + 1))
    index = Index(folder.index)
    Scribe(index).counted(next(iter(index.thread(bytes.fromhex(infohash)))).item, 7, NOW)
    index.close()
    window.until(lambda: sum(told) >= 1 or model.rows[0].seeds)
    QTest.qWait(200)
    assert sum(told) <= 2, "only what has changed is told to the view"
    assert max(stopwatch.answers) < WITH_QML_SECONDS, sorted(stopwatch.answers)[-3:]


def test_python_takes_no_half_frame_to_show_that_2000_of_5000_rows_have_changed(
    watched: tuple[StagedWindow, Stopwatch],
) -> None:
    window, _ = watched
    window.until(window.controller("feed").model.rowCount)
    window.go("thread", window.controller("feed").model.rows[0].infohash)
    shown: RowModel[object] = window.controller("thread").model
    window.until(lambda: shown.rowCount() == COMMENTS)
    model: RowModel[object] = RowModel(type(shown.rows[0]), "original")
    model.show(shown.rows)
    times = []
    for number in range(5):
        changed = [
            type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"seeds": number})  # type: ignore[attr-defined]  # a dataclass
            if place % 5 < 2
            else row
            for place, row in enumerate(model.rows)
        ]
        before = model.rows
        news = model.changes(before, changed)
        begun = time.thread_time()
        model.follow(before, news)
        times.append(time.thread_time() - begun)
    assert min(times) < FEW_SECONDS, times
