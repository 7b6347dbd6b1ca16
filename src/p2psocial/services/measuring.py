"""Measuring: which items are counted when, within what the network may spend.

What somebody looks at comes first, then what has just changed by all accounts, then what is due:
new items often, old ones ever more seldom. The scrape client holds to its own packets per second,
so when there is more to do than that allows, everything just takes its turn later.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from p2psocial.failures import MachineError
from p2psocial.protocol.seed_proof import Verdict
from p2psocial.services.clocks import Clocks
from p2psocial.services.ports import Count, Entry, Index, SeedCounter, SeedsCounted
from p2psocial.services.seed_checks import SeedChecks

_log = logging.getLogger(__name__)

WATCHED_SECONDS = 60.0
WATCHED_EVERY_SECONDS = 2.5
# Of the packets, what is on screen may take this share; a count takes about so many.
_WATCHED_SHARE = 0.6
_PACKETS_PER_COUNT = 12
_MAX_WATCHED = 200
_MAX_URGENT = 1_000
_AT_A_TIME = 16
# Of these, what somebody says has changed may take this many: anybody can say so of anything.
_URGENT_AT_A_TIME = 8
_PAUSE_SECONDS = 0.25
_REST_SECONDS = 60.0
_RETRY_SECONDS = 300

_MINUTE, _DAY = 60, 86_400
_OFTEN = 2 * _MINUTE
# Counts are believed for 45 minutes (`FRESH_SECONDS`), which leaves some for a full schedule.
_BELIEVED = 40 * _MINUTE
# What we seed is counted by the walk that announces it again, every 41 minutes as a rule, and when
# nobody else seeds it in every fourth of them (`network.announcing`).
_BELIEVED_OF_OURS = 44 * _MINUTE
_ALONE = 4 * _BELIEVED_OF_OURS


def interval(entry: Entry, count: Count, now: int) -> int:
    """Return after how many seconds an item that nobody looks at is counted again.

    `entry` is what was known of it before `count`. After a tenth of its age, and two minutes at
    least; when nothing has changed, after twice the time in which nothing did. What has seeds is
    counted again before its last count is too old to be believed; what has none, at least once a
    day. What we seed is left to the walk that announces it: a thousand new posts of ours would be
    36 KB a second otherwise.
    """
    found = round(count.estimate)
    if entry.seeding:
        return _BELIEVED_OF_OURS if max(entry.seeds, found) > 1 else _ALONE
    after = max((now - entry.item.created) // 10, _OFTEN)
    if entry.seeds == found and entry.seeds_at is not None:
        after = max(after, 2 * (now - entry.seeds_at))
    return min(after, _BELIEVED if entry.seeds or found else _DAY)


@dataclass(frozen=True, slots=True)
class MeasuringStatus:
    """How many items are on screen, are said to have changed, and are due to be counted.

    `late_seconds` is for how long the one has been due that waits longest to be counted again.
    Since the start so many claimed seeds were `asked` for a piece: some `proved` to be seeds, some
    `denied`, and the others were not reached or had no time.
    """

    watched: int
    urgent: int
    due: int
    late_seconds: int
    asked: int = 0
    proved: int = 0
    denied: int = 0


class Measuring:
    """Counts one item after the other for as long as `run` runs. Belongs to one loop."""

    def __init__(
        self,
        index: Index,
        counter: SeedCounter,
        clocks: Clocks,
        packets_per_second: float,
        checks: SeedChecks | None = None,
    ) -> None:
        """Prepare; `packets_per_second` is what the counter may spend."""
        self._checks = checks
        self._each_watched = _PACKETS_PER_COUNT / (packets_per_second * _WATCHED_SHARE)
        self._index = index
        self._counter = counter
        self._clock = clocks.unix
        self._monotonic = clocks.monotonic
        self._urgent: OrderedDict[bytes, None] = OrderedDict()
        # Until when somebody looks at an item, and when it was last counted for that.
        self._watched: OrderedDict[bytes, float] = OrderedDict()
        self._counted_at: dict[bytes, float] = {}
        self._under_way: dict[bytes, asyncio.Task[None]] = {}
        self._urgent_under_way: set[bytes] = set()
        self._rest_until = clocks.monotonic()

    def watch(self, infohashes: Iterable[bytes]) -> int:
        """Count these every few seconds for the next minute: somebody looks at them.

        Returns how many of them are items that we know; nothing else is counted.
        """
        until = self._monotonic() + WATCHED_SECONDS
        known = [each for each in infohashes if self._index.header(each) is not None]
        for infohash in known:
            self._watched[infohash] = until
            self._watched.move_to_end(infohash)
        while len(self._watched) > _MAX_WATCHED:
            forgotten, _ = self._watched.popitem(last=False)
            self._counted_at.pop(forgotten, None)
        return len(known)

    def hint(self, infohash: bytes) -> None:
        """Count an item soon, because somebody says that it has changed."""
        if len(self._urgent) < _MAX_URGENT and self._index.header(infohash) is not None:
            self._urgent[infohash] = None

    def measured(self, count: SeedsCounted) -> None:
        """Take a count, of ours or one that came about otherwise."""
        self._record(count)
        if self._checks is not None:
            watched = count.infohash in self._watched
            self._checks.look(count, partial(self._record, count), watched=watched)

    def _record(self, count: SeedsCounted) -> None:
        now = self._clock()
        entry = self._index.entry(count.infohash)
        if entry is None:
            return
        evidence = (
            self._checks.judged(count)
            if self._checks is not None
            else Count(count.estimate, count.low, count.high, count.nodes)
        )
        self._index.record_count(
            count.infohash, evidence, now, now + interval(entry, evidence, now)
        )

    def status(self) -> MeasuringStatus:
        """Return what waits, and for how long."""
        waiting = self._index.waiting(self._clock())
        checks = self._checks.verdicts if self._checks is not None else Counter[Verdict]()
        return MeasuringStatus(
            watched=len(self._watched),
            urgent=len(self._urgent),
            due=waiting.items,
            late_seconds=waiting.seconds,
            asked=checks.total(),
            proved=checks[Verdict.PROVED],
            denied=checks[Verdict.DENIED],
        )

    async def run(self) -> None:
        """Count until cancelled."""
        try:
            while True:
                # What is due stays so until there is somebody to ask.
                rests = self._monotonic() < self._rest_until or not self._counter.can_count()
                for infohash in self._next(0 if rests else _AT_A_TIME - len(self._under_way)):
                    task = asyncio.get_running_loop().create_task(self._measure(infohash))
                    self._under_way[infohash] = task
                    task.add_done_callback(partial(self._ended, infohash))
                await asyncio.sleep(_PAUSE_SECONDS)
        finally:
            tasks = list(self._under_way.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, infohash: bytes, task: asyncio.Task[None]) -> None:
        self._under_way.pop(infohash, None)
        self._urgent_under_way.discard(infohash)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, MachineError):
            # What could not be stored is still due, and would be counted again at once.
            if self._monotonic() >= self._rest_until:
                _log.warning("%s", error)
            self._rest_until = self._monotonic() + _REST_SECONDS
        elif error is not None:
            _log.error("counting failed", exc_info=error)

    def _next(self, most: int) -> list[bytes]:
        """Return what to count now, the most important first."""
        chosen: OrderedDict[bytes, None] = OrderedDict()
        urgent = self._take_urgent(min(most, _URGENT_AT_A_TIME - len(self._urgent_under_way)))
        for infohash in (*urgent, *self._watched_again(), *self._due(most)):
            if len(chosen) >= most:
                break
            if infohash not in self._under_way:
                chosen[infohash] = None
        return list(chosen)

    def _take_urgent(self, most: int) -> list[bytes]:
        taken: list[bytes] = []
        while self._urgent and len(taken) < most:
            infohash, _ = self._urgent.popitem(last=False)
            if infohash not in self._under_way:
                taken.append(infohash)
        self._urgent_under_way |= set(taken)
        return taken

    def _watched_again(self) -> list[bytes]:
        now = self._monotonic()
        for infohash in [key for key, until in self._watched.items() if until < now]:
            del self._watched[infohash]
            self._counted_at.pop(infohash, None)
        late = now - max(WATCHED_EVERY_SECONDS, self._each_watched * len(self._watched))
        return [key for key in self._watched if self._counted_at.get(key, late) <= late]

    def _due(self, most: int) -> list[bytes]:
        limit = most + len(self._under_way)
        return [item.infohash for item in self._index.due(self._clock(), limit)] if most else []

    def _can_wait(self, infohash: bytes) -> bool:
        """Whether nobody asked for this count, and another is on its way."""
        asked_for = infohash in self._watched or infohash in self._urgent_under_way
        return not asked_for and self._counter.will_count(infohash)

    async def _measure(self, infohash: bytes) -> None:
        if self._can_wait(infohash):
            now = self._clock()
            self._index.record_failure(infohash, now, now + _BELIEVED_OF_OURS)
            return
        count = await self._counter.count(infohash)
        now = self._clock()
        if infohash in self._watched:
            self._counted_at[infohash] = self._monotonic()
        if count is None:
            self._index.record_failure(infohash, now, now + _RETRY_SECONDS)
        else:
            self.measured(count)
