"""Time as spreading needs it, real or virtual."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Timers(Protocol):
    """A monotonic clock that can call back."""

    def now(self) -> float:
        """Return seconds since some moment that does not matter."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back once after that many seconds; returns what takes that back."""
