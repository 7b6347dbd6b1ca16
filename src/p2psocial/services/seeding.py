"""What we seed: lists of it, how much it is, and what to drop when there is no room left."""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.services.authors import OwnKeys
from p2psocial.services.feed import MAX_PAGE
from p2psocial.services.ports import Index, SeedOrder, SeedRecord

# From so many seeds on, ours among them, a text does well without us.
WELL_SEEDED = 4
_LOOKED_THROUGH = 2_000
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class SeedingTotals:
    """How much we seed of how much we may, in bytes; and how many texts only we seed."""

    count: int
    bytes: int
    disk_budget: int
    endangered: int


@dataclass(frozen=True, slots=True)
class Drops:
    """What to drop so that `needed` bytes fit into the budget: `free` of them are free already."""

    needed: int
    free: int
    proposals: tuple[SeedRecord, ...]

    @property
    def is_enough(self) -> bool:
        """Whether dropping all of it makes enough room."""
        return self.free + sum(each.entry.item.length for each in self.proposals) >= self.needed


class SeedList:
    """Reads from the index what we seed; nothing here touches the network."""

    def __init__(self, index: Index, disk_budget: int, own_keys: OwnKeys) -> None:
        self._index = index
        self._disk_budget = disk_budget
        self._own_keys = own_keys

    def page(
        self, order: SeedOrder, after: SeedRecord | None = None, limit: int = 50
    ) -> list[SeedRecord]:
        """Return a page of what we seed; `after` is the last one of the page before."""
        return self._index.seed_page(order, after, min(max(limit, 1), MAX_PAGE))

    def totals(self) -> SeedingTotals:
        """Return how much we seed."""
        totals = self._index.seed_totals()
        return SeedingTotals(totals.seeds, totals.bytes, self._disk_budget, totals.endangered)

    def drops(self, needed: int) -> Drops:
        """Propose what to drop to make room for so many bytes; nothing is dropped here.

        First what others seed well, then what few others seed, and what only we seed when nothing
        else is left; in each the largest first, and the oldest of these. Never what we wrote
        ourselves. Of many thousand seeds only the best seeded ones are looked at.
        """
        totals = self._index.seed_totals()
        free = max(0, self._disk_budget - totals.bytes)
        own = self._own_keys()
        known = [each for each in self._safest() if each.entry.item.author not in own]
        missing, chosen = needed - free, list[SeedRecord]()
        for record in sorted(known, key=_reluctance):
            if missing <= 0:
                break
            chosen.append(record)
            missing -= record.entry.item.length
        return Drops(needed, free, tuple(chosen))

    def _safest(self) -> list[SeedRecord]:
        records: list[SeedRecord] = []
        while len(records) < _LOOKED_THROUGH:
            after = records[-1] if records else None
            page = self._index.seed_page(SeedOrder.SAFE, after, _AT_A_TIME)
            records += page
            if len(page) < _AT_A_TIME:
                break
        return records


def _reluctance(record: SeedRecord) -> tuple[int, int, int, int]:
    seeds = record.entry.seeds
    standing = 0 if seeds >= WELL_SEEDED else 1 if seeds > 1 else 2
    return standing, -record.entry.item.length, record.since, record.number
