"""Votes whose texts cannot be served just now: told a few at a time, and tried again.

A disk that is full or read-only at the start has room again some day; the votes stay what they are,
and nobody should have to start the node again.
"""

from __future__ import annotations

from p2psocial.failures import MachineError
from p2psocial.services.ports import Index, Network, TextOf
from p2psocial.services.voting import seed_torrent

_TOLD_AT_ONCE = 5


class Unserved:
    """To be told of failures, and to be asked every minute or so to try again."""

    def __init__(self, index: Index, network: Network, file_of: TextOf) -> None:
        self._index = index
        self._network = network
        self._file_of = file_of
        self._failed: dict[bytes, None] = {}
        self._told = 0

    def __len__(self) -> int:
        return len(self._failed)

    def note(self, infohash: bytes) -> bool:
        """Take note of a failure; whether it is worth a line in the log, as the first few are."""
        self._failed[infohash] = None
        self._told += 1
        return self._told <= _TOLD_AT_ONCE

    async def try_again(self) -> int:
        """Serve what is still voted for, up to the first failure; returns how many are served."""
        self._told = 0
        served = 0
        for infohash in list(self._failed):
            item = self._index.header(infohash)
            if item is None or not self._index.is_seeded(infohash):
                del self._failed[infohash]
                continue
            # What is broken in the session is to be made anew.
            await self._network.unseed(infohash)
            try:
                await self._network.seed([seed_torrent(item)], self._file_of)
            except MachineError:
                break
            self._failed.pop(infohash, None)
            served += 1
        return served
