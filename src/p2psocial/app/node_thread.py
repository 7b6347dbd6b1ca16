"""The node behind a window: on a thread of its own, or in the process that runs it already."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING

from p2psocial.app.calls import Calls
from p2psocial.app.loading import loading
from p2psocial.control import client
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder, FolderLock
from p2psocial.failures import MachineError
from p2psocial.services.identities import Identities
from p2psocial.settings import Settings
from p2psocial.ui.ports import NodeNews, NodeState

if TYPE_CHECKING:
    from p2psocial.app.running import RunningNode

_log = logging.getLogger("p2psocial")

# A command that is at work on the folder ends within this; a node that starts answers.
_CLAIM_SECONDS = 5.0
_CALLS_AT_ONCE = 4
_OnNews = Callable[[NodeNews], None]


class NodeThread:
    """Runs a node for the window; see `ui.ports.NodeHandle`.

    What is asked for before the node is ready waits for it.
    """

    def __init__(self, settings: Settings, folder: DataFolder, identities: Identities) -> None:
        self._settings = settings
        self._folder = folder
        self._identities = identities
        self._on_news: _OnNews = _ignore
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._running: RunningNode | None = None
        self._attached = False
        self._ending = False
        self._failed = False
        self._again = False
        self._waiting: list[Callable[[], None]] = []
        self._elsewhere = Calls(_CALLS_AT_ONCE)

    # -- for the window ----------------------------------------------------------------------

    def start(self, on_news: _OnNews) -> None:
        """Start it; `on_news` is called on the node's thread."""
        self._on_news = on_news
        self._thread = threading.Thread(target=self._live, name="node", daemon=True)
        self._thread.start()

    def submit(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> Future[object]:
        """Have the node do something; see `ui.ports.NodeHandle`."""
        future: Future[object] = Future()

        def begin() -> None:
            self._begin(operation, arguments, on_progress, future)

        with self._guard:
            if self._ending:
                future.set_exception(MachineError("the node is ending; start p2psocial again"))
                return future
            if self._running is None and not self._attached:
                self._waiting.append(begin)
                return future
        begin()
        return future

    def restart(self, settings: Settings) -> None:
        """Stop, and start again with other settings, when it is ours.

        One that could not start is given another chance; one that was not started yet is not.
        """
        self._settings = settings
        with self._guard:
            if self._attached or self._thread is None:
                return
            failed, self._failed = self._failed, False
            if failed:
                self._ending = False
            else:
                self._again = True
        if failed:
            self.start(self._on_news)
        else:
            self._cancel()

    def stop(self) -> None:
        """Begin to end."""
        with self._guard:
            self._ending = True
            self._again = False
        self._cancel()

    def join(self, seconds: float) -> bool:
        """Wait for the end of it; False when it took longer."""
        if self._thread is not None:
            self._thread.join(seconds)
            return not self._thread.is_alive()
        return True

    # -- on the node's thread ----------------------------------------------------------------

    def _live(self) -> None:
        while True:
            self._on_news(NodeNews(NodeState.STARTING))
            try:
                lock = client.claim(self._folder, patience=_CLAIM_SECONDS)
            except MachineError as error:
                self._fail(error)
                return
            if lock is None:
                self._attach()
                return
            if not self._run(lock):
                return

    def _run(self, lock: FolderLock) -> bool:
        """Be a node; True when another one is to follow."""
        try:
            with lock:
                asyncio.run(self._serve())
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 -- whatever ended the node, the window says so
            self._fail(error)
            return False
        finally:
            with self._guard:
                self._running = self._loop = self._task = None
        with self._guard:
            again, self._again = self._again, False
        if not again:
            self._on_news(NodeNews(NodeState.STOPPED))
        return again

    async def _serve(self) -> None:
        with self._guard:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.current_task()
            if self._ending:
                return
        # Here, on the node's thread: most of the program is loaded by this, which takes a while.
        with loading():
            from p2psocial.app.running import serve  # noqa: PLC0415

        with contextlib.suppress(asyncio.CancelledError):
            await serve(self._settings, self._folder, self._identities, self._opened)

    def _opened(self, running: RunningNode) -> None:
        with self._guard:
            self._running = running
        self._on_news(NodeNews(NodeState.RUNNING))
        self._begin_waiting()

    def _attach(self) -> None:
        with self._guard:
            self._attached = True
        self._on_news(NodeNews(NodeState.ATTACHED))
        self._begin_waiting()

    def _begin_waiting(self) -> None:
        with self._guard:
            waiting, self._waiting = self._waiting, []
        for begin in waiting:
            begin()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, MachineError):
            _log.error("the node ended; this is a bug of p2psocial's own", exc_info=error)
        with self._guard:
            self._ending = self._failed = True
            waiting, self._waiting = self._waiting, []
        self._on_news(NodeNews(NodeState.FAILED, str(error) or type(error).__name__))
        for begin in waiting:
            begin()

    # -- between the two ---------------------------------------------------------------------

    def _begin(
        self,
        operation: str,
        arguments: Mapping[str, object],
        on_progress: OnProgress,
        future: Future[object],
    ) -> None:
        if self._attached:
            self._begin_elsewhere(operation, arguments, on_progress, future)
            return
        with self._guard:
            running, loop = self._running, self._loop
        if running is None or loop is None:
            future.set_exception(MachineError("the node is not running; start p2psocial again"))
            return

        async def work() -> object:
            return await running.operations[operation](arguments, on_progress)

        _chain(asyncio.run_coroutine_threadsafe(work(), loop), future)

    def _begin_elsewhere(
        self,
        operation: str,
        arguments: Mapping[str, object],
        on_progress: OnProgress,
        future: Future[object],
    ) -> None:
        def call() -> object:
            return client.call(self._folder, operation, arguments, on_progress)

        try:
            _chain(self._elsewhere.submit(call), future)
        except RuntimeError:
            future.set_exception(MachineError("there is too little memory; close other programs"))

    def _cancel(self) -> None:
        with self._guard:
            loop, task = self._loop, self._task
            if loop is not None and task is not None:
                loop.call_soon_threadsafe(task.cancel)


def _chain(inner: Future[object], outer: Future[object]) -> None:
    """Have `outer` end as `inner` does, and be cancelled the other way round."""

    def ended(done: Future[object]) -> None:
        if outer.cancelled() or not outer.set_running_or_notify_cancel():
            return
        if done.cancelled():
            outer.set_exception(MachineError("the node ended before it answered"))
        elif (error := done.exception()) is not None:
            outer.set_exception(error)
        else:
            outer.set_result(done.result())

    def cancelled(done: Future[object]) -> None:
        if done.cancelled():
            inner.cancel()

    outer.add_done_callback(cancelled)
    inner.add_done_callback(ended)


def _ignore(_: NodeNews) -> None:
    pass
