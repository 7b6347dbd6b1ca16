"""What we saw of other seeds: who proved to have a text, and when."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.services.households import household
from p2psocial.services.ports import FRESH_SECONDS, Address, Clock, Index


class Evidence:
    """Records seeds that peers proved to be, and forgets them when they were not seen again."""

    def __init__(self, index: Index, clock: Clock, *, private: bool) -> None:
        self._index = index
        self._clock = clock
        self._private = private

    def record(self, infohash: bytes, seeds: Sequence[Address]) -> None:
        """Note that these peers have the whole text now; what is not in the index is ignored."""
        if seeds and self._index.header(infohash) is not None:
            homes = {household(seed, private=self._private) for seed in seeds}
            self._index.record_swarm(infohash, sorted(homes), self._clock())

    def forget_old(self) -> None:
        """Count no longer what was not seen for 45 minutes, and thin old samples."""
        now = self._clock()
        self._index.forget_swarm(now - FRESH_SECONDS)
        self._index.thin_samples(now)
