"""Which nodes were the closest to an infohash at its last walk, and their tokens.

With it a count that is repeated asks these nodes and hardly any others, and an announcement that
follows a walk for tokens needs no lookup. Nodes are kept as they travel, because of thousands of
seeds there are thousands of neighbourhoods: half a kilobyte each, and none for longer than it is
good for.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from p2psocial.network.scrape.lookup import Reply
from p2psocial.protocol.krpc import Node, pack_nodes, unpack_nodes

# More than are counted, so that a node that is gone has a successor.
KEPT = 12
_TIME = struct.Struct(">d")
# Nodes take a token for five minutes at least.
_TOKEN_SECONDS = 240.0
_MOST_TOKENS = 256

_Place = tuple[bytes, bool]
_Name = TypeVar("_Name")
_Kept = TypeVar("_Kept")


class Neighbourhoods:
    """See the module; the least recently walked are forgotten first."""

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        """Begin empty; each is good for so many seconds."""
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        # When, and who. One value and no tuples, which would be a third of all.
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._tokens: OrderedDict[_Place, tuple[float, Mapping[Node, bytes]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, infohash: bytes, nodes: Sequence[Node], *, ipv6: bool) -> None:
        """Remember who is the closest, and alive as far as we know; nothing changes without any."""
        now = self._monotonic()
        if nodes:
            value = _TIME.pack(now) + pack_nodes(nodes[:KEPT])
            _put(self._kept, _key(infohash, ipv6=ipv6), value, self._most)
        while self._kept and _time_of(next(iter(self._kept.values()))) < now - self._seconds:
            self._kept.popitem(last=False)

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
        kept = self._kept.get(_key(infohash, ipv6=ipv6))
        if kept is None or _time_of(kept) < self._monotonic() - self._seconds:
            return ()
        return unpack_nodes(kept[_TIME.size :], ipv6=ipv6)

    def age(self, infohash: bytes) -> float:
        """Return how many seconds ago the last walk was."""
        kept = [self._kept.get(_key(infohash, ipv6=ipv6)) for ipv6 in (False, True)]
        times = [_time_of(each) for each in kept if each is not None]
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


def _key(infohash: bytes, *, ipv6: bool) -> bytes:
    return infohash + (b"6" if ipv6 else b"4")


def _time_of(kept: bytes) -> float:
    return float(_TIME.unpack_from(kept)[0])


def _places(infohash: bytes) -> tuple[_Place, _Place]:
    return (infohash, False), (infohash, True)


def _put(kept: OrderedDict[_Name, _Kept], place: _Name, value: _Kept, most: int) -> None:
    kept[place] = value
    kept.move_to_end(place)
    if len(kept) > most:
        kept.popitem(last=False)
