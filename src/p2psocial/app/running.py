"""A node at work: everything that runs for as long as it does, started and ended in order."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import random
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from p2psocial.app.believed_clock import BelievedClock
from p2psocial.app.clock import is_behind, unix_time
from p2psocial.app.folder_watch import FolderWatch
from p2psocial.app.index_file import check_index, open_index
from p2psocial.app.node import Node, Outside
from p2psocial.app.options import gossip_options, network_options
from p2psocial.app.reading import Reading
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.control.server import ControlServer
from p2psocial.data_folder import DataFolder, machine_error
from p2psocial.demo.nodes import Wrap
from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from p2psocial.network.bittorrent import BitTorrent
from p2psocial.network.complaints import complain
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
from p2psocial.network.gossip_events import Neighbour
from p2psocial.network.rendezvous import Rendezvous
from p2psocial.protocol.messages import Message
from p2psocial.services.clocks import Clocks
from p2psocial.services.identities import Identities
from p2psocial.services.measuring import Measuring
from p2psocial.services.seed_checks import CheckOptions, SeedChecks
from p2psocial.services.settled_clock import SettledClock
from p2psocial.services.spreading.spreader import Spreader
from p2psocial.services.text_fetches import TextFetches
from p2psocial.settings import Settings

_log = logging.getLogger("p2psocial")
_HOUSEKEEPING_SECONDS = 60
_WATCH_SECONDS = 2
# What asyncio waits to have again when somebody connects.
_NOTHING_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class _Listener:
    """Passes on what the endpoint tells to the spreader, which is made after the endpoint."""

    spreader: Spreader

    def connected(self, neighbour: Neighbour) -> None:
        self.spreader.connected(neighbour)

    def received(self, neighbour: Neighbour, message: Message) -> None:
        self.spreader.received(neighbour, message)

    def disconnected(self, neighbour: Neighbour) -> None:
        self.spreader.disconnected(neighbour)


def _logged(name: str, operation: Operation) -> Operation:
    """Return the operation, with a line in the log for everything that changes something."""

    async def perform(arguments: Mapping[str, object], on_progress: OnProgress) -> object:
        result = await operation(arguments, on_progress)
        if isinstance(result, dict) and "infohash" in result and name != "show":
            _log.info("%s %s", name, result["infohash"])
        return result

    return perform


@dataclass(frozen=True, slots=True)
class RunningNode:
    """A node at work, and everything that it can be asked to do."""

    node: Node
    operations: Mapping[str, Operation]
    endpoint: GossipEndpoint
    spreader: Spreader
    control: ControlServer
    watch: FolderWatch


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
        index = open_index(folder, check=True)
        stack.callback(index.close)
        watch = FolderWatch(folder)
        events = _Events()
        network = BitTorrent(network_options(settings, folder), events)
        node = events.node = Node(settings, folder, index, network, identities)
        stack.push_async_callback(network.close)
        await network.start()
        stack.callback(_note_uploads, node)
        gossip = gossip_options(settings, folder, link)
        endpoint, spreader = await _open_gossip(stack, node, network, gossip, wrap)
        clocks = Clocks(unix_time, time.monotonic)
        options = CheckOptions(settings.checks_per_minute, random.SystemRandom())
        checks = SeedChecks(index, network, node.evidence, clocks, options)
        stack.push_async_callback(checks.close)
        node.importing.tell_of_claims(checks.suspect)
        measuring = Measuring(index, network, clocks, settings.count_packets, checks)
        events.spreader, events.measuring = spreader, measuring
        spreader.heed_hints(measuring.hint)
        stack.push_async_callback(_stopper(asyncio.ensure_future(measuring.run())))
        reading = Reading(
            lambda: Index.open(folder.index, read_only=True),
            lambda own: Node(settings, folder, own, network, identities),
            node.own_addresses,
            measuring.watch,
        )
        stack.push_async_callback(reading.close)
        await reading.start()
        outside = Outside(
            gossip=lambda: (endpoint.status(), spreader.progress()),
            measuring=measuring,
            watch=measuring.watch,
            apart=reading,
        )
        by_name = node.operations(spreader, outside) | reading.operations()
        operations = {name: _logged(name, each) for name, each in by_name.items()}
        server = ControlServer(folder, operations)
        stack.push_async_callback(server.close)
        await server.start()
        for address in network.status().listening:
            _log.info("listening on %s", address)
        for address in endpoint.status().listening:
            _log.info("announcements on %s", address)
        yield RunningNode(node, operations, endpoint, spreader, server, watch)


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
            case SeedFailed(infohash, message) if self.node.unserved.note(infohash):
                _log.warning("cannot seed %s: %s", infohash.hex(), message)
            case PortMapped(_, message):
                _log.info("port mapping: %s", message)
            case _:
                pass


def _tell_nobody(_: RunningNode) -> None:
    pass


async def serve(
    settings: Settings,
    folder: DataFolder,
    identities: Identities,
    on_open: Callable[[RunningNode], None] = _tell_nobody,
) -> None:
    """Be a node until cancelled; `on_open` is called when it can be asked for something.

    The caller holds the lock of the data folder.
    """
    asyncio.get_running_loop().set_exception_handler(partial(_tell_trouble, folder))
    async with open_node(settings, folder, identities) as running:
        on_open(running)
        try:
            await _either(_work(running.node, folder), _watch(running))
        finally:
            _log.info("stopping")


def _tell_trouble(
    folder: DataFolder, loop: asyncio.AbstractEventLoop, context: dict[str, Any]
) -> None:
    """Log in one line that a command could not be let in, which asyncio tries again."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in _NOTHING_LEFT:
        complain(_log, machine_error("cannot hear commands on", folder.path, error))
    else:
        loop.default_exception_handler(context)


async def _work(node: Node, folder: DataFolder) -> None:
    # It has just begun to be watched, so no vote ends before it has proved itself.
    clock = SettledClock(unix_time, time.monotonic, BelievedClock(folder.clock))
    node.voting.heed(clock.is_settled)
    if is_behind():
        _log.warning("this machine's clock is wrong, it says %s: set it", _today())
    elif clock.is_doubted():
        _log.warning(
            "this machine's clock says %s, long after it was last seen here: set it if that is"
            " wrong; no vote ends within a day",
            _today(),
        )
    count = await _resume(node)
    node.delete_leftovers()
    _log.info("ready, seeding %d texts", count)
    # It reads on a connection of its own, and nobody waits for it: not even the end.
    threading.Thread(target=_check, args=(folder,), daemon=True).start()
    await _keep_house(node)


def _today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


async def _watch(running: RunningNode) -> None:
    """Raise `MachineError` when there is nothing left to work on."""
    while True:
        await asyncio.sleep(_WATCH_SECONDS)
        running.watch.check()
        try:
            await running.control.keep_reachable()
        except MachineError as error:
            complain(_log, error)


async def _either(*works: Coroutine[None, None, None]) -> None:
    """Do all of them until one ends, as an exception does."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _resume(node: Node) -> int:
    try:
        return await node.voting.resume()
    except MachineError as error:
        # Nothing can be served. All the rest can still be done, and it is tried again.
        _log.warning("%s", error)
        return 0


def _check(folder: DataFolder) -> None:
    """Look at the whole index, so that damage is known before it is met."""
    try:
        check_index(folder.index)
    except MachineError as error:
        _log.error("%s", error)


def _note_uploads(node: Node) -> None:
    try:
        node.note_uploads()
    except MachineError as error:
        # Nothing that is worth failing the end of a node for.
        _log.warning("%s", error)


async def _serve_again(node: Node) -> None:
    served = await node.unserved.try_again()
    if served:
        _log.info("%d texts that could not be served are served again", served)
    if len(node.unserved):
        _log.warning("%d texts cannot be served; trying again in a minute", len(node.unserved))


async def _keep_house(node: Node) -> None:
    while True:
        await asyncio.sleep(_HOUSEKEEPING_SECONDS)
        try:
            for infohash in await node.voting.expire():
                _log.info("vote ended %s", infohash.hex())
            await _serve_again(node)
            node.evidence.forget_old()
            node.note_uploads()
            for old, new in await node.follow_edits():
                _log.info("vote moved from %s to its new version %s", old.hex(), new.hex())
        except MachineError as error:
            # A full disk, say: what is served already goes on.
            _log.warning("%s", error)
