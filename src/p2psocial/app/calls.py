"""Calls that may wait long for another process, and that the end of this one does not wait for.

Those of `concurrent.futures` would be waited for: a window beside a node that is stopped could not
be closed.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeAlias

_Call: TypeAlias = "tuple[Future[object], Callable[[], object]]"


class Calls:
    """Makes calls on a few threads of its own, the first one first."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._waiting: queue.SimpleQueue[_Call] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def submit(self, call: Callable[[], object]) -> Future[object]:
        """Have a call made, to be asked for on one thread; a cancelled one is left out.

        Raises `RuntimeError` when the system has no thread for it.
        """
        future: Future[object] = Future()
        if len(self._threads) < self._at_once:
            thread = threading.Thread(target=self._work, name="call", daemon=True)
            thread.start()
            self._threads.append(thread)
        self._waiting.put((future, call))
        return future

    def _work(self) -> None:
        while True:
            future, call = self._waiting.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 -- whoever asked is to have it, whatever it is
                future.set_exception(error)
