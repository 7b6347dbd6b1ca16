"""The services over a real index, with a stand-in for BitTorrent where that is not the point."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from p2psocial.protocol.errors import InvalidItem
from p2psocial.services.admission import Admission
from p2psocial.services.authors import Authors
from p2psocial.services.evidence import Evidence
from p2psocial.services.feed import Feed
from p2psocial.services.following import Following
from p2psocial.services.identities import Identities
from p2psocial.services.importing import Importing
from p2psocial.services.keystore import Keystore, PasswordCost
from p2psocial.services.moderation import Moderation
from p2psocial.services.noticing import Noticing, Self
from p2psocial.services.notifications import Notifications
from p2psocial.services.ports import (
    AcceptInfo,
    Address,
    Entry,
    Fetched,
    FetchProgress,
    NetworkStatus,
    SeedTorrent,
    TextOf,
)
from p2psocial.services.publishing import Author, Publishing
from p2psocial.services.thread import Threads
from p2psocial.services.voting import Voting
from tests.hostile.crafted import Torrent

CHEAP = PasswordCost(rounds=1, memory=8_192)
BEGIN = 1_800_000_000


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: int = BEGIN

    def __call__(self) -> int:
        return self.now


@dataclass
class RecordedNetwork:
    """Implements `services.ports.Network`: records what was asked, and gives what it was given."""

    swarm: dict[bytes, Torrent | InvalidItem] = field(default_factory=dict)
    served: dict[bytes, bytes] = field(default_factory=dict)
    dialled: list[tuple[bytes, tuple[Address, ...]]] = field(default_factory=list)
    fetches: list[bytes] = field(default_factory=list)
    found_seeds: tuple[Address, ...] = ()
    full: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.released.set()

    async def seed(self, torrents: Iterable[SeedTorrent], text_of: TextOf) -> int:
        count = 0
        for torrent in torrents:
            if self.full:
                message = "cannot write the file: No space left on device; free some space"
                raise MachineError(message)
            self.served[torrent.infohash] = text_of(torrent.infohash)
            count += 1
        await asyncio.sleep(0)
        return count

    async def unseed(self, infohash: bytes) -> None:
        self.withdraw(infohash)
        await asyncio.sleep(0)

    def withdraw(self, infohash: bytes) -> None:
        self.served.pop(infohash, None)

    async def fetch(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        accept: AcceptInfo,
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        self.fetches.append(infohash)
        progress(FetchProgress(len(peers), header=False))
        await self.released.wait()
        found = self.swarm.get(infohash)
        if found is None:
            await asyncio.Event().wait()
        if isinstance(found, InvalidItem):
            raise found
        assert found is not None
        accept(found.info)
        return Fetched(found.info, found.data, self.found_seeds)

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        self.dialled.append((infohash, tuple(peers)))

    def listening(self) -> tuple[Address, ...]:
        return ()

    def status(self) -> NetworkStatus:
        return NetworkStatus((), 0, 0, len(self.served), 0, 0, "off")


class Person:
    """One person's services."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        disk_budget: int = 1 << 30,
        private: bool = True,
        stamp_bits: int = 0,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = clock
        self.folder = folder
        self.network = RecordedNetwork()
        self.index = Index.open(folder / "index.db")
        self.identities = Identities(
            Keystore(folder / "identities", os.urandom, CHEAP), clock, os.urandom
        )
        self.evidence = Evidence(self.index, clock, private=private)
        self.moderation = Moderation(self.index, clock)
        self.admission = Admission(self.index, self.network, clock, 0)
        self.admission.note_with(Noticing(self.index, clock, self._selves).note)
        self.importing = Importing(self.index, self.network, self.admission, self.evidence)
        self.voting = Voting(self.index, self.network, self.importing, clock, disk_budget)
        self.following = Following(self.index, self.network, self.importing, self.voting, clock)
        self.feed = Feed(self.index, clock, lambda _: False)
        refuses, keys = self.moderation.refuses, self.identities.public_keys
        self.authors = Authors(self.index, refuses, keys)
        self.notifications = Notifications(self.index, refuses, keys)
        self.threads = Threads(self.index, self.feed)
        self.publishing = Publishing(
            self.index,
            self.admission,
            self.identities,
            self.voting.hand_over,
            clock=clock,
            random_bytes=os.urandom,
            stamp_bits=stamp_bits,
            default_nick="",
        )

    def _selves(self) -> list[Self]:
        return [Self(each.public, each.nick) for each in self.identities.listing().identities]

    async def post(self, body: str = "Some text.\n", title: str = "A title") -> Entry:
        return await self.publishing.post("test", title, body, Author(), _quietly)

    async def comment(self, on: Entry, text: str = "An answer.\n") -> Entry:
        return await self.publishing.comment(on.item.infohash, text, Author(), _quietly)

    async def edit(self, of: Entry, text: str, title: str | None = None) -> Entry:
        return await self.publishing.edit(of.item.infohash, text, title, Author(), _quietly)

    async def retract(self, of: Entry) -> Entry:
        return await self.publishing.retract(of.item.infohash, Author(), _quietly)

    def file(self, entry: Entry) -> Torrent:
        """Return an item with its file, to be given to others."""
        text = self.index.text(entry.item.infohash)
        assert text is not None
        return Torrent(entry.item.info, text.encode())

    def entry(self, of: Entry) -> Entry:
        """Return what is known of an item now."""
        return self.feed.entry(of.item.infohash)

    def takes(self, *torrents: Torrent) -> None:
        """Let these items in."""
        for torrent in torrents:
            self.admission.admit(torrent.info, torrent.data)


def _quietly(_: int, __: int) -> None:
    pass
