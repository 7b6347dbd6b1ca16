"""What was spent lately: on the average of the last minute, and in the last hour."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_SLOT_SECONDS = 10.0
_MINUTE_SLOTS = 6
_HOUR_SLOTS = 360


@dataclass(slots=True)
class _Slot:
    number: int
    packets: int = 0
    bytes: int = 0
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """Packets and bytes both ways, headers included; averages are those of the last minute."""

    packets_per_second: float = 0.0
    bytes_in_hour: int = 0
    jobs_per_minute: float = 0.0


class Lately:
    """Sums in slots of ten seconds, of which an hour is kept."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Begin at nothing."""
        self._monotonic = monotonic
        self._begun = monotonic()
        self._slots: deque[_Slot] = deque(maxlen=_HOUR_SLOTS)

    def add(self, *, packets: int = 0, data: int = 0, jobs: int = 0) -> None:
        """Add what has just been spent, or done."""
        number = self._number()
        if not self._slots or self._slots[-1].number != number:
            self._slots.append(_Slot(number))
        slot = self._slots[-1]
        slot.packets += packets
        slot.bytes += data
        slot.jobs += jobs

    def spending(self) -> Spending:
        """Return what was spent lately."""
        now, seconds = self._number(), self._seconds()
        minute = [slot for slot in self._slots if slot.number >= now - _MINUTE_SLOTS]
        hour = [slot for slot in self._slots if slot.number > now - _HOUR_SLOTS]
        return Spending(
            sum(slot.packets for slot in minute) / seconds,
            sum(slot.bytes for slot in hour),
            sum(slot.jobs for slot in minute) / seconds * 60,
        )

    def _number(self) -> int:
        return int((self._monotonic() - self._begun) / _SLOT_SECONDS)

    def _seconds(self) -> float:
        """How long the last minute has been so far, the slot that is under way included."""
        elapsed = self._monotonic() - self._begun
        past = (self._number() - _MINUTE_SLOTS) * _SLOT_SECONDS
        return max(elapsed - max(past, 0.0), 1.0)
