"""The process that window.py measures: opens the window, scrolls, and prints how long it took.

python scripts/bench/window_measured.py FOLDER ITEMS INCOMING FRAMES
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from PySide6.QtQuick import QQuickItem
from PySide6.QtWidgets import QApplication
from window import add  # type: ignore[import-not-found]  # beside this file, which mypy cannot know

from p2psocial.app.clock import unix_time
from p2psocial.app.window import window_parts
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore
from p2psocial.settings import Settings
from p2psocial.ui import launch
from p2psocial.ui.main_window import MainWindow
from p2psocial.ui.ports import NodeNews, NodeState
from p2psocial.ui.preferences import Preferences, write

PIXELS_A_FRAME = 60
FRAMES_ONE_WAY = 200
SWITCH_SECONDS = 0.0005


class NoNode:
    """Answers nothing: what a node would write is written by `_write`."""

    def start(self, on_news: Callable[[NodeNews], None]) -> None:
        on_news(NodeNews(NodeState.RUNNING))

    def submit(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> Future[object]:
        del operation, arguments, on_progress
        return Future()

    def restart(self, settings: Settings) -> None:
        del settings

    def stop(self) -> None:
        pass

    def join(self, seconds: float) -> bool:
        del seconds
        return True


def open_window(data: DataFolder) -> tuple[QApplication, MainWindow, launch.Shown]:
    write(data.window, Preferences(welcomed=True, period="month"))
    identities = Identities(Keystore(data.identities, os.urandom), unix_time, os.urandom)
    parts = replace(window_parts(Settings(), data, identities, Settings), node=NoNode())
    sys.setswitchinterval(SWITCH_SECONDS)
    application = launch.make_application()
    window = MainWindow(parts)
    shown = launch.Shown(window)
    shown.root.resize(1_180, 800)
    window.open()
    return application, window, shown


def scroll(
    application: QApplication, shown: launch.Shown, feed: QQuickItem, frames: int
) -> Iterator[float]:
    """Yield how many milliseconds each frame took."""
    for number in range(frames):
        begun = time.perf_counter()
        down = number % (2 * FRAMES_ONE_WAY) < FRAMES_ONE_WAY
        place = float(feed.property("contentY")) + PIXELS_A_FRAME * (1 if down else -1)
        feed.setProperty("contentY", max(0.0, place))
        application.processEvents()
        shown.root.grabWindow()
        yield (time.perf_counter() - begun) * 1_000


def find(shown: launch.Shown, name: str) -> QQuickItem:
    waiting = [shown.root.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.objectName() == name:
            return item
        waiting += item.childItems()
    raise LookupError(name)


def tell(name: str, milliseconds: Sequence[float]) -> None:
    cuts = quantiles(milliseconds, n=100)
    figures = f"p50 {cuts[49]:6.1f}  p95 {cuts[94]:6.1f}  p99 {cuts[98]:6.1f}"
    print(f"{name:40} {figures}  max {max(milliseconds):6.1f} ms")


def memory_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line) / 1_000


def _write(data: DataFolder, incoming: range) -> None:
    index = Index(data.index)
    begun = time.perf_counter()
    add(index, incoming)
    print(f"written meanwhile: {len(incoming) / (time.perf_counter() - begun):,.0f} items a second")


def main() -> None:
    folder, items, incoming, frames = sys.argv[1], *map(int, sys.argv[2:5])
    begun = float(sys.argv[5])
    data = DataFolder(Path(folder))
    application, window, shown = open_window(data)
    feed = window.app.value("feed")
    while not feed.model.rowCount():
        application.processEvents()
    shown.root.grabWindow()
    took, spent = (time.monotonic() - begun) * 1_000, time.process_time() * 1_000
    print(f"first ranked frame: after {took:.0f} ms, of which {spent:.0f} ms at work")
    print(f"memory then: {memory_mb():.0f} MB")
    cards = find(shown, "feed")
    tell("a frame while scrolling, nothing else", list(scroll(application, shown, cards, frames)))
    writer = threading.Thread(
        target=_write, args=(data, range(items, items + incoming)), daemon=True
    )
    writer.start()
    tell(
        "a frame while scrolling, items coming in", list(scroll(application, shown, cards, frames))
    )
    begun = time.perf_counter()
    feed.refresh()
    while feed.take("loading"):
        application.processEvents()
    print(f"ranking read anew meanwhile: {(time.perf_counter() - begun) * 1_000:.1f} ms")
    writer.join()
    print(f"memory at the end: {memory_mb():.0f} MB")
    shown.close()
    window.close()


if __name__ == "__main__":
    main()
