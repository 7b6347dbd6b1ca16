"""Follows edits: seeds the newest version of a text instead of an older one, for as long as that.

Only what its author wrote counts as a newer version: the index links no others.
"""

from __future__ import annotations

import asyncio

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.magnet import Magnet
from p2psocial.services.importing import Importing
from p2psocial.services.ports import Clock, Entry, Index, Network, SeedRecord
from p2psocial.services.voting import Voting

_AT_A_TIME = 20
_PATIENCE_SECONDS = 20.0
# What nobody had just now is not asked for again for this long.
_PAUSE_SECONDS = 3_600
_MOST_PAUSED = 5_000


class Following:
    """Brings votes to the newest versions; `follow` is to be called every minute or so."""

    def __init__(
        self, index: Index, network: Network, importing: Importing, voting: Voting, clock: Clock
    ) -> None:
        self._index = index
        self._network = network
        self._importing = importing
        self._voting = voting
        self._clock = clock
        self._paused: dict[bytes, int] = {}

    async def follow(self) -> list[tuple[bytes, bytes]]:
        """Bring a few votes to the newest version; return the infohashes, old and new.

        What cannot be had now stays as it is and is tried again later.
        """
        outdated = self._outdated()
        followed = await asyncio.gather(*(self._follow(record) for record in outdated))
        return [pair for pair in followed if pair]

    def _outdated(self) -> list[SeedRecord]:
        now = self._clock()
        self._paused = {each: until for each, until in self._paused.items() if until > now}
        found: list[SeedRecord] = []
        after: SeedRecord | None = None
        while len(found) < _AT_A_TIME:
            page = self._index.outdated_seeds(after, _AT_A_TIME)
            found += [each for each in page if each.entry.item.infohash not in self._paused]
            if len(page) < _AT_A_TIME:
                break
            after = page[-1]
        return found[:_AT_A_TIME]

    async def _follow(self, record: SeedRecord) -> tuple[bytes, bytes] | None:
        old, new = record.entry.item.infohash, record.entry.newest
        try:
            entry = self._voting.ready(new) or await self._fetched(new)
            if entry.retracted:
                return None
            self._move(record, entry)
            await self._serve(record, entry)
        except (RequestError, InvalidItem, MachineError):
            if len(self._paused) < _MOST_PAUSED:
                self._paused[old] = self._clock() + _PAUSE_SECONDS
            return None
        await self._network.unseed(old)
        return old, new

    async def _fetched(self, infohash: bytes) -> Entry:
        magnet = Magnet(infohash)
        return (await self._importing.by_magnet(magnet, _PATIENCE_SECONDS, lambda _: None)).entry

    def _move(self, record: SeedRecord, entry: Entry) -> None:
        """Record the vote for the new version instead of the old one, both or neither."""
        old, now = record.entry.item.infohash, self._clock()
        with self._index.transaction():
            # It may have been withdrawn while the new version was fetched.
            if not self._index.stop_seed(old, now):
                raise RequestError("this is not seeded any more")
            if not self._index.is_seeded(entry.item.infohash):
                self._voting.start(entry, now, record.until)

    async def _serve(self, record: SeedRecord, entry: Entry) -> None:
        try:
            await self._voting.serve(entry)
        except MachineError:
            # The old version is served still, so that vote goes on.
            self._index.start_seed(record.entry.item.infohash, record.since, record.until)
            raise
