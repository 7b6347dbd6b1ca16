"""Whether the system's clock can be believed, for what cannot be undone.

Votes end at a time that was written down when they began. A machine that starts with a wrong clock
(an empty battery, a restored snapshot) sets it within minutes, and by then a clock that is a year
ahead would have ended every vote. So nothing ends before the clock has agreed with the one that
only counts seconds for a while, since the start and since every jump. To end a vote a little late
does no harm.

Some machines set their clock later, or when somebody notices. So the time of the last look at a
clock that was believed is kept from one start to the next: one that is more than a week ahead of
it has to agree for a whole day. It may be right: a computer that was off for a month, or asleep,
looks the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from p2psocial.services.ports import Clock

SETTLE_SECONDS = 15 * 60.0
DOUBTED_SECONDS = 24 * 3_600.0
LEAD_SECONDS = 7 * 86_400
# A clock that is being set slowly moves by less between two looks.
_JUMP_SECONDS = 60.0


class LastBelieved(Protocol):
    """Keeps the Unix time at which the clock was believed last; None when there is none."""

    def read(self) -> int | None: ...

    def write(self, now: int) -> None: ...


class SettledClock:
    """To be looked at every minute or so. `unix` and `monotonic` are the two clocks."""

    def __init__(
        self, unix: Clock, monotonic: Callable[[], float], last: LastBelieved | None = None
    ) -> None:
        """Begin to watch."""
        self._unix = unix
        self._monotonic = monotonic
        self._last = last
        self._since = monotonic()
        self._offset = unix() - self._since
        self._believed = last.read() if last else None

    def is_settled(self) -> bool:
        """Whether it has not jumped for a quarter of an hour, or a day when it is far ahead."""
        now = self._monotonic()
        unix = self._unix()
        if abs(unix - now - self._offset) > _JUMP_SECONDS:
            self._since = now
        self._offset = unix - now
        agreed = now - self._since
        if agreed < (DOUBTED_SECONDS if self.is_doubted() else SETTLE_SECONDS):
            return False
        self._believe(unix)
        return True

    def is_doubted(self) -> bool:
        """Whether it is far ahead of when it was believed last."""
        return self._believed is not None and self._unix() - self._believed > LEAD_SECONDS

    def _believe(self, unix: int) -> None:
        # One that was set back by years is not believed to have been ahead.
        self._believed = unix
        if self._last is not None:
            self._last.write(unix)
