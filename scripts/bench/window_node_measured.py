"""The program that window_node.py measures: p2psocial's window, used by a script.

    python scripts/bench/window_node_measured.py PLAN BEGUN [OPTIONS OF p2psocial]

Nothing of the program is replaced. It is told of its first frame with posts, is used by what a
mouse and a keyboard would do, and a clock in its event loop notices how long it does not come
round. Of that, the GUI thread's own processor time is told apart: the rest was waiting for others.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from p2psocial.__main__ import main as run_program
from p2psocial.ui import launch
from p2psocial.ui.main_window import MainWindow

PIXELS_A_FRAME = 60
FRAMES_ONE_WAY = 60
FRAMES = 120
TYPED = "What is typed while everything comes up is to appear at once. "
CHOICES = (
    ("period", ("day", "month", "year", "all", "week")),
    ("order", ("new", "hot", "hours", "endangered", "top")),
    ("board", ("bench", "")),
)
SEED_ORDERS = ("newest", "ending", "largest", "uploaded", "endangered")
CLOSED_AFTER_SECONDS = 1.0
PATIENCE_SECONDS = 120.0


def milliseconds(seconds: float) -> str:
    return f"{1_000 * seconds:6.1f}"


def tell(name: str, seconds: list[float]) -> None:
    cuts = quantiles(seconds, n=100)
    shown = [milliseconds(each) for each in (cuts[49], cuts[94], max(seconds))]
    print(f"{name:44} p50 {shown[0]}  p95 {shown[1]}  max {shown[2]} ms of {len(seconds)}")


def memory_mb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line) // 1_000


class Heartbeat(QObject):
    """Notices how long the event loop does not come round, and how much of that was work."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def reset(self) -> None:
        self.walls: list[float] = []
        self.busy: list[float] = []
        self._last = (time.perf_counter(), time.thread_time())

    @Slot()
    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        self.walls.append(now[0] - self._last[0])
        self.busy.append(now[1] - self._last[1])
        self._last = now


class User:
    """Uses the window, and prints how long it took to follow."""

    def __init__(self, window: MainWindow, shown: launch.Shown, begun: float) -> None:
        self.window = window
        self.shown = shown
        self.begun = begun
        self.heart = Heartbeat()

    def controller(self, name: str) -> Any:  # noqa: ANN401 -- whichever it is
        return self.window.app.value(name)

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError
            QGuiApplication.processEvents()
            time.sleep(0.001)

    def item(self, name: str) -> QQuickItem | None:
        waiting = [self.shown.root.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.objectName() == name and item.isVisible():
                return item
            waiting += item.childItems()
        return None

    def go(self, page: str, name: str) -> float:
        """Show a page; returns how long it took until it was drawn."""
        begun = time.perf_counter()
        self.controller("navigator").go(page, "")
        self.until(lambda: self.item(name))
        self.shown.root.grabWindow()
        return time.perf_counter() - begun

    def scroll(self, name: str) -> Iterator[float]:
        """Yield how long each frame took."""
        item = self.item(name)
        if item is None:
            raise LookupError(name)
        for number in range(FRAMES):
            begun = time.perf_counter()
            down = number % (2 * FRAMES_ONE_WAY) < FRAMES_ONE_WAY
            place = float(item.property("contentY")) + PIXELS_A_FRAME * (1 if down else -1)
            item.setProperty("contentY", max(0.0, place))
            QGuiApplication.processEvents()
            self.shown.root.grabWindow()
            yield time.perf_counter() - begun

    def choose(self) -> Iterator[float]:
        """Yield how long it took to show each period, order and board."""
        feed = self.controller("feed")
        for what, values in CHOICES:
            for value in values:
                begun = time.perf_counter()
                getattr(feed, f"choose_{what}")(value)
                self.until(lambda: not feed.take("loading"))
                self.shown.root.grabWindow()
                yield time.perf_counter() - begun

    def type(self) -> Iterator[float]:
        """Yield how long each letter took to appear."""
        from PySide6.QtTest import QTest  # noqa: PLC0415 -- not before the first frame

        field = self.item("composerText")
        if field is None:
            raise LookupError("composerText")
        middle = field.mapToScene(field.boundingRect().center()).toPoint()
        QTest.mouseClick(
            self.shown.root, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle
        )
        for letter in TYPED:
            begun = time.perf_counter()
            QTest.keyClick(self.shown.root, letter)  # type: ignore[call-overload]  # the stubs lack it
            QGuiApplication.processEvents()
            self.shown.root.grabWindow()
            yield time.perf_counter() - begun
        if not str(field.property("text")).endswith(TYPED):
            raise ValueError(str(field.property("text")))

    def order_seeds(self) -> Iterator[float]:
        """Yield how long each order of what is seeded took to show."""
        seeding = self.controller("seeding")
        for order in SEED_ORDERS:
            begun = time.perf_counter()
            before = seeding.model.rows
            seeding.choose_order(order)
            self.until(partial(_is_another, seeding, before))
            self.shown.root.grabWindow()
            yield time.perf_counter() - begun

    @contextmanager
    def watched(self, what: str) -> Iterator[None]:
        self.heart.reset()
        yield
        wall, busy = (milliseconds(max(each)) for each in (self.heart.walls, self.heart.busy))
        print(f"{'  longest without the event loop, ' + what:44} {wall} ms; of work {busy} ms")

    def use(self, when: str) -> None:
        """Do everything once."""
        print(f"-- {when}")
        with self.watched("nothing done"):
            self.until_seconds(2.0)
        with self.watched("scrolling"):
            tell("a frame while scrolling the feed", list(self.scroll("feed")))
        with self.watched("choosing"):
            tell("another period, order or board", list(self.choose()))
        with self.watched("composer"):
            print(
                f"{'the composer opens':44} {milliseconds(self.go('composer', 'composerText'))} ms"
            )
            tell("a letter typed", list(self.type()))
        with self.watched("seeding"):
            print(f"{'what is seeded opens':44} {milliseconds(self.go('seeding', 'seeds'))} ms")
            tell("a frame while scrolling what is seeded", list(self.scroll("seeds")))
            tell("another order of what is seeded", list(self.order_seeds()))
        self.go("feed", "feed")

    def until_seconds(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def all_up(self) -> bool:
        answers: list[Any] = []
        self.window.link.perform("status", {}, answers.append, answers.append)
        self.until(lambda: answers)
        ready, seeding = answers[0]["seeding_ready"], answers[0]["seeding"]
        return answers[0]["starting"] is None and ready >= seeding

    # -- plans -------------------------------------------------------------------------------

    def close_while_starting(self) -> None:
        self.until_seconds(CLOSED_AFTER_SECONDS)

    def use_it(self) -> None:
        self.use("while seeds come up")
        while not self.all_up():
            self.until_seconds(0.1)
        print(f"all are up after {time.monotonic() - self.begun:.1f} s, {memory_mb()} MB")
        self.until_seconds(10.0)
        self.use("when all seeds are up")
        print(f"memory at the end {memory_mb()} MB")

    def close(self) -> None:
        print(f"closing at {time.monotonic()!r}", flush=True)
        self.shown.root.close()


def _is_another(seeding: Any, before: object) -> bool:  # noqa: ANN401 -- a controller
    return seeding.model.rows is not before


def main() -> None:
    plan, begun = sys.argv[1], float(sys.argv[2])

    class Watched(launch.Shown):
        """The window as the program opens it, with a user before it."""

        def __init__(self, window: MainWindow) -> None:
            super().__init__(window)
            self._user = User(window, self, begun)
            self._ranked = False
            window.app.value("feed").begun.connect(self._note_ranked)
            self.root.frameSwapped.connect(self._look)
            print(f"loaded after {time.monotonic() - begun:.2f} s")

        def _note_ranked(self) -> None:
            self._ranked = True

        def _look(self) -> None:
            if not self._ranked:
                return
            self.root.frameSwapped.disconnect(self._look)
            took, worked = time.monotonic() - begun, time.process_time()
            print(
                f"first ranked frame after {took:.2f} s, {worked:.2f} s of work, {memory_mb()} MB"
            )
            QTimer.singleShot(0, self._begin)

        def _begin(self) -> None:
            try:
                if plan == "use":
                    self._user.use_it()
                else:
                    self._user.close_while_starting()
            finally:
                self._user.close()

    launch.Shown = Watched  # type: ignore[misc]  # what the program will open
    sys.argv[1:] = sys.argv[3:]
    sys.exit(run_program())


if __name__ == "__main__":
    main()
