"""How much one purpose may spend on DHT packets, and what it has spent.

Counting and announcing have a budget each, so that neither takes what is meant for the other.
Packets are rationed by the second, before each is sent. Bytes are rationed by the hour, and only
between walks: a walk that was begun is ended, or its packets were for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.network.gossip.allowance import Allowance
from p2psocial.network.scrape.lately import Lately
from p2psocial.network.scrape.results import Cost

# A query, and the answer that it will bring.
PACKETS_PER_QUERY = 2
_BURST_SECONDS = 0.1
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Limits:
    """Packets and bytes count both ways, headers included; `bytes_per_hour` 0 is no limit."""

    packets_per_second: float = 200
    bytes_per_hour: int = 0
    # Walks under way at once; each has at most eight queries unanswered.
    at_once: int = 24


FOR_COUNTING = Limits()
FOR_ANNOUNCING = Limits(packets_per_second=300, at_once=16)


class Budget:
    """See the module. Belongs to one event loop."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        """Begin with nothing spent."""
        self.limits = limits
        self.places = asyncio.Semaphore(limits.at_once)
        self.spent = Cost()
        self.lately = Lately(monotonic)
        self._monotonic = monotonic
        rate, now = limits.packets_per_second, monotonic()
        self._packets = Allowance(rate, max(PACKETS_PER_QUERY, rate * _BURST_SECONDS), now)
        hourly = limits.bytes_per_hour
        self._bytes = Allowance(hourly / _HOUR, hourly, now) if hourly else None

    async def walk(self) -> None:
        """Wait until there are bytes for another walk."""
        if self._bytes is not None:
            # Those who wait do not spend, so it is long enough for the first of them; the others
            # go a little into debt, by one walk each.
            await asyncio.sleep(self._bytes.spend(0, self._monotonic()))

    async def turn(self) -> None:
        """Wait until there are packets for one more query."""
        wait = self._packets.spend(PACKETS_PER_QUERY, self._monotonic())
        if wait:
            await asyncio.sleep(wait)

    def give_back(self) -> None:
        """Return a turn that is not needed after all."""
        self._packets.spend(-PACKETS_PER_QUERY, self._monotonic())

    def pay(self, cost: Cost) -> None:
        """Take note of what was sent or received."""
        self.spent += cost
        self.lately.add(packets=cost.packets, data=cost.bytes)
        if self._bytes is not None:
            self._bytes.spend(cost.bytes, self._monotonic())
