"""Runs a test's coroutine, and waits in it for what tells nobody."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")

SECONDS = 20.0
_LONGEST_SECONDS = 60


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a test; fails on errors that asyncio only logs, and on tasks left over."""
    failures: list[str] = []

    async def guarded() -> _Result:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: failures.append(repr(context))
        )
        async with asyncio.timeout(_LONGEST_SECONDS):
            result = await work
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, left
        return result

    result = asyncio.run(guarded())
    gc.collect()
    assert not failures, failures
    return result


async def until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait until `condition()` holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.005)
