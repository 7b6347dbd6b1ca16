"""Queries to DHT nodes and their answers: matched, in time, and paid from a budget.

An answer counts only when it comes from the very address that was asked, with the transaction id
that went there, which is random. So nobody who cannot see our packets can answer for a node.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from p2psocial.network.scrape.budget import Budget
from p2psocial.network.scrape.datagrams import Datagrams, is_ipv6
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.network.scrape.results import Cost
from p2psocial.protocol.krpc import (
    ID_BYTES,
    MAX_DATAGRAM_BYTES,
    KrpcError,
    Query,
    Refusal,
    Request,
    Response,
    decode,
    encode,
)
from p2psocial.protocol.magnet import Address

_TRANSACTION_BYTES = 4
_HEADER_BYTES = {False: 20 + 8, True: 40 + 8}
_FIRST_ROUND_TRIP = 0.3


@dataclass(slots=True)
class Meter:
    """What one piece of work has cost so far, and the budget that pays for it."""

    budget: Budget
    cost: Cost = field(default_factory=Cost)

    def add(self, address: Address, data: bytes) -> None:
        """Pay for one packet to or from an address."""
        price = Cost(1, len(data) + _HEADER_BYTES[is_ipv6(address)])
        self.cost += price
        self.budget.pay(price)


Answered = Response | Refusal | None


@dataclass(slots=True)
class _Asked:
    """A query under way."""

    answer: asyncio.Future[Answered]
    meter: Meter
    at: float
    timer: asyncio.TimerHandle


class Asker:
    """See the module. All methods belong to the event loop that `start` ran on."""

    def __init__(
        self, options: ScrapeOptions, monotonic: Callable[[], float], chance: random.Random
    ) -> None:
        """Prepare; nothing is sent before `start`."""
        self._options = options
        self._monotonic = monotonic
        self._chance = chance
        self._id = chance.randbytes(ID_BYTES)
        self._datagrams = Datagrams(options, self._received)
        self._asked: dict[Address, dict[bytes, _Asked]] = {}
        self._round_trip = _FIRST_ROUND_TRIP
        self._deviation = _FIRST_ROUND_TRIP / 2

    async def start(self) -> None:
        """Open the sockets. Raises `MachineError`."""
        await self._datagrams.start()

    async def close(self) -> None:
        """Close the sockets; what is unanswered stays so."""
        for there in list(self._asked.values()):
            for asked in there.values():
                asked.timer.cancel()
                asked.answer.cancel()
        self._asked.clear()
        await self._datagrams.close()

    def has(self, *, ipv6: bool) -> bool:
        """Whether nodes of a family can be asked."""
        return self._datagrams.has(ipv6=ipv6)

    # -- asking ------------------------------------------------------------------------------

    def ask(
        self, address: Address, query: Query, meter: Meter, *, sender: bytes | None = None
    ) -> asyncio.Future[Answered]:
        """Send a query, in its budget's `turn`; the result is None when no answer comes in time.

        `sender` is the id that it is sent under, by default one that is always the same.
        """
        loop = asyncio.get_running_loop()
        transaction = self._chance.randbytes(_TRANSACTION_BYTES)
        data = encode(Request(transaction, sender or self._id, query, read_only=True))
        timer = loop.call_later(self.timeout, self._give_up, address, transaction)
        asked = _Asked(loop.create_future(), meter, self._monotonic(), timer)
        self._asked.setdefault(address, {})[transaction] = asked
        meter.add(address, data)
        self._datagrams.send(data, address)
        return asked.answer

    @property
    def timeout(self) -> float:
        """How long an answer may take, by how long answers have taken."""
        late = self._round_trip + 4 * self._deviation
        return min(max(late, self._options.timeout_least), self._options.timeout_most)

    @property
    def patience(self) -> float:
        """After what time a node is probably late, and another is asked beside it."""
        return min(self._round_trip + 2 * self._deviation + 0.02, self._options.timeout_least / 2)

    # -- answers -----------------------------------------------------------------------------

    def _received(self, data: bytes, address: Address) -> None:
        there = self._asked.get(address)
        # Before anything is decoded: nobody can make us work whom we have not asked, or who does
        # not know what we sent there.
        transaction = next((each for each in there or () if each in data), None)
        if there is None or transaction is None:
            return
        answer = _read(data)
        if answer is not None:
            if answer.transaction not in there:
                return
            transaction = answer.transaction
            self._learn(self._monotonic() - there[transaction].at)
        there[transaction].meter.add(address, data)
        self._end(address, transaction, answer)

    def _learn(self, seconds: float) -> None:
        # As TCP has it (RFC 6298).
        self._deviation += (abs(seconds - self._round_trip) - self._deviation) / 4
        self._round_trip += (seconds - self._round_trip) / 8

    def _give_up(self, address: Address, transaction: bytes) -> None:
        self._end(address, transaction, None)

    def _end(self, address: Address, transaction: bytes, answer: Answered) -> None:
        there = self._asked[address]
        asked = there.pop(transaction)
        if not there:
            del self._asked[address]
        asked.timer.cancel()
        if not asked.answer.done():
            asked.answer.set_result(answer)


def _read(data: bytes) -> Response | Refusal | None:
    if len(data) > MAX_DATAGRAM_BYTES:
        return None
    try:
        message = decode(data)
    except KrpcError:
        return None
    return None if isinstance(message, Request) else message
