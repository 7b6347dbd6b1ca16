"""When what came to which node, and waiting for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

_REMEMBERED = 20_000


@dataclass(slots=True)
class _Spread:
    """The times at which one item came, by node, and who waits for it."""

    headers: dict[int, float] = field(default_factory=dict)
    texts: dict[int, float] = field(default_factory=dict)
    waiting: list[tuple[set[int], asyncio.Future[None]]] = field(default_factory=list)


class Arrivals:
    """Remembers the items that came last. Times are those of `time.monotonic` on this machine."""

    def __init__(self) -> None:
        self._spreads: OrderedDict[str, _Spread] = OrderedDict()

    def _spread(self, infohash: str) -> _Spread:
        spread = self._spreads.get(infohash)
        if spread is None:
            spread = self._spreads[infohash] = _Spread()
            if len(self._spreads) > _REMEMBERED:
                self._spreads.popitem(last=False)
        return spread

    def note(self, node: int, *, text: bool, infohash: str, at: float) -> None:
        """Note that a header, or a text, came to a node; the first time counts."""
        spread = self._spread(infohash)
        spread.headers.setdefault(node, at)
        if not text:
            return
        spread.texts.setdefault(node, at)
        for missing, future in spread.waiting:
            missing.discard(node)
            if not missing and not future.done():
                future.set_result(None)

    def headers(self, infohash: str) -> dict[int, float]:
        """Return when the header came, by node."""
        return dict(self._spread(infohash).headers)

    def texts(self, infohash: str) -> dict[int, float]:
        """Return when the text came, by node."""
        return dict(self._spread(infohash).texts)

    async def wait(self, infohash: str, nodes: Iterable[int], seconds: float) -> set[int]:
        """Wait until the text is readable on these nodes; returns those on which it is not."""
        spread = self._spread(infohash)
        missing = set(nodes) - spread.texts.keys()
        if not missing:
            return missing
        waiter = (missing, asyncio.get_running_loop().create_future())
        spread.waiting.append(waiter)
        try:
            await asyncio.wait_for(waiter[1], seconds)
        except TimeoutError:
            return missing
        finally:
            spread.waiting.remove(waiter)
        return missing
