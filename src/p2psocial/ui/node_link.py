"""The GUI thread's end of the node: ask for something, be called back with what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from p2psocial.control.operation import OnProgress
from p2psocial.failures import BudgetFullError, IdentityLockedError, MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem, InvalidMagnet, InvalidPhrase
from p2psocial.ui.ports import NodeHandle, NodeNews, NodeState

_log = logging.getLogger(__name__)

Done = Callable[[object], None]
Progress = Mapping[str, object]
_PROGRESS_MILLISECONDS = 100


class Failure:
    """Why something did not work, in words for people.

    `locked` asks for a passphrase; `refused` says that what came failed our checks. `needed` is how
    many bytes there is no room for, 0 when that is not why.
    """

    def __init__(self, error: BaseException) -> None:
        """Explain that exception."""
        self.error = error
        self.locked = isinstance(error, IdentityLockedError)
        self.refused = isinstance(error, InvalidItem)
        self.needed = error.needed if isinstance(error, BudgetFullError) else 0
        self.message = _explain(error)


def _explain(error: BaseException) -> str:
    match error:
        case InvalidItem():
            return f"This is not a valid item: {error}"
        case RequestError() | MachineError() | InvalidMagnet() | InvalidPhrase():
            message = str(error)
            return message[:1].upper() + message[1:]
        case _:
            _log.error("this is a bug of p2psocial's own", exc_info=error)
            return f"This is a bug of p2psocial's own, please report it: {type(error).__name__}"


class Call:
    """Something that the node was asked to do."""

    def __init__(
        self,
        done: Done,
        failed: Callable[[Failure], None],
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.done = done
        self.failed = failed
        self.progress = progress
        self.latest: Progress | None = None
        self.future: Future[object] | None = None

    def cancel(self) -> None:
        """Stop it; neither `done` nor `failed` is called then."""
        if self.future is not None:
            self.future.cancel()


class NodeLink(QObject):
    """Belongs to the GUI thread; all callbacks come there."""

    news = Signal(object)
    _ended = Signal(object)
    _told = Signal(object)

    def __init__(self, node: NodeHandle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._node = node
        self._calls: set[Call] = set()
        self.state = NodeNews(NodeState.STARTING)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._take_news, Qt.ConnectionType.QueuedConnection)
        # Progress comes as often as the node likes; people can follow ten of it a second.
        self._timer = QTimer(self)
        self._timer.setInterval(_PROGRESS_MILLISECONDS)
        self._timer.timeout.connect(self._report)

    def start(self) -> None:
        """Start the node; `news` tells of its state."""
        self._node.start(self._told.emit)

    def perform(
        self,
        operation: str,
        arguments: Mapping[str, object],
        done: Done,
        failed: Callable[[Failure], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Call:
        """Have the node do something; see `control.operations`."""
        call = Call(done, failed, progress)
        self._calls.add(call)
        on_progress: OnProgress = _keeper(call)
        call.future = self._node.submit(operation, arguments, on_progress)
        if progress is not None:
            self._timer.start()
        call.future.add_done_callback(lambda _: self._ended.emit(call))
        return call

    def close(self) -> None:
        """Call nobody back any more, and end the node."""
        for call in self._calls:
            call.cancel()
        self._calls.clear()
        self._timer.stop()
        self._node.stop()

    @Slot(object)
    def _take_news(self, news: NodeNews) -> None:
        self.state = news
        self.news.emit(news)

    @Slot(object)
    def _end(self, call: Call) -> None:
        if call not in self._calls or call.future is None:
            return
        self._calls.discard(call)
        if not any(each.progress for each in self._calls):
            self._timer.stop()
        try:
            result = call.future.result()
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001 -- whatever it is, a person is waiting for it
            call.failed(Failure(error))
            return
        call.done(result)

    @Slot()
    def _report(self) -> None:
        for call in list(self._calls):
            latest, call.latest = call.latest, None
            if call.progress is not None and latest is not None:
                call.progress(latest)


def _keeper(call: Call) -> OnProgress:
    def keep(progress: Mapping[str, object]) -> None:
        call.latest = progress

    return keep
