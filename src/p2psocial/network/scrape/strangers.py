"""Where DHT nodes are said to be whose ids are not known: bootstrap nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from p2psocial.network.scrape.datagrams import is_ipv6
from p2psocial.protocol.magnet import Address

_MOST = 64
_REST_SECONDS = 60.0


class Strangers:
    """They are asked while hardly any other node is known; one that is silent rests a while."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Begin empty."""
        self._monotonic = monotonic
        self._ready_at: dict[Address, float] = {}

    def add(self, addresses: Iterable[Address]) -> None:
        """Take note of some; the oldest are forgotten when they become many."""
        for address in addresses:
            self._ready_at.pop(address, None)
            self._ready_at[address] = self._monotonic()
        for address in list(self._ready_at)[:-_MOST]:
            del self._ready_at[address]

    def ready(self, *, ipv6: bool) -> Iterator[Address]:
        """Yield those of a family that may be asked now."""
        now = self._monotonic()
        for address, at in self._ready_at.items():
            if at <= now and is_ipv6(address) == ipv6:
                yield address

    def silent(self, address: Address) -> None:
        """Take note that one did not answer; does nothing about other addresses."""
        if address in self._ready_at:
            self._ready_at[address] = self._monotonic() + _REST_SECONDS
