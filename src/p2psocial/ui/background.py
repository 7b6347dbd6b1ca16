"""Work on files and keys, off the GUI thread and one piece after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from p2psocial.ui.node_link import Failure

_Value = TypeVar("_Value")


class Background(QObject):
    """Runs functions in the order in which they were given; callbacks come to the GUI thread."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._ended.connect(_call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], _Value],
        done: Callable[[_Value], None],
        failed: Callable[[Failure], None],
    ) -> None:
        """Call `work` on the other thread, then `done` with what it returned on this one."""
        future = self._pool.submit(work)
        future.add_done_callback(partial(self._tell, done, failed))

    def close(self) -> None:
        """Finish what was given, and take no more."""
        self._pool.shutdown(wait=True)

    def _tell(
        self, done: Callable[[Any], None], failed: Callable[[Failure], None], future: Future[Any]
    ) -> None:
        error = future.exception()
        if error is None:
            self._ended.emit(partial(done, future.result()))
        else:
            self._ended.emit(partial(failed, Failure(error)))


def _call(callback: Callable[[], None]) -> None:
    callback()
