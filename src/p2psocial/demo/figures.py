"""Figures of how texts spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from p2psocial.demo.arrivals import Arrivals


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that this share of them does not exceed; 0 for none at all."""
    ordered = sorted(values)
    return ordered[round((len(ordered) - 1) * share)] if ordered else 0.0


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds from publishing to each other node, and the share of those that got it."""

    p50: float
    p95: float
    most: float
    delivered: float


def _delays(milliseconds: Sequence[float], expected: int) -> Delays:
    return Delays(
        percentile(milliseconds, 0.5),
        percentile(milliseconds, 0.95),
        max(milliseconds, default=0.0),
        len(milliseconds) / expected if expected else 1.0,
    )


def delays(
    arrivals: Arrivals, published: Iterable[tuple[str, int]], nodes: Sequence[int]
) -> tuple[Delays, Delays]:
    """Return the delays of headers and of texts, for items given as (infohash, home node).

    Time counts from the moment at which the item is stored at home.
    """
    headers: list[float] = []
    texts: list[float] = []
    expected = 0
    for infohash, home in published:
        came = arrivals.texts(infohash)
        begun = came[home]
        others = [node for node in nodes if node != home]
        expected += len(others)
        heard = came | arrivals.headers(infohash)
        headers += [(heard[node] - begun) * 1_000 for node in others if node in heard]
        texts += [(came[node] - begun) * 1_000 for node in others if node in came]
    return _delays(headers, expected), _delays(texts, expected)
