"""Which nodes were the closest to an infohash at its last walk, and their tokens.

With it a count that is repeated asks these nodes and hardly any others, and an announcement that
follows a walk for tokens needs no lookup. Nodes are kept as they travel, because of thousands of
seeds there are thousands of neighbourhoods.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from p2psocial.network.scrape.lookup import Reply
from p2psocial.protocol.krpc import Node, pack_nodes, unpack_nodes

# More than are counted, so that a node that is gone has a successor.
KEPT = 12
# Nodes take a token for five minutes at least.
_TOKEN_SECONDS = 240.0
_MOST_TOKENS = 256

_Place = tuple[bytes, bool]
_Kept = TypeVar("_Kept")


class Neighbourhoods:
    """See the module; the least recently walked are forgotten first."""

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        """Begin empty; each is good for so many seconds."""
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._kept: OrderedDict[_Place, tuple[float, bytes]] = OrderedDict()
        self._tokens: OrderedDict[_Place, tuple[float, Mapping[Node, bytes]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, infohash: bytes, nodes: Sequence[Node], *, ipv6: bool) -> None:
        """Remember who is the closest, and alive as far as we know; nothing changes without any."""
        if nodes:
            packed = pack_nodes(nodes[:KEPT])
            _put(self._kept, (infohash, ipv6), (self._monotonic(), packed), self._most)

    def keep_tokens(self, infohash: bytes, replies: Sequence[Reply], *, ipv6: bool) -> None:
        """Remember the tokens of all of the closest."""
        tokens = {
            reply.node: reply.response.token
            for reply in replies
            if reply.response.token is not None
        }
        _put(self._tokens, (infohash, ipv6), (self._monotonic(), tokens), _MOST_TOKENS)

    def nodes(self, infohash: bytes, *, ipv6: bool) -> tuple[Node, ...]:
        """Return the closest of last time, the closest first; none if that is long ago."""
        at, packed = self._kept.get((infohash, ipv6), (0.0, b""))
        return unpack_nodes(packed, ipv6=ipv6) if at + self._seconds >= self._monotonic() else ()

    def age(self, infohash: bytes) -> float:
        """Return how many seconds ago the last walk was."""
        times = [self._kept[place][0] for place in _places(infohash) if place in self._kept]
        return self._monotonic() - max(times) if times else float("inf")

    def tokens(self, infohash: bytes) -> list[tuple[Node, bytes]]:
        """Return the tokens of both families that still hold, by node."""
        since = self._monotonic() - min(self._seconds, _TOKEN_SECONDS)
        kept = [self._tokens[place] for place in _places(infohash) if place in self._tokens]
        return [pair for at, tokens in kept if at >= since for pair in tokens.items()]

    def forget_tokens(self, infohash: bytes) -> None:
        """Let no token of an infohash hold any more."""
        for place in _places(infohash):
            self._tokens.pop(place, None)


def _places(infohash: bytes) -> tuple[_Place, _Place]:
    return (infohash, False), (infohash, True)


def _put(kept: OrderedDict[_Place, _Kept], place: _Place, value: _Kept, most: int) -> None:
    kept[place] = value
    kept.move_to_end(place)
    if len(kept) > most:
        kept.popitem(last=False)
