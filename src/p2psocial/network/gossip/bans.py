"""Who is kept out, and for how long; and who is close to it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from p2psocial.network.gossip.subnets import household

_MOST = 1_000


class Bans:
    """Bans and strikes by household. Both expire, and there are never more than 1,000 of each."""

    def __init__(self, monotonic: Callable[[], float], strikes: int, seconds: float) -> None:
        """Ban for `seconds` whoever gets that many `strikes` within that time."""
        self._monotonic = monotonic
        self._allowed = strikes
        self._seconds = seconds
        self._until: OrderedDict[bytes, float] = OrderedDict()
        self._strikes: OrderedDict[bytes, list[float]] = OrderedDict()

    def __len__(self) -> int:
        now = self._monotonic()
        return sum(until > now for until in self._until.values())

    def ban(self, host: str, seconds: float) -> None:
        """Keep a host's household out from now on; a longer ban that it has stays."""
        now, key = self._monotonic(), household(host)
        self._until[key] = max(self._until.get(key, 0), now + seconds)
        while len(self._until) > _MOST:
            # The next to expire makes room.
            del self._until[min(self._until, key=self._until.__getitem__)]

    def strike(self, host: str) -> bool:
        """Note a breach of the protocol; True when it was one too many and is a ban now."""
        now, key = self._monotonic(), household(host)
        recent = [time for time in self._strikes.pop(key, ()) if time > now - self._seconds]
        recent.append(now)
        if len(recent) >= self._allowed:
            self.ban(host, self._seconds)
            return True
        self._strikes[key] = recent
        if len(self._strikes) > _MOST:
            self._strikes.popitem(last=False)
        return False

    def is_banned(self, host: str) -> bool:
        """Whether a host is kept out now."""
        until = self._until.get(household(host))
        if until is None:
            return False
        if until > self._monotonic():
            return True
        del self._until[household(host)]
        return False
