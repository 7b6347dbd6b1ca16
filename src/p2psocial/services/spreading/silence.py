"""Neighbours that do not reconcile: they can keep from us all that others write.

Everybody who shares a board answers when a reconciliation is opened. Who does not, twice and a
minute apart, is of no use: it is left, and another takes its place. Whoever is surrounded by such
neighbours gets out that way, and so does what it wrote: nothing else would tell an author that
nobody around it passes anything on.
"""

from __future__ import annotations

# So long after an answer that did not come the next one is asked for.
AGAIN_SECONDS = 60.0


class Silence:
    """Who has not answered lately, and since when; by the numbers of connections."""

    def __init__(self) -> None:
        self._since: dict[int, float] = {}
        self._useless: dict[int, None] = {}

    def unanswered(self, number: int, now: float, *, alone: bool = False) -> None:
        """Note that a neighbour did not go into a reconciliation.

        `alone` tells that no neighbour at all has proven itself: then once is enough.
        """
        # Several that were open at once, or a moment in which it was busy, are not yet twice.
        if now - self._since.setdefault(number, now) >= AGAIN_SECONDS or alone:
            self._useless[number] = None

    def answered(self, number: int) -> None:
        """Note that a neighbour did: what was before is forgotten."""
        self._since.pop(number, None)
        self._useless.pop(number, None)

    def to_ask_again(self) -> tuple[int, ...]:
        """Return the neighbours that owe an answer."""
        return tuple(self._since)

    def useless(self) -> tuple[int, ...]:
        """Return the neighbours that are to be left."""
        return tuple(self._useless)

    def gone(self, number: int) -> None:
        """Forget a neighbour that has disconnected."""
        self.answered(number)
