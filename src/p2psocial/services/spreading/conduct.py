"""What one peer or one author may cost us: allowances, strikes and quotas, all bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from p2psocial.protocol.errors import Reason

_Key = TypeVar("_Key", bound=Hashable)

STRIKES = 3
BAN_SECONDS = 3_600.0
_HOUR = 3_600
_REMEMBERED_AUTHORS = 50_000

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

    def take(self, amount: float, now: float) -> bool:
        """Take `amount` if it is there; False, and nothing taken, if not."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < amount:
            return False
        self._left -= amount
        return True


class Recent(Generic[_Key]):
    """A set that forgets what was put in longest ago when it grows over its limit."""

    __slots__ = ("_keys", "_limit")

    def __init__(self, limit: int) -> None:
        self._keys: OrderedDict[_Key, None] = OrderedDict()
        self._limit = limit

    def __contains__(self, key: _Key) -> bool:
        return key in self._keys

    def add(self, key: _Key) -> None:
        """Put a key in, as the latest."""
        self._keys[key] = None
        self._keys.move_to_end(key)
        if len(self._keys) > self._limit:
            self._keys.popitem(last=False)


class AuthorQuota:
    """How many items one author may have per hour of creation before anyone here values one.

    Hours are those of the items' own dates, so what is let in does not depend on when it comes.
    """

    def __init__(self, per_hour: int) -> None:
        self._per_hour = per_hour
        self._counts: OrderedDict[tuple[bytes, int], int] = OrderedDict()

    def take(self, author: bytes, created: int) -> bool:
        """Count one more item; False when the author's hour is full."""
        hour = (author, created // _HOUR)
        count = self._counts.get(hour, 0)
        if count >= self._per_hour:
            return False
        self._counts[hour] = count + 1
        self._counts.move_to_end(hour)
        if len(self._counts) > _REMEMBERED_AUTHORS:
            self._counts.popitem(last=False)
        return True
