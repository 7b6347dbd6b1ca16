"""The event loop's clock, as `services.spreading.timers.Timers` wants it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from p2psocial.network.complaints import run_guarded

_log = logging.getLogger(__name__)


class LoopTimers:
    """Real time on the running event loop."""

    def __init__(self) -> None:
        """Take the running loop."""
        self._loop = asyncio.get_running_loop()

    def now(self) -> float:
        """Return seconds since some moment that does not matter."""
        return self._loop.time()

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back once after that many seconds; returns what takes that back."""
        return self._loop.call_later(seconds, run_guarded, _log, callback).cancel
