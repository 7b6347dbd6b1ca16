"""What the controllers share, so that each is given one thing."""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.services.ports import Clock
from p2psocial.ui.background import Background
from p2psocial.ui.messages import Messages
from p2psocial.ui.node_link import NodeLink
from p2psocial.ui.posts import Own
from p2psocial.ui.preferences import Keeper
from p2psocial.ui.reader import Reader


def ignore(_: object) -> None:
    """Take what comes of something that nobody waits for."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Reading from the index, asking the node, working on files, and telling the person."""

    reader: Reader
    link: NodeLink
    background: Background
    messages: Messages
    preferences: Keeper
    own: Own
    clock: Clock
