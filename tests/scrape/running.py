"""Runs a test's coroutine, and clients in it, and sees that nothing is left of them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from p2psocial.network.scrape.budget import Limits
from p2psocial.network.scrape.client import ScrapeClient
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.protocol.magnet import Address

_Result = TypeVar("_Result")

SECONDS = 20.0
_HOSTS = itertools.count(1)
_SEEDS = itertools.count(1)


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a test; fails on errors that asyncio only logs, and on tasks left over."""
    failures: list[str] = []

    async def guarded() -> _Result:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: failures.append(repr(context))
        )
        async with asyncio.timeout(60):
            result = await work
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, left
        return result

    result = asyncio.run(guarded())
    gc.collect()
    assert not failures, failures
    return result


async def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until a condition holds, at most that long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.02)


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
