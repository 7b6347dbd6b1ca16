"""A late evening, a night and a morning on a board: people close their computers and come back."""

from __future__ import annotations

from collections.abc import Callable

from bench.simulation.nodes import HonestNode
from bench.simulation.waking import Waking
from bench.simulation.world import World

HOUR = 3_600.0
BEGINS, ENDS = 22.0, 34.0
ALWAYS_ON = 0.15
BED, WAKE, SPREAD_HOURS = 23.5, 31.5, 1.2
SESSION_HOURS, GAP_HOURS = 2.0, 0.5
_START_SECONDS = 60.0
_LOOK_SECONDS = 600.0


class Night:
    """See the module. Times are in hours of the day, those of the next day from 24 on.

    Who is not always on sleeps at night, and by day comes and goes.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance
        self.waking = Waking(world)
        self._left_at: dict[int, float] = {}
        self.online: list[tuple[float, float]] = []
        self.online_hours = 0.0
        self.published = [item.id for item in world.recent]

    def run(self) -> None:
        """Let the time pass."""
        self._world.start(_START_SECONDS)
        for node in self._world.honest:
            if self._chance.random() >= ALWAYS_ON:
                self._plan(node)
        self._publish_later()
        self._world.time.pass_seconds(_LOOK_SECONDS)
        while self._hour() < ENDS:
            share = sum(node.online for node in self._world.honest) / len(self._world.honest)
            self.online.append((self._hour(), share))
            self.online_hours += share * len(self._world.honest) * _LOOK_SECONDS / HOUR
            self._world.time.pass_seconds(_LOOK_SECONDS)

    def _hour(self) -> float:
        return BEGINS + self._world.time.now() / HOUR

    def _plan(self, node: HonestNode) -> None:
        bed = self._chance.gauss(BED, SPREAD_HOURS)
        wake = self._chance.gauss(WAKE, SPREAD_HOURS)
        hour = BEGINS + self._chance.expovariate(1 / SESSION_HOURS)
        leaves: list[tuple[float, float]] = []
        while hour < ENDS:
            back = hour + self._chance.expovariate(1 / GAP_HOURS)
            if hour < wake and back > bed:
                hour, back = min(hour, bed), max(back, wake)
            leaves.append((hour, back))
            hour = back + self._chance.expovariate(1 / SESSION_HOURS)
            if back < bed < hour:
                hour = bed
        for leave, back in leaves:
            self._at(leave, lambda: self._leave(node))
            self._at(back, lambda: self._come_back(node))

    def _at(self, hour: float, what: Callable[[], None]) -> None:
        seconds = (hour - BEGINS) * HOUR - self._world.time.now()
        if seconds > 2 * _START_SECONDS:
            self._world.time.call_later(seconds, what)

    def _leave(self, node: HonestNode) -> None:
        if node.online:
            self._left_at[node.number] = self._world.time.now()
            self.waking.stop(node)

    def _come_back(self, node: HonestNode) -> None:
        if not node.online:
            away = self._world.time.now() - self._left_at.get(node.number, 0.0)
            self.waking.start(node, away, self.published)

    def _publish_later(self) -> None:
        per_second = self._world.plan.posts_per_day / 24 / HOUR
        # Who is there writes, so a busy evening has more than its share.
        self._world.time.call_later(self._chance.expovariate(per_second), self._publish)

    def _publish(self) -> None:
        share = sum(node.online for node in self._world.honest) / len(self._world.honest)
        if self._chance.random() < share:
            self.published.append(self._world.publish())
        self._publish_later()
