"""What the demo network needs from the rest of the program: a way to open a node.

`app.open_node` is one. It is handed in, because the demo does not put nodes together itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from p2psocial.control.operation import Operation
from p2psocial.data_folder import DataFolder
from p2psocial.network.gossip.options import LinkConditions
from p2psocial.network.gossip_events import GossipListener, GossipSender
from p2psocial.services.identities import Identities
from p2psocial.services.spreading.spreader import Spreader
from p2psocial.services.voting import Voting
from p2psocial.settings import Settings

Wrap = Callable[[GossipListener], GossipListener]


class Parts(Protocol):
    """What is needed of what a node is made of."""

    voting: Voting


class OpenedNode(Protocol):
    """A node at work."""

    @property
    def node(self) -> Parts:
        """Its parts."""

    @property
    def operations(self) -> Mapping[str, Operation]:
        """Everything that it can be asked to do."""

    @property
    def endpoint(self) -> GossipSender:
        """Its gossip endpoint."""

    @property
    def spreader(self) -> Spreader:
        """What spreads its items."""


class OpenNode(Protocol):
    """Opens a node on a data folder whose lock the caller holds."""

    def __call__(
        self,
        settings: Settings,
        folder: DataFolder,
        identities: Identities,
        *,
        link: LinkConditions | None,
        wrap: Wrap,
    ) -> AbstractAsyncContextManager[OpenedNode]:
        """Run the node for as long as the block lasts.

        `link` makes its gossip slow and lossy. `wrap` is given whoever listens to its gossip
        endpoint and returns who is to listen instead.
        """
