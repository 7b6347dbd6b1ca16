"""Clients of a private DHT, each at a loopback address of its own."""

from __future__ import annotations

import contextlib
import itertools
import random
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

from p2psocial.network.scrape.budget import Limits
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.protocol.magnet import Address

SECONDS = 20.0
_HOSTS = itertools.count(1)
_SEEDS = itertools.count(1)


def new_host() -> str:
    """Return a loopback address that nothing else of this run has."""
    number = next(_HOSTS)
    return f"127.{160 + number // 60_000}.{number // 250 % 240}.{number % 250 + 1}"


class Clock:
    """Time that a test can move on by hand, on top of real time."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@contextlib.asynccontextmanager
async def client(
    bootstrap: Iterable[Address] = (),
    clock: Clock | None = None,
    **options: Any,  # noqa: ANN401 -- any option
) -> AsyncIterator[ScrapeClient]:
    """Run a client on an address of its own that has been told of these nodes."""
    settings: dict[str, Any] = {
        "listen": (Address(new_host(), 0),),
        "private": True,
        "counting": Limits(packets_per_second=5_000),
        "announcing": Limits(packets_per_second=5_000),
        "timeout_least": 0.3,
        "timeout_most": 0.4,
        **options,
    }
    made = ScrapeClient(
        ScrapeOptions(**settings),
        monotonic=clock or time.monotonic,
        chance=random.Random(next(_SEEDS)),
    )
    await made.start()
    made.add_addresses(bootstrap)
    try:
        yield made
    finally:
        await made.close()
