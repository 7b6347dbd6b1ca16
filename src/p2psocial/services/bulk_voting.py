"""Many votes at once: one transaction for what is here, and an outcome for each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.magnet import Magnet
from p2psocial.services.ports import Clock, Entry, Index, Network
from p2psocial.services.voting import Duration, Voting, until

MAX_AT_ONCE = 1_000
_FETCHES_AT_A_TIME = 8
_SERVED_AT_A_TIME = 50

_Subject = TypeVar("_Subject")

# Called with how many are done, of how many.
BulkProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one vote; `error` says why it failed, None when it did not.

    `until` is Unix time, None for ever or where there is no vote.
    """

    infohash: bytes
    until: int | None = None
    error: str | None = None


class BulkVoting:
    """Seeds, extends and ends up to `MAX_AT_ONCE` votes in one go."""

    def __init__(self, index: Index, network: Network, voting: Voting, clock: Clock) -> None:
        self._index = index
        self._network = network
        self._voting = voting
        self._clock = clock
        # What is written in the index must also be served when whoever asked has gone.
        self._serving: set[asyncio.Future[list[Outcome]]] = set()

    async def seed(
        self, infohashes: Sequence[bytes], duration: Duration, seconds: float, told: BulkProgress
    ) -> list[Outcome]:
        """Seed all of these, or change for how long; one outcome for each, in their order.

        What is not here is fetched, each within `seconds`.
        """
        progress = _Progress(len(set(infohashes)), told)
        ends = until(duration, self._clock())
        here, outcomes = self._start(infohashes, ends)
        progress.more(len(outcomes))
        missing = [each for each in dict.fromkeys(infohashes) if each not in outcomes]
        missing = [each for each in missing if each not in here]

        async def serve(entry: Entry) -> Outcome:
            outcome = await _attempt(entry.item.infohash, self._voting.serve(entry), ends)
            progress.more(1)
            return outcome

        async def fetch(infohash: bytes) -> Outcome:
            vote = self._voting.upvote(Magnet(infohash), duration, seconds, lambda _: None)
            outcome = await _attempt(infohash, vote, ends)
            progress.more(1)
            return outcome

        serving = asyncio.ensure_future(_some_at_a_time(serve, here.values(), _SERVED_AT_A_TIME))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)
        done = await asyncio.shield(serving)
        done += await _some_at_a_time(fetch, missing, _FETCHES_AT_A_TIME)
        outcomes |= {outcome.infohash: outcome for outcome in done}
        return [outcomes[each] for each in dict.fromkeys(infohashes)]

    def _start(
        self, infohashes: Iterable[bytes], ends: int | None
    ) -> tuple[dict[bytes, Entry], dict[bytes, Outcome]]:
        """Record the votes for what is here; return these, and what cannot be voted for."""
        here: dict[bytes, Entry] = {}
        failed: dict[bytes, Outcome] = {}
        now = self._clock()
        with self._index.transaction():
            for infohash in dict.fromkeys(infohashes):
                entry = self._voting.ready(infohash)
                if entry is None:
                    continue
                try:
                    self._voting.start(entry, now, ends)
                    here[infohash] = entry
                except RequestError as error:
                    failed[infohash] = Outcome(infohash, error=str(error))
        return here, failed

    async def unvote(self, infohashes: Sequence[bytes], told: BulkProgress) -> list[Outcome]:
        """Stop seeding all of these; one outcome for each, in their order."""
        progress = _Progress(len(set(infohashes)), told)
        now = self._clock()
        with self._index.transaction():
            seeded = {each: self._index.stop_seed(each, now) for each in dict.fromkeys(infohashes)}

        async def stop(infohash: bytes) -> Outcome:
            if not seeded[infohash]:
                return Outcome(infohash, error="you do not seed this")
            outcome = await _attempt(infohash, self._network.unseed(infohash), None)
            progress.more(1)
            return outcome

        stopping = asyncio.ensure_future(_some_at_a_time(stop, seeded, _SERVED_AT_A_TIME))
        self._serving.add(stopping)
        stopping.add_done_callback(self._serving.discard)
        return await asyncio.shield(stopping)


class _Progress:
    """Counts what is done."""

    def __init__(self, total: int, told: BulkProgress) -> None:
        self._total = total
        self._told = told
        self._done = 0

    def more(self, count: int) -> None:
        if count:
            self._done += count
            self._told(self._done, self._total)


async def _attempt(infohash: bytes, vote: Awaitable[object], ends: int | None) -> Outcome:
    try:
        await vote
    except InvalidItem as error:
        return Outcome(infohash, error=error.detail)
    except (RequestError, MachineError) as error:
        return Outcome(infohash, error=str(error))
    return Outcome(infohash, ends)


async def _some_at_a_time(
    work: Callable[[_Subject], Awaitable[Outcome]], subjects: Iterable[_Subject], most: int
) -> list[Outcome]:
    slots = asyncio.Semaphore(most)

    async def one(subject: _Subject) -> Outcome:
        async with slots:
            return await work(subject)

    return list(await asyncio.gather(*map(one, subjects)))
