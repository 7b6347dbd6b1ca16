"""One node's parts, wired: the index, the network and every use case over them."""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from p2psocial import __version__
from p2psocial.app.clock import unix_time
from p2psocial.control.documents import Document, status_document
from p2psocial.control.operation import Operation
from p2psocial.control.operations import BoardKeeper, Operations, Services
from p2psocial.control.page_operations import PageOperations, PageServices
from p2psocial.control.seeding_operations import SeedingOperations, SeedingServices
from p2psocial.control.traffic import counting_document, vote_cost_document
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.network import seed_files
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.network.gossip_events import GossipSender, GossipStatus
from p2psocial.network.loop_timers import LoopTimers
from p2psocial.network.on_demand import OnDemand
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.services.admission import Admission
from p2psocial.services.authors import Authors
from p2psocial.services.bulk_voting import BulkVoting
from p2psocial.services.evidence import Evidence
from p2psocial.services.feed import Feed
from p2psocial.services.following import Following
from p2psocial.services.identities import Identities
from p2psocial.services.importing import Importing
from p2psocial.services.measuring import Measuring
from p2psocial.services.moderation import Moderation
from p2psocial.services.noticing import Noticing, Self
from p2psocial.services.notifications import Notifications
from p2psocial.services.opening import Opening
from p2psocial.services.ports import Entry
from p2psocial.services.publishing import Publishing
from p2psocial.services.seeding import SeedList
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.spreader import Progress, Spreader, SpreadingOptions
from p2psocial.services.spreading.surroundings import Surroundings
from p2psocial.services.thread import Threads
from p2psocial.services.unserved import Unserved
from p2psocial.services.voting import Voting
from p2psocial.settings import Settings

# Items an hour of an author whom nobody here values yet; who makes a network of their own may post.
_AUTHOR_QUOTA = 10
_PRIVATE_QUOTA = 10_000
_MOST_TOLD = 5
_Value = TypeVar("_Value")
_ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not bound to
_log = logging.getLogger("p2psocial")


def _watch_nothing(_: Iterable[bytes]) -> int:
    return 0


class Apart(Protocol):
    """Where what takes a while does not hold up the node."""

    async def call(self, work: Callable[[Node], _Value]) -> _Value:
        """Return what `work` returns there, given a node that can only read."""


class _Here:
    """Where a command works that runs alone."""

    def __init__(self, node: Node) -> None:
        self._node = node

    async def call(self, work: Callable[[Node], _Value]) -> _Value:
        return work(self._node)


@dataclass(frozen=True, slots=True)
class Outside:
    """What operations need that is not the node's own; there is none of it for a command alone.

    `watch` is told what somebody looks at. Without `own_addresses`, they are asked of the network.
    """

    gossip: Callable[[], tuple[GossipStatus, Progress]] | None = None
    measuring: Measuring | None = None
    watch: Callable[[Iterable[bytes]], int] = _watch_nothing
    own_addresses: Callable[[], tuple[Address, ...]] | None = None
    apart: Apart | None = None


class Node:
    """One node's parts, wired: the index, the network and every use case over them."""

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        index: Index,
        network: BitTorrent | OnDemand,
        identities: Identities,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._index = index
        self._network = network
        self._identities = identities
        self._begun = time.monotonic()
        self.evidence = Evidence(index, unix_time, private=settings.private)
        self.moderation = Moderation(index, unix_time)
        self.feed = Feed(index, unix_time, self.moderation.refuses)
        self.threads = Threads(index, self.feed)
        self.membership = Membership(index, unix_time)
        self.admission = Admission(
            index, network, unix_time, settings.stamp_bits, self.moderation.refuses
        )
        self.admission.note_with(Noticing(index, unix_time, self._selves).note)
        self.importing = Importing(index, network, self.admission, self.evidence)
        self.voting = Voting(index, network, self.importing, unix_time, settings.disk_budget)
        self.unserved = Unserved(index, network, self.voting.file_of)
        self._following = Following(index, network, self.importing, self.voting, unix_time)
        self._publishing = Publishing(
            index,
            self.admission,
            identities,
            self.voting.hand_over,
            clock=unix_time,
            random_bytes=os.urandom,
            stamp_bits=settings.stamp_bits,
            default_nick=settings.nick,
        )

    def spreader(self, sender: GossipSender, fetch_torrent: Callable[[Item], None]) -> Spreader:
        """Return what spreads this node's items through `sender`, and brings it those of others."""
        settings = self._settings
        around = Surroundings(self._index, sender, LoopTimers(), unix_time, random.SystemRandom())
        options = SpreadingOptions(
            carries=settings.carry,
            author_quota=_PRIVATE_QUOTA if settings.private else _AUTHOR_QUOTA,
            cache_bytes=settings.cache_budget,
        )
        spreader = Spreader(around, self.admission, self.membership, fetch_torrent, options)
        self.admission.watch(spreader.published, spreader.removed)
        self.importing.ask_gossip_too(spreader.bodies.ask_for)
        return spreader

    def operations(self, boards: BoardKeeper, outside: Outside = Outside()) -> dict[str, Operation]:
        """Return what can be asked of this node; `boards` joins and leaves them."""

        def status() -> Document:
            schedule = outside.measuring.status() if outside.measuring else None
            counts = counting_document(self._network.status(), schedule)
            return self._status(outside.gossip() if outside.gossip else None) | counts

        apart = outside.apart or _Here(self)
        feed = self.feed
        services = Services(
            index=self._index,
            feed=feed,
            opening=Opening(
                lambda infohash: apart.call(lambda node: node.threads.show(infohash)),
                self.importing,
            ),
            publishing=self._publishing,
            voting=self.voting,
            importing=self.importing,
            boards=boards,
            moderation=self.moderation,
            clock=unix_time,
            own_addresses=outside.own_addresses or self.own_addresses,
            status=status,
            watch=outside.watch,
            apart=lambda work: apart.call(lambda _: work()),
            vote_cost=lambda: vote_cost_document(self._network.status()),
            fetch_timeout=self._settings.fetch_timeout,
        )
        operations = Operations(services)
        describe = operations.document
        return (
            operations.by_name()
            | self._pages(feed, describe).by_name()
            | self._seeding(describe).by_name()
        )

    def _seeding(self, describe: Callable[[Entry], Document]) -> SeedingOperations:
        budget, own_keys = self._settings.disk_budget, self._identities.public_keys
        services = SeedingServices(
            seeds=SeedList(self._index, budget, own_keys),
            bulk=BulkVoting(self._index, self._network, self.voting, unix_time),
            describe=describe,
            fetch_timeout=self._settings.fetch_timeout,
        )
        return SeedingOperations(services)

    def _pages(self, feed: Feed, describe: Callable[[Entry], Document]) -> PageOperations:
        refuses, own_keys = self.moderation.refuses, self._identities.public_keys
        services = PageServices(
            index=self._index,
            feed=feed,
            authors=Authors(self._index, refuses, own_keys),
            notifications=Notifications(self._index, refuses, own_keys),
            clock=unix_time,
            describe=describe,
        )
        return PageOperations(services)

    def _selves(self) -> Iterable[Self]:
        default = self._settings.nick
        identities = self._identities.listing().identities
        return [Self(each.public, each.nick or default) for each in identities]

    async def follow_edits(self) -> list[tuple[bytes, bytes]]:
        """Bring votes to the newest versions, if that is wanted; return infohashes, old and new."""
        return await self._following.follow() if self._settings.follow_edits else []

    def note_uploads(self) -> None:
        """Add to the index what others took since this was last called."""
        if isinstance(self._network, BitTorrent):
            uploaded = self._network.take_uploaded()
            if uploaded:
                self._index.add_uploaded(uploaded)

    def delete_leftovers(self) -> None:
        """Delete what a crash left behind; to be called when every vote is seeded again.

        What the index does not know at all stays: it, or its log, has lost something.
        """
        if not isinstance(self._network, BitTorrent):
            return
        lost = seed_files.put_aside(
            self._folder.seeds, self._folder.lost, lambda each: self._index.header(each) is None
        )
        for infohash in lost[:_MOST_TOLD]:
            name = infohash.hex()
            _log.warning(
                "the index has lost %s; its text is kept as %s, and 'p2psocial upvote %s' fetches"
                " all of it from others",
                name,
                self._folder.lost / seed_files.name_of(infohash),
                name,
            )
        if lost[_MOST_TOLD:]:
            _log.warning("%d more texts are kept there", len(lost) - _MOST_TOLD)
        self._network.delete_leftovers()

    def own_addresses(self) -> tuple[Address, ...]:
        """Return the addresses to name in magnet links: none on the public internet."""
        if not self._settings.private:
            return ()
        listening = self._network.listening()
        configured = tuple(Address(*place) for place in self._settings.listen_places())
        return tuple(
            address for address in listening or configured if address.host not in _ANY_HOST
        )

    def _status(self, gossip: tuple[GossipStatus, Progress] | None) -> Document:
        running = isinstance(self._network, BitTorrent)
        facts: Document = {
            "version": __version__,
            "running": running,
            "data_dir": str(self._folder.path),
            "identity": self._current_identity(),
            "private": self._settings.private,
            "boards": sorted(self.membership.joined),
            "uptime": int(time.monotonic() - self._begun) if running else 0,
        }
        network, totals = self._network.status(), self._index.totals()
        ready = {"ready": network.torrents, "of": totals.seeds}
        facts["starting"] = ready if self.voting.resuming else None
        return facts | status_document(network, totals, gossip)

    def _current_identity(self) -> Document | None:
        listing = self._identities.listing()
        for identity in listing.identities:
            if identity.fingerprint == listing.current:
                return {"fingerprint": identity.fingerprint, "nick": identity.nick}
        return None
