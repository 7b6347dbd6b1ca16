"""How much one neighbour may make us read: a token bucket that goes into debt."""

from __future__ import annotations


class Allowance:
    """What is spent comes back at a steady rate, up to a burst."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        """Begin with a full burst; `rate` is what comes back per second."""
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = now

    def spend(self, amount: float, now: float) -> float:
        """Take `amount`; returns how many seconds to wait until there is something left again."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._left / self._rate)
