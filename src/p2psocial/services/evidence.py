"""What we saw of other seeds: who proved to have a text, and when."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.services.households import household
from p2psocial.services.ports import FRESH_SECONDS, Address, Clock, Index

# A home that was recorded is not recorded again for this long.
_NEWS_SECONDS = 60
_REMEMBERED = 20_000


class Evidence:
    """Records seeds that peers proved to be, and forgets them when they were not seen again."""

    def __init__(self, index: Index, clock: Clock, *, private: bool) -> None:
        self._index = index
        self._clock = clock
        self._private = private
        self._recorded: dict[tuple[bytes, str], int] = {}

    def record(self, infohash: bytes, seeds: Sequence[Address]) -> None:
        """Note that these peers have the whole text now; what is not in the index is ignored."""
        if seeds and self._index.header(infohash) is not None:
            homes = {household(seed, private=self._private) for seed in seeds}
            new = [home for home in sorted(homes) if self._is_news(infohash, home)]
            if new:
                self._index.record_swarm(infohash, new, self._clock())

    def gone(self, infohash: bytes, peer: Address) -> None:
        """Note that a peer which had the text does not serve it any more."""
        home = household(peer, private=self._private)
        self._recorded.pop((infohash, home), None)
        self._index.forget_seed(infohash, home, self._clock())

    def _is_news(self, infohash: bytes, home: str) -> bool:
        # Each record is a durable write, and a peer can come and go a hundred times a second.
        now, place = self._clock(), (infohash, home)
        if now - self._recorded.get(place, -_NEWS_SECONDS) < _NEWS_SECONDS:
            return False
        self._recorded.pop(place, None)
        self._recorded[place] = now
        if len(self._recorded) > _REMEMBERED:
            del self._recorded[next(iter(self._recorded))]
        return True

    def forget_old(self) -> None:
        """Count no longer what was not seen for 45 minutes, and thin old samples."""
        now = self._clock()
        self._index.forget_swarm(now - FRESH_SECONDS)
        self._index.thin_samples(now)
