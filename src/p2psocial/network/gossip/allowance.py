"""How much one neighbour may make us do: a token bucket."""

from __future__ import annotations


class Allowance:
    """What is spent comes back at a steady rate, up to a burst."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        """Begin with a full burst; `rate` is what comes back per second."""
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = now

    def _refill(self, now: float) -> None:
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now

    def spend(self, amount: float, now: float) -> float:
        """Take `amount`, into debt if need be; returns the seconds until there is no debt."""
        self._refill(now)
        self._left -= amount
        return max(0.0, -self._left / self._rate)

    def take(self, amount: float, now: float) -> bool:
        """Take `amount` if it is there; False, and nothing taken, if not."""
        self._refill(now)
        if self._left < amount:
            return False
        self._left -= amount
        return True
