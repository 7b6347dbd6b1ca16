"""One node inside of a worker process: its folder, its life, and what it reports."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from p2psocial import settings
from p2psocial.control.operation import Operation
from p2psocial.data_folder import DataFolder, write_private
from p2psocial.demo.nodes import OpenNode
from p2psocial.demo.partition import Partition
from p2psocial.failures import MachineError
from p2psocial.network.gossip.options import LinkConditions
from p2psocial.protocol.item import Item
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore


class Arrival(StrEnum):
    """What can come to a node."""

    HEADER = "header"
    TEXT = "text"


# Called with what came, the infohash, and the monotonic time.
OnArrival = Callable[[Arrival, bytes, float], None]


@dataclass(frozen=True, slots=True)
class Reports:
    """Who is told of what comes to a node, and of how many neighbours it has."""

    arrived: OnArrival
    neighbours: Callable[[int], None]


def _clock() -> int:
    return int(time.time())


class HostedNode:
    """A node that runs until `close`."""

    def __init__(self, folder: Path, reports: Reports) -> None:
        self._folder = DataFolder(folder)
        self._reports = reports
        self._partition = Partition(reports.neighbours)
        self._stack = contextlib.AsyncExitStack()
        self._ending: asyncio.Future[None] | None = None
        self._operations: Mapping[str, Operation] = {}
        self.identities = Identities(
            Keystore(self._folder.identities, os.urandom), _clock, os.urandom
        )

    async def start(
        self, open_node: OpenNode, chosen: Mapping[str, object], link: LinkConditions | None
    ) -> None:
        """Run it with these settings, which are also written down for commands to find."""
        self._folder.create()
        values = settings.Settings(
            **{name: settings.checked(name, value) for name, value in chosen.items()}  # type: ignore[arg-type]  # `checked` returns what the setting of that name holds
        )
        write_private(self._folder.settings, settings.to_json(values))
        lock = self._folder.try_lock()
        if lock is None:
            raise MachineError(f"a node runs on {self._folder.path} already")
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(lock.release)
            opening = open_node(
                values, self._folder, self.identities, link=link, wrap=self._partition.around
            )
            opened = await stack.enter_async_context(opening)
            self._partition.sender = opened.endpoint
            opened.spreader.watch(self._on_header, self._on_text)
            await opened.node.voting.resume()
            self._operations = opened.operations
            self._stack = stack.pop_all()

    def _on_header(self, item: Item) -> None:
        self._reports.arrived(Arrival.HEADER, item.infohash, time.monotonic())

    def _on_text(self, item: Item) -> None:
        self._reports.arrived(Arrival.TEXT, item.infohash, time.monotonic())

    async def perform(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Have the node do something and return its JSON-like result."""
        return await self._operations[operation](arguments, lambda _: None)

    def keep_apart(self, hosts: frozenset[str]) -> None:
        """Cut the node off from these hosts, and only from these."""
        self._partition.keep_apart(hosts)

    async def close(self) -> None:
        """Stop it as a user would. One who gave up waiting does not interrupt that."""
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._stack.aclose())
        await asyncio.shield(self._ending)
