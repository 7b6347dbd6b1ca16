"""Which nodes were the closest to an infohash at its last count, and their tokens.

With it a count that is repeated asks eight nodes and no others, and an announcement that follows a
count needs no lookup.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from p2psocial.network.scrape.lookup import Reply
from p2psocial.protocol.krpc import Node

# More than are counted, so that a node that is gone has a successor.
_KEPT = 12
# Nodes take a token for five minutes at least.
_TOKEN_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    nodes: tuple[Node, ...]
    tokens: Mapping[Node, bytes]
    at: float


class Neighbourhoods:
    """See the module; the least recently counted are forgotten first."""

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        """Begin empty; each is good for so many seconds."""
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._kept: OrderedDict[tuple[bytes, bool], _Neighbourhood] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, infohash: bytes, replies: Sequence[Reply], closest: int, *, ipv6: bool) -> None:
        """Remember who answered; tokens of the closest only, for they are the ones to tell."""
        if not replies:
            return
        tokens = {
            reply.node: reply.response.token
            for reply in replies[:closest]
            if reply.response.token is not None
        }
        nodes = tuple(reply.node for reply in replies[:_KEPT])
        self._kept[infohash, ipv6] = _Neighbourhood(nodes, tokens, self._monotonic())
        self._kept.move_to_end((infohash, ipv6))
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def nodes(self, infohash: bytes, *, ipv6: bool) -> tuple[Node, ...]:
        """Return the nodes that answered last time, the closest first; none if that is long ago."""
        return self._of(infohash, self._seconds, ipv6=ipv6).nodes

    def tokens(self, infohash: bytes, *, ipv6: bool) -> Mapping[Node, bytes]:
        """Return the tokens that still hold, by node."""
        return self._of(infohash, min(self._seconds, _TOKEN_SECONDS), ipv6=ipv6).tokens

    def forget(self, infohash: bytes) -> None:
        """Begin anew with an infohash."""
        for ipv6 in (False, True):
            self._kept.pop((infohash, ipv6), None)

    def _of(self, infohash: bytes, seconds: float, *, ipv6: bool) -> _Neighbourhood:
        kept = self._kept.get((infohash, ipv6))
        if kept is None or kept.at + seconds < self._monotonic():
            return _Neighbourhood((), {}, 0.0)
        return kept
