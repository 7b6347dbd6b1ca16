"""Texts that gossip peers could not give, fetched over BitTorrent in the background."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Magnet
from p2psocial.services.importing import Importing

_log = logging.getLogger(__name__)

_AT_A_TIME = 4
_MAX_WAITING = 500
_PATIENCE_SECONDS = 60.0


class TextFetches:
    """A few fetches at a time, of those that were asked for first; more than many are refused."""

    def __init__(self, importing: Importing) -> None:
        self._importing = importing
        self._tasks: set[asyncio.Task[None]] = set()
        self._some_at_a_time = asyncio.Semaphore(_AT_A_TIME)

    def start(self, item: Item) -> None:
        """Fetch the text of an item whose header is here, when its turn comes."""
        if len(self._tasks) < _MAX_WAITING:
            task = asyncio.get_running_loop().create_task(self._fetch(item))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fetch(self, item: Item) -> None:
        async with self._some_at_a_time:
            # Nobody has it just now, or what they have is wrong: its header stays without text.
            with contextlib.suppress(RequestError, InvalidItem):
                try:
                    await self._importing.by_magnet(
                        Magnet(item.infohash), _PATIENCE_SECONDS, lambda _: None
                    )
                except MachineError as error:
                    _log.warning("cannot fetch %s: %s", item.infohash.hex(), error)

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
