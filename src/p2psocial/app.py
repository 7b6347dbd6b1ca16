"""The composition root: the only file that knows every part and puts them together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from p2psocial import __version__
from p2psocial.control import client
from p2psocial.control.documents import Document, status_document
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.control.operations import LOOKING, BoardKeeper, Operations, Services
from p2psocial.control.server import ControlServer
from p2psocial.data_folder import DataFolder
from p2psocial.demo import program as demo
from p2psocial.demo.nodes import Wrap
from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.network.events import (
    Announced,
    NetworkEvent,
    PortMapped,
    SeedFailed,
    SeedsCounted,
    SwarmSeeds,
)
from p2psocial.network.gossip.endpoint import GossipEndpoint
from p2psocial.network.gossip.options import GossipOptions, LinkConditions
from p2psocial.network.gossip_events import GossipSender, GossipStatus, Neighbour
from p2psocial.network.loop_timers import LoopTimers
from p2psocial.network.on_demand import OnDemand
from p2psocial.network.options import NetworkOptions, Proxy
from p2psocial.network.rendezvous import Rendezvous
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Message
from p2psocial.services.admission import Admission
from p2psocial.services.evidence import Evidence
from p2psocial.services.feed import Feed
from p2psocial.services.identities import Identities
from p2psocial.services.importing import Importing
from p2psocial.services.keystore import Keystore
from p2psocial.services.measuring import Measuring
from p2psocial.services.moderation import Moderation
from p2psocial.services.opening import Opening
from p2psocial.services.publishing import Publishing
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.spreader import Spreader, SpreadingOptions
from p2psocial.services.spreading.surroundings import Surroundings
from p2psocial.services.text_fetches import TextFetches
from p2psocial.services.thread import Threads
from p2psocial.services.voting import Voting
from p2psocial.settings import Settings

_log = logging.getLogger("p2psocial")
_HOUSEKEEPING_SECONDS = 60
_LOOKING_PATIENCE = 0.5
# Items an hour of an author whom nobody here values yet; who makes a network of their own may post.
_AUTHOR_QUOTA = 10
_PRIVATE_QUOTA = 10_000
_ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 -- compared with, not bound to


def _clock() -> int:
    return int(time.time())


def _proxy(settings: Settings) -> Proxy | None:
    proxy = settings.proxy_server()
    if proxy is None:
        return None
    return Proxy(proxy.kind, proxy.host, proxy.port, proxy.user, proxy.password)


def network_options(settings: Settings, folder: DataFolder) -> NetworkOptions:
    """Return what the settings mean for the network."""
    return NetworkOptions(
        seeds_folder=folder.seeds,
        reading_folder=folder.reading,
        state_file=folder.session_state,
        listen=tuple(Address(*place) for place in settings.listen_places())
        if settings.listen
        else (),
        bootstrap=tuple(Address(*place) for place in settings.bootstrap_places()),
        private=settings.private,
        proxy=_proxy(settings),
        port_mapping=settings.port_mapping,
        upload_limit=settings.upload_limit,
    )


def gossip_options(
    settings: Settings, folder: DataFolder, link: LinkConditions | None
) -> GossipOptions:
    """Return what the settings mean for the gossip endpoint."""
    return GossipOptions(
        listen=tuple(Address(*place) for place in settings.gossip_places()),
        private=settings.private,
        accept_incoming=settings.accept_incoming,
        proxy=_proxy(settings),
        peers_file=folder.peers,
        local_multicast=settings.local_discovery,
        port_mapping=settings.port_mapping,
        client=f"p2psocial {__version__}",
        link=link,
    )


class _Listener:
    """Passes on what the endpoint tells to the spreader, which is made after the endpoint."""

    spreader: Spreader

    def connected(self, neighbour: Neighbour) -> None:
        self.spreader.connected(neighbour)

    def received(self, neighbour: Neighbour, message: Message) -> None:
        self.spreader.received(neighbour, message)

    def disconnected(self, neighbour: Neighbour) -> None:
        self.spreader.disconnected(neighbour)


def _watch_nothing(_: Iterable[bytes]) -> None:
    pass


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
        self.evidence = Evidence(index, _clock, private=settings.private)
        self.moderation = Moderation(index, _clock)
        self.membership = Membership(index, _clock)
        self.admission = Admission(
            index, network, _clock, settings.stamp_bits, self.moderation.refuses
        )
        self.importing = Importing(index, network, self.admission, self.evidence)
        self.voting = Voting(index, network, self.importing, _clock, settings.disk_budget)
        self._publishing = Publishing(
            index,
            network,
            self.admission,
            identities,
            self.voting.file_of,
            clock=_clock,
            random_bytes=os.urandom,
            stamp_bits=settings.stamp_bits,
            default_nick=settings.nick,
        )

    def spreader(self, sender: GossipSender, fetch_torrent: Callable[[Item], None]) -> Spreader:
        """Return what spreads this node's items through `sender`, and brings it those of others."""
        settings = self._settings
        around = Surroundings(self._index, sender, LoopTimers(), _clock, random.SystemRandom())
        options = SpreadingOptions(
            carries=settings.carry,
            author_quota=_PRIVATE_QUOTA if settings.private else _AUTHOR_QUOTA,
            cache_bytes=settings.cache_budget,
        )
        spreader = Spreader(around, self.admission, self.membership, fetch_torrent, options)
        self.admission.watch(spreader.published, spreader.removed)
        self.importing.ask_gossip_too(spreader.bodies.ask_for)
        return spreader

    def operations(
        self,
        boards: BoardKeeper,
        gossip: Callable[[], GossipStatus] | None = None,
        watch: Callable[[Iterable[bytes]], None] = _watch_nothing,
    ) -> dict[str, Operation]:
        """Return what can be asked of this node; `boards` joins and leaves them.

        `watch` is told what somebody looks at.
        """

        def status() -> Document:
            return self._status(gossip() if gossip else None)

        feed = Feed(self._index, _clock, self.moderation.refuses)
        services = Services(
            index=self._index,
            feed=feed,
            opening=Opening(Threads(self._index, feed), self.importing),
            publishing=self._publishing,
            voting=self.voting,
            importing=self.importing,
            boards=boards,
            moderation=self.moderation,
            clock=_clock,
            own_addresses=self._own_addresses,
            status=status,
            watch=watch,
            fetch_timeout=self._settings.fetch_timeout,
        )
        return Operations(services).by_name()

    def delete_leftovers(self) -> None:
        """Delete what a crash left behind; to be called when every vote is seeded again."""
        if isinstance(self._network, BitTorrent):
            self._network.delete_leftovers()

    def _own_addresses(self) -> tuple[Address, ...]:
        if not self._settings.private:
            return ()
        listening = self._network.status().listening
        configured = tuple(Address(*place) for place in self._settings.listen_places())
        return tuple(
            address for address in listening or configured if address.host not in _ANY_HOST
        )

    def _status(self, gossip: GossipStatus | None) -> Document:
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
        return facts | status_document(self._network.status(), self._index.totals(), gossip)

    def _current_identity(self) -> Document | None:
        listing = self._identities.listing()
        for identity in listing.identities:
            if identity.fingerprint == listing.current:
                return {"fingerprint": identity.fingerprint, "nick": identity.nick}
        return None


def _logged(name: str, operation: Operation) -> Operation:
    """Return the operation, with a line in the log for everything that changes something."""

    async def perform(arguments: Mapping[str, object], on_progress: OnProgress) -> object:
        result = await operation(arguments, on_progress)
        if isinstance(result, dict) and "infohash" in result and name != "show":
            _log.info("%s %s", name, result["infohash"])
        return result

    return perform


class Backend:
    """What the command line works with: the running node if there is one, else one of its own."""

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        self._settings = settings
        self._folder = folder
        keystore = Keystore(folder.identities, os.urandom)
        self._identities = Identities(keystore, _clock, os.urandom)

    @property
    def identities(self) -> Identities:
        """The identities of the data folder."""
        return self._identities

    def perform(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> object:
        """Do something on the running node, or by ourselves when none runs."""
        looking = operation in LOOKING
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
        index = Index.open(self._folder.index, read_only=read_only)
        try:
            node = Node(self._settings, self._folder, index, network, self._identities)
            operations = node.operations(node.membership)
            result = await operations[operation](arguments, on_progress)
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
                asyncio.run(_serve(self._settings, self._folder, self._identities))
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


def make_backend(settings: Settings, folder: DataFolder) -> Backend:
    """Return the backend of the command line."""
    return Backend(settings, folder)


@dataclass(frozen=True, slots=True)
class RunningNode:
    """A node at work, and everything that it can be asked to do."""

    node: Node
    operations: Mapping[str, Operation]
    endpoint: GossipEndpoint
    spreader: Spreader


@contextlib.asynccontextmanager
async def open_node(
    settings: Settings,
    folder: DataFolder,
    identities: Identities,
    *,
    link: LinkConditions | None = None,
    wrap: Wrap = lambda listener: listener,
) -> AsyncIterator[RunningNode]:
    """Run a node's network and control channel for as long as the block lasts.

    For experiments, `link` makes the gossip slow and lossy, and what `wrap` returns hears it first.

    The caller holds the lock of the data folder. Votes of earlier runs are not seeded yet: see
    `Voting.resume`.
    """
    async with contextlib.AsyncExitStack() as stack:
        index = Index.open(folder.index)
        stack.callback(index.close)
        events = _Events()
        network = BitTorrent(network_options(settings, folder), events)
        node = events.node = Node(settings, folder, index, network, identities)
        stack.push_async_callback(network.close)
        await network.start()
        gossip = gossip_options(settings, folder, link)
        endpoint, spreader = await _open_gossip(stack, node, network, gossip, wrap)
        measuring = Measuring(index, network, _clock, time.monotonic)
        events.spreader, events.measuring = spreader, measuring
        spreader.heed_hints(measuring.hint)
        stack.push_async_callback(_stopper(asyncio.ensure_future(measuring.run())))
        by_name = node.operations(spreader, endpoint.status, measuring.watch)
        operations = {name: _logged(name, each) for name, each in by_name.items()}
        server = ControlServer(folder, operations)
        await server.start()
        stack.push_async_callback(server.close)
        for address in network.status().listening:
            _log.info("listening on %s", address)
        for address in endpoint.status().listening:
            _log.info("announcements on %s", address)
        yield RunningNode(node, operations, endpoint, spreader)


async def _open_gossip(
    stack: contextlib.AsyncExitStack,
    node: Node,
    network: BitTorrent,
    options: GossipOptions,
    wrap: Wrap,
) -> tuple[GossipEndpoint, Spreader]:
    """Start what spreads a node's items; `stack` is to end it."""
    listener = _Listener()
    endpoint = GossipEndpoint(options, wrap(listener))
    fetches = TextFetches(node.importing)
    stack.push_async_callback(fetches.close)
    spreader = listener.spreader = node.spreader(endpoint, fetches.start)
    stack.push_async_callback(endpoint.close)
    await endpoint.start()
    stack.callback(spreader.close)
    spreader.start()
    carries_datagrams = options.proxy is None or options.proxy.scheme == "socks5"
    rendezvous = Rendezvous(options, endpoint, network.dht if carries_datagrams else None)
    stack.push_async_callback(rendezvous.close)
    await rendezvous.start()
    return endpoint, spreader


def _stopper(task: asyncio.Future[None]) -> Callable[[], Awaitable[None]]:
    async def stop() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return stop


class _Events:
    """Hands what the network tells to whom it concerns, as far as that is there already."""

    node: Node
    spreader: Spreader | None = None
    measuring: Measuring | None = None

    def __call__(self, event: NetworkEvent) -> None:
        match event:
            case SwarmSeeds(infohash, seeds):
                self.node.evidence.record(infohash, seeds)
            case SeedsCounted() if self.measuring is not None:
                self.measuring.measured(event)
            case Announced(infohash) if self.spreader is not None:
                self.spreader.hint(infohash)
            case SeedFailed(infohash, message):
                _log.warning("cannot seed %s: %s", infohash.hex(), message)
            case PortMapped(_, message):
                _log.info("port mapping: %s", message)
            case _:
                pass


async def _serve(settings: Settings, folder: DataFolder, identities: Identities) -> None:
    async with open_node(settings, folder, identities) as running:
        node = running.node
        await node.voting.expire()
        count = await node.voting.resume()
        node.delete_leftovers()
        _log.info("ready, seeding %d texts", count)
        try:
            await _keep_house(node)
        finally:
            _log.info("stopping")


async def _keep_house(node: Node) -> None:
    while True:
        await asyncio.sleep(_HOUSEKEEPING_SECONDS)
        try:
            for infohash in await node.voting.expire():
                _log.info("vote ended %s", infohash.hex())
            node.evidence.forget_old()
        except MachineError as error:
            # A full disk, say: what is served already goes on.
            _log.warning("%s", error)
