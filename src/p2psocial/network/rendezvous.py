"""Meeting the members of our boards: who else is there, and telling them that we are.

Every joined board has an infohash in the Mainline DHT under which its members announce their
gossip port. The directory of boards is treated as one more board. Addresses that are found become
candidates for the endpoint to dial. On a local network, `local_multicast` does the same without
the internet.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from p2psocial.network.gossip.address_book import DIRECTORY
from p2psocial.network.gossip.dialler import hash_of
from p2psocial.network.gossip.endpoint import GossipEndpoint
from p2psocial.network.gossip.options import GossipOptions
from p2psocial.network.local_multicast import LocalMulticast
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

# A DHT that has just started knows nobody, so the first lookups may come back empty. They are
# repeated quickly until somebody of the board is connected, and then, as BEP 5 has it, every
# quarter of an hour, within which an announcement must be renewed.
FIRST_DELAYS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
# Many who start together may find one another in groups: so who is connected looks twice more soon.
CONNECTED_DELAYS = (1.0, 5.0, 30.0)
REPEAT_SECONDS = 900.0
LONELY_SECONDS = 300.0
_JITTER = 0.15
LOCAL_SECONDS = 300.0
_MAX_FOUND = 200

Found = Callable[[Sequence[Address]], None]


class Dht(Protocol):
    """What is needed of the DHT; `seeding.Seeding` has it."""

    def announce(self, infohash: bytes, port: int) -> None:
        """Tell the DHT that we accept connections for `infohash` at `port`."""

    def find_peers(self, infohash: bytes, found: Found) -> None:
        """Look `infohash` up; `found` may be called several times."""

    def stop_finding(self, infohash: bytes, found: Found) -> None:
        """Call `found` no more."""

    def find_again(self, infohash: bytes) -> None:
        """Repeat the lookup for whoever still waits for it."""

    def map_port(self, port: int, mapped: Callable[[int], None]) -> None:
        """Ask the router for a TCP port; `mapped` is told the outer one, if ever."""


@dataclass(slots=True)
class _Place:
    """Where members of a board meet: how often we asked, and when we ask again."""

    infohash: bytes
    found: Found
    due: float
    asked: int = 0


class Rendezvous:
    """Brings candidates to an endpoint for as long as it runs. `dht` None means there is none.

    All methods belong to the event loop that `start` ran on.
    """

    def __init__(
        self,
        options: GossipOptions,
        endpoint: GossipEndpoint,
        dht: Dht | None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        """Prepare; the endpoint and the DHT must be started before this is."""
        self._options = options
        self._endpoint = endpoint
        self._dht = dht
        self._monotonic = monotonic
        self._chance = chance or random.SystemRandom()
        self._places: dict[str, _Place] = {}
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._local: LocalMulticast | None = None
        self._local_due = 0.0
        endpoint.watch_boards(self._take_boards)

    # -- life --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to look for the members of the boards that the endpoint has joined."""
        port = self._endpoint.port
        proxied = self._options.proxy is not None
        if self._dht is not None and port and self._options.port_mapping and not proxied:
            self._dht.map_port(port, self._endpoint.set_mapped_port)
        if self._options.local_multicast and not proxied:
            self._local = LocalMulticast(self._hear_locally, self._monotonic, self._chance)
            if not await self._local.start(self._endpoint.listening):
                self._local = None
        self._task = asyncio.get_running_loop().create_task(self._run())
        self._take_boards(self._endpoint.boards)

    async def close(self) -> None:
        """Stop looking; safe to call whether or not `start` succeeded."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        for board in list(self._places):
            self._leave(board)
        if self._local is not None:
            self._local.close()
            self._local = None

    def _take_boards(self, boards: frozenset[str]) -> None:
        if self._task is None:
            return
        wanted = boards | {DIRECTORY}
        for board in self._places.keys() - wanted:
            self._leave(board)
        new = sorted(wanted - self._places.keys())
        for board in new:
            found = self._candidates_of(board)
            self._places[board] = _Place(hash_of(board), found, self._monotonic())
        if new and self._local is not None:
            self._local.announce([hash_of(board) for board in new], self._endpoint.local_port)
        self._changed.set()

    def _leave(self, board: str) -> None:
        place = self._places.pop(board)
        if self._dht is not None and place.asked:
            self._dht.stop_finding(place.infohash, place.found)

    # -- time --------------------------------------------------------------------------------

    async def _run(self) -> None:
        self._local_due = self._monotonic() + self._jittered(LOCAL_SECONDS)
        while True:
            wait = self._do_what_is_due()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._changed.wait()
            self._changed.clear()

    def _do_what_is_due(self) -> float:
        """Ask for the boards that it is time for; returns how long there is nothing to do."""
        now = self._monotonic()
        for board, place in self._places.items():
            if place.due <= now:
                place.due = now + self._delay(board, place.asked)
                self._ask(place)
        if self._local is not None and self._local_due <= now:
            self._local_due = now + self._jittered(LOCAL_SECONDS)
            everything = [place.infohash for place in self._places.values()]
            self._local.announce(everything, self._endpoint.local_port)
        due = [place.due for place in self._places.values()]
        return max(0.0, min([*due, now + LOCAL_SECONDS]) - now)

    def _delay(self, board: str, asked: int) -> float:
        connected = self._endpoint.has_neighbour(board)
        delays = CONNECTED_DELAYS if connected else FIRST_DELAYS
        later = REPEAT_SECONDS if connected else LONELY_SECONDS
        return self._jittered(delays[asked] if asked < len(delays) else later)

    def _jittered(self, seconds: float) -> float:
        return seconds * self._chance.uniform(1 - _JITTER, 1 + _JITTER)

    # -- the DHT -----------------------------------------------------------------------------

    def _ask(self, place: _Place) -> None:
        if self._dht is None:
            return
        if place.asked:
            self._dht.find_again(place.infohash)
        else:
            self._dht.find_peers(place.infohash, place.found)
        place.asked += 1
        if self._endpoint.port:
            self._dht.announce(place.infohash, self._endpoint.port)

    def _candidates_of(self, board: str) -> Found:
        def found(addresses: Sequence[Address]) -> None:
            self._endpoint.add_candidates(board, addresses[:_MAX_FOUND])

        return found

    # -- the local network -------------------------------------------------------------------

    def _hear_locally(self, infohashes: Sequence[bytes], address: Address) -> None:
        for board, place in self._places.items():
            if place.infohash in infohashes:
                self._endpoint.add_candidates(board, [address], trusted=True)
