"""What one peer or one author may cost us: allowances, strikes and quotas, all bounded."""

from __future__ import annotations

from p2psocial.protocol.errors import Reason

STRIKES = 3
BAN_SECONDS = 3_600.0
_HOUR = 3_600
_REMEMBERED_HOURS = 50_000

# What honest peers can send too: their clock differs, or they do not know an item that we know.
FORGIVEN = frozenset(
    {
        Reason.CREATED_IN_FUTURE,
        Reason.REPLACES_OTHER_AUTHOR,
        Reason.REPLACES_OTHER_PLACE,
        Reason.RETRACTS_OTHER_AUTHOR,
        Reason.PARENT_NOT_ANSWERABLE,
        Reason.WRONG_THREAD,
    }
)


class Allowance:
    """A token bucket: `rate` per second, at most `burst` at once."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = now

    def holds(self, amount: float, now: float) -> bool:
        """Whether `amount` is there."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        return self._left >= amount

    def take(self, amount: float, now: float) -> bool:
        """Take `amount` if it is there; False, and nothing taken, if not."""
        if not self.holds(amount, now):
            return False
        self._left -= amount
        return True


class AuthorQuota:
    """How many items one author may have per hour before anyone here values one.

    Hours are as a rule those of the items' own dates, so what is let in does not depend on when it
    comes. Those of the latest 25,000 to 50,000 authors and hours are remembered.
    """

    def __init__(self, per_hour: int) -> None:
        self._per_hour = per_hour
        # Hashes, because names would take four times the room.
        self._counts: dict[int, int] = {}
        self._older: dict[int, int] = {}

    def take(self, author: bytes, time: int) -> bool:
        """Count one more item; False when the author's hour is full."""
        hour = hash((author, time // _HOUR))
        count = self._counts.get(hour) or self._older.get(hour, 0)
        if count >= self._per_hour:
            return False
        self._counts[hour] = count + 1
        if len(self._counts) >= _REMEMBERED_HOURS // 2:
            self._older, self._counts = self._counts, {}
        return True
