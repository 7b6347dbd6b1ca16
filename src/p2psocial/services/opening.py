"""Opening a thread: its texts that are not here yet are fetched, as far as that goes quickly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from p2psocial.failures import RequestError
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.magnet import Magnet
from p2psocial.services.importing import Importing
from p2psocial.services.ports import Entry, FetchProgress
from p2psocial.services.thread import Reply, Thread

PATIENCE_SECONDS = 10.0
_MAX_TEXTS = 100
_AT_A_TIME = 8


class Opening:
    """Shows threads as completely as can be had in a few seconds."""

    def __init__(self, show: Callable[[bytes], Awaitable[Thread]], importing: Importing) -> None:
        """Prepare; `show` does what `Threads.show` does, and may take a while."""
        self._show = show
        self._importing = importing

    async def open(self, infohash: bytes, progress: Callable[[FetchProgress], None]) -> Thread:
        """Return the thread, having fetched what was missing; some of it may still be.

        Raises `RequestError` when the item itself is not known here.
        """
        thread = await self._show(infohash)
        missing = list(_without_text(thread))[:_MAX_TEXTS]
        if not missing:
            return thread
        some_at_a_time = asyncio.Semaphore(_AT_A_TIME)

        async def fetch(entry: Entry) -> None:
            async with some_at_a_time:
                magnet = Magnet(entry.item.infohash)
                await self._importing.by_magnet(magnet, PATIENCE_SECONDS, progress)

        fetches = [asyncio.ensure_future(fetch(entry)) for entry in missing]
        try:
            await asyncio.wait(fetches, timeout=PATIENCE_SECONDS)
        finally:
            for each in fetches:
                each.cancel()
            outcomes = await asyncio.gather(*fetches, return_exceptions=True)
        for outcome in outcomes:
            # Nobody had it, it was cancelled, or it was not what its header promised.
            if isinstance(outcome, Exception) and not isinstance(
                outcome, RequestError | InvalidItem
            ):
                raise outcome
        return await self._show(infohash)


def _without_text(thread: Thread) -> Iterator[Entry]:
    if thread.body is None and not thread.entry.retracted:
        yield thread.entry
    below: list[Reply] = list(thread.replies)
    while below:
        reply = below.pop()
        if reply.body is None and not (reply.entry.retracted or reply.hidden):
            yield reply.entry
        below += reply.replies
