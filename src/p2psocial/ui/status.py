"""How the node stands, for the status bar and for every page that has nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Slot

from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Call, Failure, NodeLink
from p2psocial.ui.ports import NodeNews, NodeState

_EVERY_MILLISECONDS = 2_000
# The DHT takes a while to be joined, and then to name somebody.
_PATIENCE_SECONDS = 60
_NUMBERS = (
    "peers",
    "dht_nodes",
    "neighbours",
    "upload_rate",
    "download_rate",
    "seeding",
    "seeding_ready",
    "seed_bytes",
    "items",
    "text_bytes",
    "announce_late",
    "vote_bytes_per_hour",
    "syncing",
    "missing",
)


class Status(Controller):
    """`node` is a `NodeState`; `connection` is one of those below.

    It is starting, connecting (so far), online (others on our boards are), alone (nobody is),
    offline (not even the DHT is reached) or failed (the node could not start; see `message`).
    The numbers are `known` once the node has told them. `resuming` says that `seeding_ready` of
    `seeding` texts are served again so far.
    """

    def __init__(
        self, link: NodeLink, restart: Callable[[], None], parent: QObject | None = None
    ) -> None:
        """`restart` gives a node that could not start another chance."""
        numbers = dict.fromkeys(_NUMBERS, 0)
        super().__init__(
            parent,
            node=NodeState.STARTING.value,
            known=False,
            message="",
            connection="starting",
            listening="",
            resuming=False,
            private=False,
            port_mapping="",
            data_dir="",
            version="",
            **numbers,
        )
        self._link = link
        self._restart = restart
        self._asked: Call | None = None
        self._uptime = 0
        link.news.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask the node now, unless it was asked already."""
        if self._asked is None:
            self._asked = self._link.perform("status", {}, self._take, self._miss)

    @Slot()
    def retry(self) -> None:
        """Start the node again after it could not."""
        if self.take("node") == NodeState.FAILED:
            self._restart()

    @Slot(object)
    def _hear(self, news: NodeNews) -> None:
        self.put(node=news.state.value, message=news.message[:1].upper() + news.message[1:])
        if news.state in (NodeState.RUNNING, NodeState.ATTACHED):
            self._timer.start()
            self.ask()
        else:
            self._timer.stop()
            self._asked = None
            self.put(known=False)
        self._judge()

    def _take(self, answer: object) -> None:
        self._asked = None
        if not isinstance(answer, Mapping):
            return
        found = {name: int(answer.get(name) or 0) for name in _NUMBERS}
        self._uptime = int(answer.get("uptime") or 0)
        listening = answer.get("listening")
        self.put(
            listening=", ".join(map(str, listening)) if isinstance(listening, list) else "",
            known=True,
            resuming=isinstance(answer.get("starting"), Mapping),
            private=bool(answer.get("private")),
            port_mapping=str(answer.get("port_mapping") or ""),
            data_dir=str(answer.get("data_dir") or ""),
            version=str(answer.get("version") or ""),
            **found,
        )
        self._judge()

    def _miss(self, failure: Failure) -> None:
        self._asked = None
        self.put(message=failure.message)
        self._judge()

    def _judge(self) -> None:
        self.put(connection=self._connection())

    def _connection(self) -> str:
        node = self.take("node")
        if node in (NodeState.STARTING, NodeState.STOPPED):
            return "starting"
        if node == NodeState.FAILED:
            return "failed"
        if self.take("neighbours"):
            return "online"
        if self._uptime <= _PATIENCE_SECONDS:
            return "connecting"
        # A private network may well do without a DHT.
        return "alone" if self.take("dht_nodes") or self.take("private") else "offline"
