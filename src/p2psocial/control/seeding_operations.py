"""Operations on what we seed: lists, many votes at once, and what to drop for want of room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.control.arguments import (
    Arguments,
    argument,
    choice,
    infohashes,
    optional,
    patience,
)
from p2psocial.control.documents import Document, seeding_document
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.control.turns import AT_ONCE, made_of_each
from p2psocial.failures import RequestError
from p2psocial.services.bulk_voting import MAX_AT_ONCE, BulkProgress, BulkVoting, Outcome
from p2psocial.services.ports import Entry, SeedOrder, SeedRecord
from p2psocial.services.seeding import SeedList
from p2psocial.services.voting import Duration

LOOKING = frozenset({"seeding", "propose_drops"})
_MOST_BYTES = 1 << 50


@dataclass(frozen=True, slots=True)
class SeedingServices:
    """The use cases that these operations call; `describe` makes an item's document."""

    seeds: SeedList
    bulk: BulkVoting
    describe: Callable[[Entry], Document]
    fetch_timeout: float


class SeedingOperations:
    """The operations over one node's services."""

    def __init__(self, services: SeedingServices) -> None:
        self._services = services

    def by_name(self) -> dict[str, Operation]:
        """Return these operations under their names."""
        return {
            "seeding": self.seeding,
            "propose_drops": self.propose_drops,
            "seed_many": self.seed_many,
            "unvote_many": self.unvote_many,
        }

    async def seeding(self, arguments: Arguments, _: OnProgress) -> list[Document]:
        """List what is seeded, all of it unless a limit is given."""
        named = optional(arguments, "order", str)
        order = SeedOrder.NEWEST if named is None else choice(arguments, "order", SeedOrder)
        limit = optional(arguments, "limit", int)
        last: SeedRecord | None = None
        # By infohash, as an item may move down its order between two pages.
        found: dict[bytes, Document] = {}
        while limit is None or len(found) < limit:
            wanted = AT_ONCE if limit is None else min(AT_ONCE, limit - len(found))
            page = self._services.seeds.page(order, last, wanted)
            found |= {each.entry.item.infohash: self._document(each) for each in page}
            if len(page) < wanted:
                break
            last = page[-1]
            await asyncio.sleep(0)
        return list(found.values())

    async def propose_drops(self, arguments: Arguments, _: OnProgress) -> Document:
        """Propose what to unvote so that so many bytes fit into the disk budget."""
        needed = argument(arguments, "bytes", int)
        if not 0 <= needed <= _MOST_BYTES:
            raise RequestError(f"'bytes' is a number from 0 to {_MOST_BYTES}")
        drops = self._services.seeds.drops(needed)
        return {
            "needed": drops.needed,
            "free": drops.free,
            "enough": drops.is_enough,
            "proposals": await made_of_each(drops.proposals, self._document),
        }

    async def seed_many(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Seed many items, or change for how long."""
        outcomes = await self._services.bulk.seed(
            infohashes(arguments, MAX_AT_ONCE),
            choice(arguments, "for", Duration),
            patience(arguments, self._services.fetch_timeout),
            _on_votes(on_progress),
        )
        return _outcomes_document(outcomes)

    async def unvote_many(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Stop seeding many items."""
        given = infohashes(arguments, MAX_AT_ONCE)
        return _outcomes_document(await self._services.bulk.unvote(given, _on_votes(on_progress)))

    def _document(self, record: SeedRecord) -> Document:
        return seeding_document(record, self._services.describe(record.entry))


def _on_votes(on_progress: OnProgress) -> BulkProgress:
    def report(done: int, total: int) -> None:
        on_progress({"stage": "votes", "done": done, "of": total})

    return report


def _outcomes_document(outcomes: list[Outcome]) -> Document:
    return {
        "done": sum(outcome.error is None for outcome in outcomes),
        "failed": sum(outcome.error is not None for outcome in outcomes),
        "outcomes": [
            {"infohash": each.infohash.hex(), "until": each.until, "error": each.error}
            for each in outcomes
        ],
    }
