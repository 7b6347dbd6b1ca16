"""Commands on a running node if there is one, else on parts of one that are made for a moment."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

from p2psocial.app.index_file import open_index
from p2psocial.app.node import Node
from p2psocial.app.options import network_options
from p2psocial.app.running import open_node, serve
from p2psocial.control import client, operations, page_operations, seeding_operations
from p2psocial.control.documents import Document
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.demo import program as demo
from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from p2psocial.network.on_demand import OnDemand
from p2psocial.services.identities import Identities
from p2psocial.settings import Settings

_log = logging.getLogger("p2psocial")
_LOOKING = operations.LOOKING | page_operations.LOOKING | seeding_operations.LOOKING
_LOOKING_PATIENCE = 0.5


class Commands:
    """What `app.backend.Backend` does with a node; see there."""

    def __init__(self, settings: Settings, folder: DataFolder, identities: Identities) -> None:
        self._settings = settings
        self._folder = folder
        self._identities = identities

    def perform(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> object:
        """Do something on the running node, or by ourselves when none runs."""
        looking = operation in _LOOKING
        patience = _LOOKING_PATIENCE if looking else client.PATIENCE_SECONDS
        try:
            lock = client.claim(self._folder, patience=patience)
        except MachineError:
            # Another command is at work. What only looks need not wait for it.
            if not looking or not self._folder.index.exists():
                raise
            return asyncio.run(self._alone(operation, arguments, on_progress, read_only=True))
        if lock is None:
            return client.call(self._folder, operation, arguments, on_progress)
        with lock:
            return asyncio.run(self._alone(operation, arguments, on_progress))

    async def _alone(
        self,
        operation: str,
        arguments: Mapping[str, object],
        on_progress: OnProgress,
        *,
        read_only: bool = False,
    ) -> object:
        network = OnDemand(network_options(self._settings, self._folder))
        index = (
            Index.open(self._folder.index, read_only=True)
            if read_only
            else open_index(self._folder)
        )
        try:
            node = Node(self._settings, self._folder, index, network, self._identities)
            by_name = node.operations(node.membership)
            result = await by_name[operation](arguments, on_progress)
        finally:
            await network.close()
            index.close()
        if isinstance(result, dict) and result.get("seeding"):
            result["node_running"] = False
        return result

    def run_node(self) -> int:
        """Be a node until interrupted."""
        lock = client.claim(self._folder)
        if lock is None:
            message = f"a node runs on {self._folder.path} already; 'p2psocial status' describes it"
            raise MachineError(message)
        with lock:
            try:
                asyncio.run(_finished(serve(self._settings, self._folder, self._identities)))
            finally:
                _log.info("stopped")
        return 0

    def run_demo(
        self, nodes: int, seconds: float | None, folder: Path | None, tell: Callable[[str], None]
    ) -> Document:
        """Run a private network of real nodes; see `cli.backend.Backend`."""
        return demo.run(nodes, seconds, folder, tell)

    def run_demo_worker(self) -> int:
        """Be one process of a demo network."""
        demo.work(open_node)
        return 0


async def _finished(work: Coroutine[None, None, None]) -> None:
    """Do it until Ctrl-C, and then let it end in its own time, however often that is pressed.

    To be run on the main thread, and last: from then on the program takes no orders to end.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        task.cancel()
        await asyncio.wait([task])
        raise
    task.result()
