"""Whether the system's clock can be believed, for what cannot be undone.

Votes end at a time that was written down when they began. A machine that starts with a wrong clock
(an empty battery, a restored snapshot) sets it within minutes, and by then a clock that is a year
ahead would have ended every vote. So nothing ends before the clock has agreed with the one that
only counts seconds for a while, since the start and since every jump. To end a vote a little late
does no harm.
"""

from __future__ import annotations

from collections.abc import Callable

from p2psocial.services.ports import Clock

SETTLE_SECONDS = 15 * 60.0
# A clock that is being set slowly moves by less between two looks.
_JUMP_SECONDS = 60.0


class SettledClock:
    """To be looked at every minute or so. `unix` and `monotonic` are the two clocks."""

    def __init__(self, unix: Clock, monotonic: Callable[[], float]) -> None:
        """Begin to watch."""
        self._unix = unix
        self._monotonic = monotonic
        self._since = monotonic()
        self._offset = unix() - self._since

    def is_settled(self) -> bool:
        """Whether it has not jumped for a quarter of an hour, and ran for that long."""
        now = self._monotonic()
        offset = self._unix() - now
        if abs(offset - self._offset) > _JUMP_SECONDS:
            self._since = now
        self._offset = offset
        return now - self._since >= SETTLE_SECONDS
