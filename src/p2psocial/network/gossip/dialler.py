"""Keeps enough outgoing connections alive: whom to dial, when, and which ones to keep."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from p2psocial.network.gossip.address_book import DIRECTORY, AddressBook
from p2psocial.network.gossip.bans import Bans
from p2psocial.network.gossip.connection import Connection, Owner, Terms
from p2psocial.network.gossip.dialling import open_socket
from p2psocial.network.gossip.listening import ANY_HOSTS
from p2psocial.network.gossip.neighbours import Neighbours
from p2psocial.network.gossip.options import GossipOptions
from p2psocial.network.gossip.subnets import subnet
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import DIRECTORY_HASH, board_hash

_log = logging.getLogger(__name__)

# Many addresses lead nowhere, and finding that out takes seconds. A dial that has had no answer for
# so long does not keep another from being tried for the same place.
_SLOW_DIAL_SECONDS = 1
_DIALS_PER_PLACE = 3
# Neighbours that share no board with us still tell of other boards and peers: a few are enough.
_MOST_WITHOUT_BOARD = 2
_USELESS_SECONDS = 120
_BOARDS_GRACE_SECONDS = 30
# A connection that lasted so long was a good one.
_STEADY_SECONDS = 30
# An address of somebody who is connected by another one. Should that connection end, it is wanted.
_DUPLICATE_REST_SECONDS = 120


def hash_of(board: str) -> bytes:
    """Return where members of a board meet; the directory is the board without a name."""
    return DIRECTORY_HASH if board == DIRECTORY else board_hash(board)


@dataclass(frozen=True, slots=True, eq=False)
class _Dial:
    board: str
    feeler: bool
    began: float


class Dialler:
    """See the module. `boards` are those that need neighbours."""

    boards: frozenset[str] = frozenset()

    def __init__(  # noqa: PLR0913, PLR0917 -- the parts of the endpoint that it works with
        self,
        options: GossipOptions,
        terms: Terms,
        owner: Owner,
        book: AddressBook,
        neighbours: Neighbours,
        bans: Bans,
    ) -> None:
        self._options = options
        self._terms = terms
        self._limits = terms.limits
        self._owner = owner
        self._book = book
        self._neighbours = neighbours
        self._bans = bans
        self._dials: dict[Address, _Dial] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._anchors: list[Address] = []
        self._woken: asyncio.Handle | None = None
        self._running = False
        self._feel_at = 0.0
        host = options.listen[0].host if options.private and options.listen else None
        # On a private network many nodes share a machine, and each is known by its own address.
        self._source = None if host in ANY_HOSTS else host

    # -- life --------------------------------------------------------------------------------

    def start(self, anchors: Iterable[Address]) -> None:
        """Begin to dial, those in `anchors` first."""
        self._anchors = list(anchors)
        self._feel_at = self._terms.monotonic() + self._limits.feeler_seconds
        proxy = self._options.proxy
        # BitTorrent's I2P proxy has no way to carry our connections, and nothing goes around it.
        self._running = proxy is None or proxy.scheme != "i2p"
        self.wake()

    async def close(self) -> None:
        """Stop dialling; connections that stand are not touched."""
        self._running = False
        if self._woken is not None:
            self._woken.cancel()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Look soon whether there is somebody to dial, because something changed."""
        if self._running and self._woken is None:
            self._woken = asyncio.get_running_loop().call_soon(self._fill)

    def tick(self) -> None:
        """Do what is due; to be called about once a second."""
        if not self._running:
            return
        self._drop_useless()
        self._fill()
        now = self._terms.monotonic()
        if now >= self._feel_at:
            self._feel_at = now + self._limits.feeler_seconds * self._terms.chance.uniform(0.5, 1.5)
            address = self._book.pick_hearsay(self._allowed())
            if address is not None:
                self._start(address, DIRECTORY, feeler=True)

    # -- whom to dial ------------------------------------------------------------------------

    def _is_useful(self, connection: Connection) -> bool:
        if not self.boards or connection.boards & self.boards:
            return True
        age = self._terms.monotonic() - connection.ready_at
        return not connection.told_boards and age < _BOARDS_GRACE_SECONDS

    def _drop_useless(self) -> None:
        useless = [each for each in self._neighbours.outgoing() if not self._is_useful(each)]
        for connection in useless[_MOST_WITHOUT_BOARD:]:
            # It would be useless again if it were dialled again at once.
            self._book.rest(connection.address, _USELESS_SECONDS)
            connection.close("no common board")

    def _fill(self) -> None:
        self._woken = None
        while self._running and (found := self._next()) is not None:
            address, board = found
            self._start(address, board, feeler=False)

    def _next(self) -> tuple[Address, str] | None:
        """Return whom to dial now and for which board; None when there is no need, or nobody."""
        outgoing = self._neighbours.outgoing()
        missing = self._limits.outgoing - sum(map(self._is_useful, outgoing))
        dials = [dial for dial in self._dials.values() if not dial.feeler]
        slow_since = self._terms.monotonic() - _SLOW_DIAL_SECONDS
        free = missing - sum(dial.began > slow_since for dial in dials)
        if len(dials) >= _DIALS_PER_PLACE * self._limits.outgoing:
            free = 0
        allowed = self._allowed()
        while free > 0 and self._anchors:
            anchor = self._anchors.pop(0)
            if allowed(anchor):
                return anchor, self._shared_board(anchor)
        for board in self._wanted(dials, free, len(outgoing)):
            address = self._book.pick(board, allowed)
            if address is not None:
                return address, board or self._shared_board(address)
        return None

    def _shared_board(self, address: Address) -> str:
        shared = self._book.boards_of(address) & self.boards
        return min(shared) if shared else DIRECTORY

    def _wanted(self, dials: list[_Dial], free: int, outgoing: int) -> list[str]:
        """Return the boards that need a neighbour, in the order of their need."""
        served = self._neighbours.boards()
        served.update(dial.board for dial in dials)
        chance = self._terms.chance
        ranked = sorted(self.boards, key=lambda board: (served[board], chance.random()))
        if free > 0:
            return [*ranked, DIRECTORY]
        most = self._limits.outgoing + self._limits.outgoing_for_boards
        if outgoing + len(dials) >= most:
            return []
        return [board for board in ranked if not served[board]]

    def _allowed(self) -> Callable[[Address], bool]:
        """Return the rule for whom not to dial now, as things stand now."""
        busy = set(self._dials)
        for connection in self._neighbours.ready():
            busy.add(connection.address)
            if connection.neighbour and connection.neighbour.listening:
                busy.add(connection.neighbour.listening)
        out = [each.address for each in self._neighbours.outgoing()] + list(self._dials)
        subnets = Counter(subnet(address.host) for address in out)
        most = self._limits.outgoing_per_subnet

        def allowed(address: Address) -> bool:
            return (
                address not in busy
                and subnets[subnet(address.host)] < most
                and not self._bans.is_banned(address.host)
            )

        return allowed

    # -- dialling ----------------------------------------------------------------------------

    def _start(self, address: Address, board: str, *, feeler: bool) -> None:
        dial = self._dials[address] = _Dial(board, feeler, self._terms.monotonic())
        task = asyncio.get_running_loop().create_task(self._run(address, dial))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, address: Address, dial: _Dial) -> None:
        connection: Connection | None = None
        kept = False
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                opened = await open_socket(address, self._source, self._options.proxy)
            try:
                connection = Connection(
                    self._terms,
                    self._owner,
                    self._neighbours.next_number(),
                    address,
                    hash_of(dial.board),
                )
                made = connection
                await asyncio.get_running_loop().create_connection(lambda: made, sock=opened)
            except BaseException:
                opened.close()
                raise
            kept = await connection.settled
        except OSError as error:
            _log.debug("dialling %s: %s", address, error)
        except asyncio.CancelledError:
            if connection is not None:
                connection.abort()
            raise
        finally:
            del self._dials[address]
        if not kept:
            self._book.fail(address)
        self.wake()

    # -- what becomes of it ------------------------------------------------------------------

    def keeps(self, connection: Connection) -> bool:
        """Whether an outgoing connection that just became ready is one to keep.

        One to keep fills a place, or brings the first neighbour of a board.
        """
        dial = self._dials.get(connection.address)
        if dial is None or dial.feeler:
            return False
        useful = sum(map(self._is_useful, self._neighbours.outgoing()))
        return useful < self._limits.outgoing or not self._neighbours.boards()[dial.board]

    def checked(self, connection: Connection, *, duplicate: bool) -> None:
        """Note that somebody is there, though we need no connection to that address now."""
        wait = _DUPLICATE_REST_SECONDS if duplicate else self._limits.redial_seconds
        self._book.rest(connection.address, wait)

    def lost(self, connection: Connection) -> None:
        """Note how an outgoing connection that had been ready ended."""
        if connection.bye == "duplicate":
            self._book.rest(connection.address, _DUPLICATE_REST_SECONDS)
        elif self._terms.monotonic() - connection.ready_at >= _STEADY_SECONDS:
            self._book.rest(connection.address, self._limits.redial_seconds)
        else:
            self._book.fail(connection.address)
