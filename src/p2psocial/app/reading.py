"""What only looks, answered on a thread of its own, so that the node goes on meanwhile.

A search through 100,000 items takes a good part of a second, and on the node's own thread nothing
else would happen in that time. So this thread has a connection of its own to the index, which sees
whatever was written before the question, a node over it that can do nothing but read, and an event
loop on which the very same operations run.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import TypeVar

from p2psocial.app.node import Node, Outside
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from p2psocial.protocol.magnet import Address

_Value = TypeVar("_Value")

# Of what only looks, what needs nothing but the index and can take a while.
READ_APART = ("top", "why", "search", "author", "notices", "seeding", "propose_drops")


class Reading:
    """The thread and what runs on it. All methods belong to the loop that `start` runs on."""

    def __init__(
        self,
        open_index: Callable[[], Index],
        make_node: Callable[[Index], Node],
        own_addresses: Callable[[], tuple[Address, ...]],
        watch: Callable[[Iterable[bytes]], int],
    ) -> None:
        """Prepare; the first two functions are called on the thread, the others on the loop."""
        self._open_index = open_index
        self._make_node = make_node
        self._own_addresses = own_addresses
        self._watch = watch
        self._addresses: tuple[Address, ...] = ()
        self._closing = False
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="reading", daemon=True)

    async def start(self) -> None:
        """Open the index a second time. Raises `MachineError`."""
        self._home = asyncio.get_running_loop()
        self._thread.start()
        await asyncio.shield(asyncio.wrap_future(self._ready))

    async def close(self) -> None:
        """End the thread; what is being done there is cancelled at its next step."""
        self._closing = True
        # What failed there, `start` has raised.
        await asyncio.gather(asyncio.wrap_future(self._ready), return_exceptions=True)
        if not self._ready.exception():
            self._loop.call_soon_threadsafe(self._ended.set)
        await asyncio.to_thread(self._thread.join)

    def operations(self) -> dict[str, Operation]:
        """Return the operations that are answered there."""
        return {name: self._operation(name) for name in READ_APART}

    async def call(self, work: Callable[[Node], _Value]) -> _Value:
        """Return what `work` returns there, given the node that can only read."""

        async def do() -> _Value:
            return work(self._node)

        return await self._there(do)

    def _operation(self, name: str) -> Operation:
        async def perform(arguments: Mapping[str, object], on_progress: OnProgress) -> object:
            async def do() -> object:
                return await self._by_name[name](arguments, on_progress)

            return await self._there(do)

        return perform

    async def _there(self, do: Callable[[], Awaitable[_Value]]) -> _Value:
        if self._closing:
            raise MachineError("the node is ending; start p2psocial again")
        self._addresses = self._own_addresses()

        async def afresh() -> _Value:
            self._refresh()
            return await do()

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(afresh(), self._loop))

    # -- on the thread -----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            index = self._open_index()
        except Exception as error:  # noqa: BLE001 -- whatever it is, `start` raises it
            self._ready.set_exception(error)
            return
        try:
            asyncio.run(self._live(index))
        finally:
            index.close()

    async def _live(self, index: Index) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        self._index, self._seen = index, index.data_version()
        self._node = self._make_node(index)
        outside = Outside(watch=self._watch_from_here, own_addresses=lambda: self._addresses)
        self._by_name = self._node.operations(self._node.membership, outside)
        self._ready.set_result(None)
        await self._ended.wait()

    def _refresh(self) -> None:
        """Read the block rules anew when somebody may have changed them."""
        version = self._index.data_version()
        if version != self._seen:
            self._seen = version
            self._node.moderation.refresh()

    def _watch_from_here(self, infohashes: Iterable[bytes]) -> int:
        looked_at = list(infohashes)
        self._home.call_soon_threadsafe(self._watch, looked_at)
        return len(looked_at)
