"""What the window needs from the rest of the program, handed in by `p2psocial.app`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.protocol.item import Item
from p2psocial.services.authors import Authors
from p2psocial.services.drafts import Drafts
from p2psocial.services.feed import Feed
from p2psocial.services.identities import Identities
from p2psocial.services.moderation import Moderation
from p2psocial.services.notifications import Notifications
from p2psocial.services.ports import Clock, Index
from p2psocial.services.thread import Threads
from p2psocial.settings import Settings


class NodeState(StrEnum):
    """How the node behind the window is."""

    STARTING = "starting"
    RUNNING = "running"
    # Somebody else's process: `p2psocial node` on the same data folder.
    ATTACHED = "attached"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class NodeNews:
    """The state that a node has come into; `message` says why it failed."""

    state: NodeState
    message: str = ""


class NodeHandle(Protocol):
    """The node behind the window, in a thread of its own or in another process.

    Every method returns at once.
    """

    def start(self, on_news: Callable[[NodeNews], None]) -> None:
        """Start it; `on_news` is called on some other thread."""

    def submit(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> Future[object]:
        """Have it do something; see `control.operations`. Cancelling the future cancels that.

        `on_progress` is called on another thread. The future fails with the classes of `failures`
        and `protocol.errors`.
        """

    def restart(self, settings: Settings) -> None:
        """Stop, and start again with other settings, when it is ours."""

    def stop(self) -> None:
        """Begin to end; `STOPPED` is the last that is heard of it."""

    def join(self, seconds: float) -> bool:
        """Wait for the end of it; False when it took longer. For the end of the program only."""


class Reads:
    """What can be read without the node, over an index of one's own. Belongs to one thread."""

    def __init__(self, index: Index, clock: Clock) -> None:
        """Read from `index`, which is read-only and may be written to by the node meanwhile."""
        self.index = index
        self.clock = clock
        self.moderation = Moderation(index, clock)
        self.feed = Feed(index, clock, self._refuses)
        self.threads = Threads(index, self.feed)

    def authors(self, own: frozenset[bytes]) -> Authors:
        """Return the pages of authors, for somebody with these public keys."""
        return Authors(self.index, self._refuses, lambda: own)

    def notifications(self, own: frozenset[bytes]) -> Notifications:
        """Return what concerns somebody with these public keys."""
        return Notifications(self.index, self._refuses, lambda: own)

    def forget_rules(self) -> None:
        """Read the block rules anew, because somebody may have changed them."""
        self.moderation = Moderation(self.index, self.clock)

    def _refuses(self, item: Item) -> bool:
        return self.moderation.refuses(item)


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the window is made of and does not make itself.

    `open_reads` is called on the reader's thread and raises `MachineError` while there is no index
    yet; what it returns is closed by the second function.
    """

    folder: DataFolder
    settings: Settings
    load_settings: Callable[[], Settings]
    node: NodeHandle
    identities: Identities
    drafts: Drafts
    open_reads: Callable[[], tuple[Reads, Callable[[], None]]]
    clock: Clock
