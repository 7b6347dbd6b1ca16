"""What we saw of other seeds: who proved to have a text, and when."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.services.households import household
from p2psocial.services.ports import Address, Clock, Index

# As long as the DHT remembers a peer without a new announce (BEP 5 implementations: 30-45 min).
FRESH_SECONDS = 45 * 60


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
        """Count no longer who was not seen for 45 minutes."""
        self._index.forget_swarm(self._clock() - FRESH_SECONDS)
