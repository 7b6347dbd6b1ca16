"""The gossip endpoint as a whole: it listens, dials, and passes messages on."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterable
from typing import ParamSpec

from p2psocial.network import saved_peers
from p2psocial.network.complaints import run_guarded
from p2psocial.network.gossip import listening
from p2psocial.network.gossip.address_book import DIRECTORY, AddressBook
from p2psocial.network.gossip.bans import Bans
from p2psocial.network.gossip.connection import Connection, Terms
from p2psocial.network.gossip.dialler import Dialler, hash_of
from p2psocial.network.gossip.neighbours import Neighbours
from p2psocial.network.gossip.options import GossipOptions
from p2psocial.network.gossip_events import GossipListener, GossipStatus, Neighbour
from p2psocial.network.saved_peers import SavedPeers
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import (
    MAX_PEERS,
    Boards,
    Message,
    Peers,
    encode_message,
)
from p2psocial.protocol.peer_wire import PEER_ID_BYTES

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")

# Azureus style, so that other clients can name us: two letters and the version of the wire.
_PEER_ID_PREFIX = b"-P20001-"
_CLOSE_SECONDS = 1
# Below this a queue is not worth adding all of them up.
_SMALL_QUEUE_BYTES = 256 * 1024
_PEERS_FOR_THE_REFUSED = 20
_ANCHORS = saved_peers.MAX_ANCHORS


class GossipEndpoint:
    """Implements `gossip_events.GossipSender`; the docstrings there hold here.

    It is also the owner of its connections (`connection.Owner`), whose methods are not for others.
    All methods belong to the event loop that `start` ran on.
    """

    def __init__(
        self,
        options: GossipOptions,
        listener: GossipListener,
        *,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        """Prepare; nothing touches the network or the disk before `start`."""
        self._options = options
        self._listener = listener
        chance = chance or random.SystemRandom()
        limits = self._limits = options.effective_limits()
        missing = PEER_ID_BYTES - len(_PEER_ID_PREFIX)
        self._terms = Terms(
            peer_id=_PEER_ID_PREFIX + chance.randbytes(missing),
            client=options.client,
            limits=limits,
            monotonic=monotonic,
            chance=chance,
            own_port=lambda: self.port,
            link=options.link,
        )
        self._bans = Bans(monotonic, limits.strikes, limits.ban_seconds)
        self._neighbours = Neighbours(self._terms, self._bans)
        self.allowance_for = self._neighbours.allowance_for
        redial = (limits.redial_seconds, limits.redial_most_seconds)
        self._book = AddressBook(clock, monotonic, chance, redial, private=options.private)
        self._dialler = Dialler(
            options, self._terms, self, self._book, self._neighbours, self._bans
        )
        self._boards: dict[bytes, str] = {hash_of(DIRECTORY): DIRECTORY}
        self._watchers: list[Callable[[frozenset[str]], None]] = []
        self._servers: list[asyncio.Server] = []
        self._listening: tuple[Address, ...] = ()
        self._mapped_port = 0
        self._saved = SavedPeers()
        self._ticking: asyncio.Task[None] | None = None
        self._empty = asyncio.Event()
        self._closing = False
        self._encoded: tuple[Message | None, bytes] = (None, b"")

    # -- start and stop ----------------------------------------------------------------------

    async def start(self) -> None:
        """Listen and begin to dial. Raises `MachineError` when an address is not to be had."""
        if self._options.peers_file is not None:
            self._saved = saved_peers.read(self._options.peers_file)
        sockets = listening.open_sockets(self._options, self._saved.port)
        self._listening = tuple(map(listening.address_of, sockets))
        loop = asyncio.get_running_loop()
        for opened in sockets:
            self._servers.append(await loop.create_server(self._accept, sock=opened))
        for address in self._listening:
            self._book.is_ours(address)
        self._book.restore(self._saved.peers)
        self._book.add(DIRECTORY, self._options.bootstrap, trusted=True)
        self._ticking = loop.create_task(self._keep_ticking())
        self._dialler.start(self._saved.anchors)

    def _accept(self) -> Connection:
        return Connection(self._terms, self, self._neighbours.next_number(), None)

    async def close(self) -> None:
        """Say bye to everybody and stop; safe to call whether or not `start` succeeded."""
        self._closing = True
        if self._ticking is not None:
            self._save()
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
            self._ticking = None
        await listening.stop_accepting(self._servers)
        await self._dialler.close()
        for connection in self._neighbours.all():
            connection.close("closing")
        await self._wait_until_empty(_CLOSE_SECONDS)
        for connection in self._neighbours.all():
            connection.abort()
        await self._wait_until_empty(_CLOSE_SECONDS)
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    async def _wait_until_empty(self, seconds: float) -> None:
        if not len(self._neighbours):
            return
        self._empty.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._empty.wait()
        except TimeoutError:
            return

    async def _keep_ticking(self) -> None:
        save_at = self._terms.monotonic() + self._limits.save_seconds
        while True:
            await asyncio.sleep(self._limits.tick_seconds)
            try:
                now = self._terms.monotonic()
                for connection in self._neighbours.all():
                    connection.check(now)
                self._dialler.tick()
                if now >= save_at:
                    save_at = now + self._limits.save_seconds
                    self._save()
            except Exception:  # noqa: BLE001 -- a bug of ours, which must not end the watch
                _log.exception("the gossip's housekeeping failed")

    def _save(self) -> None:
        if self._options.peers_file is None:
            return
        self._refresh_book()
        longest = sorted(self._neighbours.outgoing(), key=lambda each: each.ready_at)[:_ANCHORS]
        anchors = tuple(each.address for each in longest) or self._saved.anchors
        port = self.local_port or self._saved.port
        self._saved = SavedPeers(port, anchors, self._book.to_save(saved_peers.MAX_PEERS))
        saved_peers.write(self._options.peers_file, self._saved)

    # -- what others of this node ask for ----------------------------------------------------

    @property
    def port(self) -> int:
        """The port at which others can reach us, 0 for none."""
        return self._mapped_port or self.local_port

    @property
    def local_port(self) -> int:
        """The port at which this machine listens, 0 for none."""
        return self._listening[0].port if self._listening else 0

    @property
    def listening(self) -> tuple[Address, ...]:
        """Where we listen; known after `start`."""
        return self._listening

    @property
    def boards(self) -> frozenset[str]:
        """The boards whose members we want to meet."""
        return self._dialler.boards

    def set_mapped_port(self, port: int) -> None:
        """Tell others this port from now on, because the router passes it on to ours."""
        self._mapped_port = port

    def watch_boards(self, watcher: Callable[[frozenset[str]], None]) -> None:
        """Call `watcher` with the boards whenever `join` changed them."""
        self._watchers.append(watcher)

    def add_candidates(
        self, board: str, addresses: Iterable[Address], *, trusted: bool = False
    ) -> None:
        """Take note of addresses to dial; only a `trusted` source may name local ones."""
        self._book.add(board, addresses, trusted=trusted)
        self._dialler.wake()

    def has_neighbour(self, board: str) -> bool:
        """Whether somebody of a board is connected; anybody counts for the directory."""
        return any(board in (DIRECTORY, *each.boards) for each in self._neighbours.ready())

    def status(self) -> GossipStatus:
        """Return how things stand."""
        return GossipStatus(
            listening=self._listening,
            incoming=len(self._neighbours.incoming()),
            outgoing=len(self._neighbours.outgoing()),
            sent_bytes=self._terms.traffic.sent,
            received_bytes=self._terms.traffic.received,
            banned=len(self._bans),
        )

    # -- GossipSender ------------------------------------------------------------------------

    def send(self, number: int, message: Message) -> bool:
        """See `GossipSender.send`. Sending one message to many in a row encodes it once."""
        connection = self._neighbours.get(number)
        if connection is None:
            return False
        queued = connection.queued
        if queued > _SMALL_QUEUE_BYTES and self._is_full(queued):
            return False
        if self._encoded[0] is not message:
            self._encoded = (message, encode_message(message))
        connection.send(self._encoded[1])
        return True

    def _is_full(self, queued: int) -> bool:
        limits = self._limits
        return queued > limits.queue_bytes or self._neighbours.queued() > limits.all_queues_bytes

    def disconnect(self, number: int, code: str, ban_seconds: float = 0) -> None:
        """See `GossipSender.disconnect`."""
        connection = self._neighbours.get(number)
        if connection is None:
            return
        connection.close(code)
        if ban_seconds > 0:
            self._ban(connection.address.host, ban_seconds)

    def leave(self, number: int, code: str, seconds: float) -> None:
        """See `GossipSender.leave`."""
        connection = self._neighbours.get(number)
        if connection is None or connection.neighbour is None:
            return
        listening = connection.neighbour.listening
        for address in {connection.address, *([listening] if listening else [])}:
            self._book.avoid(address, seconds)
        connection.close(code)

    def _ban(self, host: str, seconds: float) -> None:
        self._bans.ban(host, seconds)
        for connection in self._neighbours.of_household(host):
            connection.close("banned")

    def learn(self, board: str, addresses: tuple[Address, ...]) -> None:
        """See `GossipSender.learn`. Not more than one `Peers` message can hold are taken."""
        self.add_candidates(board, addresses[:MAX_PEERS])

    def known(self, board: str, limit: int) -> tuple[Address, ...]:
        """See `GossipSender.known`. Only addresses at which somebody of ours has been."""
        self._refresh_book()
        return self._book.known(board, limit)

    def _refresh_book(self) -> None:
        for connection in self._neighbours.ready():
            self._note_whereabouts(connection)

    def join(self, boards: frozenset[str]) -> None:
        """See `GossipSender.join`. The directory is always joined, as the board without a name."""
        self._boards = {hash_of(board): board for board in [*boards, DIRECTORY]}
        self._dialler.boards = boards - {DIRECTORY}
        for watcher in self._watchers:
            watcher(self._dialler.boards)
        self._dialler.wake()

    # -- connection.Owner --------------------------------------------------------------------

    def opened(self, connection: Connection) -> bool:
        """See `Owner.opened`."""
        welcome = not self._closing and (
            connection.outgoing or self._neighbours.may_open(connection)
        )
        self._neighbours.add(connection)
        return welcome

    def shaken(self, connection: Connection) -> bool:
        """See `Owner.shaken`."""
        if connection.peer_id == self._terms.peer_id:
            if connection.outgoing:
                self._book.is_ours(connection.address)
            # The outgoing end must see our answer to know itself: it will hang up.
            return not connection.outgoing
        if connection.outgoing:
            return True
        known = connection.infohash in self._boards
        return known and self._neighbours.may_come_in(connection)

    def ready(self, connection: Connection) -> None:
        """See `Owner.ready`."""
        board = self._boards.get(connection.infohash, DIRECTORY)
        connection.boards = frozenset({board} - {DIRECTORY})
        if connection.peer_id == self._terms.peer_id:
            connection.abort()
        elif connection.outgoing:
            self._outgoing_ready(connection)
        else:
            self._incoming_ready(connection)

    def _outgoing_ready(self, connection: Connection) -> None:
        self._book.meet(connection.address, connection.boards)
        connection.settle(kept=True)
        if not self._part_twins(connection):
            self._dialler.checked(connection, duplicate=True)
        elif self._dialler.keeps(connection):
            self._introduce(connection)
        else:
            self._dialler.checked(connection, duplicate=False)
            connection.close("checked")

    def _incoming_ready(self, connection: Connection) -> None:
        if not self._part_twins(connection):
            return
        loser = self._neighbours.one_too_many(connection)
        if loser is connection:
            board = self._boards.get(connection.infohash, DIRECTORY)
            others = self.known(board, _PEERS_FOR_THE_REFUSED)
            connection.send(encode_message(Peers(others)))
        if loser is not None:
            loser.close("full")
        if loser is not connection:
            self._introduce(connection)

    def _part_twins(self, connection: Connection) -> bool:
        """Close one of two connections to one peer; False when it is the given one."""
        twin = self._neighbours.twin_to_close(connection)
        if twin is not None:
            twin.close("duplicate")
        return twin is not connection

    def _introduce(self, connection: Connection) -> None:
        address = connection.address
        port = connection.listening_port
        connection.neighbour = Neighbour(
            number=connection.number,
            address=address,
            listening=Address(address.host, port) if port else None,
            outgoing=connection.outgoing,
            client=connection.client,
        )
        self._note_whereabouts(connection)
        self._dialler.wake()
        self._tell(self._listener.connected, connection.neighbour)

    def received(self, connection: Connection, message: Message) -> None:
        """See `Owner.received`."""
        if connection.neighbour is None:
            return
        if isinstance(message, Boards):
            connection.boards = frozenset(message.joined)
            connection.told_boards = True
            self._note_whereabouts(connection)
            self._dialler.wake()
        elif isinstance(message, Peers) and not connection.told_boards:
            # Whoever has no place for us names others of the board that we met on, and no board.
            for board in connection.boards or {DIRECTORY}:
                self.learn(board, message.addresses)
        self._tell(self._listener.received, connection.neighbour, message)

    def _note_whereabouts(self, connection: Connection) -> None:
        if connection.neighbour and connection.neighbour.listening:
            self._book.meet(connection.neighbour.listening, connection.boards)

    def misbehaved(self, connection: Connection, reason: str) -> None:
        """See `Owner.misbehaved`."""
        _log.info("%s broke the protocol: %s", connection.address, reason)
        if self._bans.strike(connection.address.host):
            self._ban(connection.address.host, self._limits.ban_seconds)

    def lost(self, connection: Connection) -> None:
        """See `Owner.lost`."""
        self._neighbours.remove(connection)
        if connection.neighbour is not None:
            if connection.outgoing:
                self._dialler.lost(connection)
            self._tell(self._listener.disconnected, connection.neighbour)
            self._dialler.wake()
        if not len(self._neighbours):
            self._empty.set()

    def _tell(self, callback: Callable[_P, None], *arguments: _P.args, **named: _P.kwargs) -> None:
        run_guarded(_log, lambda: callback(*arguments, **named))
