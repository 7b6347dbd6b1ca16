"""How long nodes that were away take to have what they missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.simulation.nodes import HonestNode
from bench.simulation.world import World


@dataclass
class CatchUp:
    """One return: what was missing, and after how many seconds all headers and texts were here."""

    away_seconds: float
    begun: float
    missing: int
    received_before: int
    headers: float | None = None
    texts: float | None = None
    received: int = 0


class Waking:
    """Starts nodes and watches what comes to them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._headers: dict[int, set[bytes]] = {}
        self._texts: dict[int, set[bytes]] = {}
        self._now: dict[int, CatchUp] = {}
        self.done: list[CatchUp] = []
        self.cut_short = 0
        world.header_came = self._header
        world.text_came = self._text

    def start(self, node: HonestNode, away_seconds: float, published: Iterable[bytes]) -> None:
        """Start a node that was away while some of what was published came out."""
        missing = {each for each in published if not node.index.knows(each)}
        node.start()
        if missing:
            self._headers[node.number] = set(missing)
            self._texts[node.number] = missing
            self._now[node.number] = CatchUp(
                away_seconds, self._world.time.now(), len(missing), node.endpoint.received_bytes
            )

    def stop(self, node: HonestNode) -> None:
        """Stop a node; one that had not caught up yet counts for nothing."""
        node.stop()
        self._headers.pop(node.number, None)
        self._texts.pop(node.number, None)
        self.cut_short += self._now.pop(node.number, None) is not None

    def unfinished(self) -> int:
        """Return how many have not caught up yet."""
        return len(self._now)

    def _header(self, identifier: bytes, number: int) -> None:
        missing = self._headers.get(number)
        if missing is not None:
            missing.discard(identifier)
            if not missing:
                del self._headers[number]
                self._now[number].headers = self._world.time.now() - self._now[number].begun

    def _text(self, identifier: bytes, number: int) -> None:
        missing = self._texts.get(number)
        if missing is None:
            return
        missing.discard(identifier)
        if not missing:
            del self._texts[number]
            done = self._now.pop(number)
            done.texts = self._world.time.now() - done.begun
            received = self._world.honest[number].endpoint.received_bytes
            done.received = received - done.received_before
            self.done.append(done)
