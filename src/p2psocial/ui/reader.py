"""Reading from the index on a thread of its own, so that the window never waits for a disk."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from p2psocial.failures import MachineError
from p2psocial.ui.node_link import Failure
from p2psocial.ui.ports import Reads

_log = logging.getLogger(__name__)
_Value = TypeVar("_Value")

_LOOK_SECONDS = 0.25
_RETRY_SECONDS = 0.05
_JOIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Reads], Any]
    done: Callable[[Any], None]
    failed: Callable[[Failure], None]
    slot: str
    number: int = field(default_factory=count().__next__)


class Reader(QObject):
    """Runs functions over `Reads` one after the other; the callbacks come to the GUI thread.

    Of several reads for the same `slot` only the last one that was asked for is answered.
    `changed` tells, four times a second at most, that somebody has written to the index.
    """

    changed = Signal()
    opened = Signal()
    _answered = Signal(object, object, bool)

    def __init__(
        self,
        open_reads: Callable[[], tuple[Reads, Callable[[], None]]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_reads = open_reads
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._newest: dict[str, int] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Start reading as soon as there is an index."""
        self._thread.start()

    def read(
        self,
        slot: str,
        work: Callable[[Reads], _Value],
        done: Callable[[_Value], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """Call `work` on the reader's thread and `done` with what it returned on this one."""
        job = _Job(work, done, failed or _log_failure, slot)
        self._newest[slot] = job.number
        self._jobs.put(job)

    def close(self) -> None:
        """Read no more; what is under way is waited for."""
        self._newest.clear()
        self._ending.set()
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(_JOIN_SECONDS)

    # -- on the GUI thread -------------------------------------------------------------------

    @Slot(object, object, bool)
    def _answer(self, job: _Job, result: object, worked: bool) -> None:  # noqa: FBT001 -- a signal's arguments have no names
        if self._newest.get(job.slot) != job.number:
            return
        if worked:
            job.done(result)
        else:
            assert isinstance(result, BaseException)  # noqa: S101 -- for the type checker
            job.failed(Failure(result))

    # -- on the reader's thread --------------------------------------------------------------

    def _run(self) -> None:
        opened = self._open()
        if opened is None:
            return
        reads, close = opened
        self.opened.emit()
        try:
            self._serve(reads)
        finally:
            close()

    def _open(self) -> tuple[Reads, Callable[[], None]] | None:
        """Open the index, waiting for the node to make it at the very first start."""
        while not self._ending.is_set():
            try:
                return self._open_reads()
            except MachineError as error:
                _log.debug("no index to read yet: %s", error)
                self._ending.wait(_RETRY_SECONDS)
        return None

    def _serve(self, reads: Reads) -> None:
        seen = reads.index.data_version()
        while True:
            try:
                job = self._jobs.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                version = reads.index.data_version()
                if version != seen:
                    seen = version
                    reads.forget_rules()
                    self.changed.emit()
                continue
            if job is None:
                return
            if self._newest.get(job.slot) == job.number:
                self._do(reads, job)

    def _do(self, reads: Reads, job: _Job) -> None:
        try:
            result = job.work(reads)
        except Exception as error:  # noqa: BLE001 -- it is told on the GUI thread
            self._answered.emit(job, error, False)  # noqa: FBT003 -- as above
        else:
            self._answered.emit(job, result, True)  # noqa: FBT003 -- as above


def _log_failure(failure: Failure) -> None:
    _log.error("reading failed: %s", failure.message)
