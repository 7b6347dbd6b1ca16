"""The table of all open connections, and who of them may stay."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from weakref import WeakValueDictionary

from p2psocial.network.gossip import eviction
from p2psocial.network.gossip.allowance import Allowance
from p2psocial.network.gossip.bans import Bans
from p2psocial.network.gossip.connection import Connection, State, Terms
from p2psocial.network.gossip.eviction import Occupant
from p2psocial.network.gossip.subnets import household

_STRANGER_LEAST_SECONDS = 1
_SHARED = ("127.0.0.1", "::1")


class Neighbours:
    """Connections by their number. Those that are closing count for nothing any more."""

    def __init__(self, terms: Terms, bans: Bans) -> None:
        self._terms = terms
        self._limits = terms.limits
        self._bans = bans
        self._open: dict[int, Connection] = {}
        self._numbers = itertools.count(1)
        self._evicted_at = terms.monotonic() - self._limits.eviction_seconds
        # Kept alive by the connections themselves.
        self._allowances: WeakValueDictionary[bytes, Allowance] = WeakValueDictionary()

    # -- the table ---------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._open)

    def next_number(self) -> int:
        """Return a number that no connection has had."""
        return next(self._numbers)

    def add(self, connection: Connection) -> None:
        """Take in a connection that was just opened."""
        self._open[connection.number] = connection

    def remove(self, connection: Connection) -> None:
        """Forget a connection that is over."""
        self._open.pop(connection.number, None)

    def get(self, number: int) -> Connection | None:
        """Return a ready connection, None when there is none of that number."""
        connection = self._open.get(number)
        return connection if connection and connection.state is State.READY else None

    def all(self) -> list[Connection]:
        """Return the connections of every state."""
        return list(self._open.values())

    def ready(self) -> Iterator[Connection]:
        """Yield the connections that were told to the listener and still stand."""
        for connection in self._open.values():
            if connection.state is State.READY and connection.neighbour is not None:
                yield connection

    def incoming(self) -> list[Connection]:
        """Return the ready connections that others made."""
        return [each for each in self.ready() if not each.outgoing]

    def outgoing(self) -> list[Connection]:
        """Return the ready connections that we made."""
        return [each for each in self.ready() if each.outgoing]

    def boards(self) -> Counter[str]:
        """Return how many neighbours there are for each board."""
        return Counter(itertools.chain.from_iterable(each.boards for each in self.ready()))

    def queued(self) -> int:
        """Return how many bytes wait to be sent to all of them."""
        return sum(each.queued for each in self._open.values())

    def allowance_for(self, connection: Connection) -> Allowance:
        """Return how much may be read from a connection, together with others of its household."""
        host, limits = connection.address.host, self._limits
        made = Allowance(limits.bytes_per_second, limits.burst_bytes, self._terms.monotonic())
        # Where this is the only address of a machine, it is not the address of anybody.
        return made if host in _SHARED else self._allowances.setdefault(household(host), made)

    # -- who may stay ------------------------------------------------------------------------

    def may_open(self, stranger: Connection) -> bool:
        """Whether a TCP connection from outside may go on to its handshake."""
        if self._bans.is_banned(stranger.address.host):
            return False
        home = household(stranger.address.host)
        strangers = [
            each
            for each in self._open.values()
            if not each.outgoing and each.state in (State.SHAKING, State.EXTENDING)
        ]
        at_home = sum(household(each.address.host) == home for each in strangers)
        if at_home >= self._limits.strangers_per_household:
            return False
        if len(strangers) < self._limits.strangers:
            return True
        # An honest handshake takes two round trips, so the slowest is the one to give up on.
        slowest = min(strangers, key=lambda each: each.opened_at)
        if self._terms.monotonic() - slowest.opened_at < _STRANGER_LEAST_SECONDS:
            return False
        slowest.abort()
        return True

    def may_come_in(self, stranger: Connection) -> bool:
        """Whether the household of an incoming connection has a place left."""
        home = household(stranger.address.host)
        inside = sum(household(each.address.host) == home for each in self.incoming())
        return inside < self._limits.incoming_per_household

    def twin_to_close(self, new: Connection) -> Connection | None:
        """Return which of two connections to one peer must go, if it is for us to decide.

        The side with the lower peer id decides; the other waits for its bye. Peer ids are no
        secret, so nobody gains by showing another's: a connection goes for one from another address
        only if it is the new one and we made it.
        """
        if self._terms.peer_id > new.peer_id:
            return None
        for old in self.ready():
            if old is new or old.peer_id != new.peer_id:
                continue
            if old.address.host == new.address.host:
                # A peer that comes twice has lost its first connection without our noticing.
                return new if new.outgoing or old.outgoing else old
            if new.outgoing:
                return new
        return None

    def one_too_many(self, new: Connection) -> Connection | None:
        """Return who must go for a new incoming connection: nobody, another, or itself."""
        incoming = [each for each in self.incoming() if each is not new]
        if len(incoming) < self._limits.incoming:
            return None
        now = self._terms.monotonic()
        if not incoming or now - self._evicted_at < self._limits.eviction_seconds:
            return new
        occupants = [_occupant(each) for each in incoming]
        number = eviction.choose(occupants, _occupant(new)).number
        if number != new.number:
            self._evicted_at = now
        return self._open.get(number)

    def of_household(self, host: str) -> Iterable[Connection]:
        """Return every connection with a household."""
        home = household(host)
        return [each for each in self._open.values() if household(each.address.host) == home]


def _occupant(connection: Connection) -> Occupant:
    return Occupant(connection.number, connection.address.host, connection.ready_at)
