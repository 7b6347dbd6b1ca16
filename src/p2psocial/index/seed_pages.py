"""Lists of what we seed, page by page in several orders, each walked in an index of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from p2psocial.index.database import Database, Row, Value
from p2psocial.index.records import SeedOrder, SeedRecord, SeedTotals

# A vote without an end comes after all that end; as in the schema.
_NEVER = 2**63 - 1

_PAGE = """
    SELECT entry.*, seed.since, seed.until, seed.uploaded
    FROM seed INDEXED BY {index} CROSS JOIN entry ON entry.item_id = seed.item_id
    WHERE ({columns}) {beyond} ({places})
    ORDER BY {order} LIMIT ?
"""
_OUTDATED = """
    SELECT entry.*, seed.since, seed.until, seed.uploaded
    FROM seed INDEXED BY seed_outdated CROSS JOIN entry ON entry.item_id = seed.item_id
    WHERE seed.outdated AND (seed.since, seed.item_id) > (?, ?)
    ORDER BY seed.since, seed.item_id LIMIT ?
"""
_TOTALS = """
    SELECT
        total.seeds, total.seed_bytes,
        (SELECT count(*) FROM seed INDEXED BY seed_seeds WHERE seed.seeds <= 1)
    FROM total
"""
_UPLOADED = """
    UPDATE seed SET uploaded = uploaded + :more
    WHERE item_id = (SELECT item_id FROM item WHERE infohash = :infohash)
"""


@dataclass(frozen=True, slots=True)
class _Walk:
    """How one order is walked: up or down which columns of which index, from where."""

    index: str
    columns: tuple[str, ...]
    place: Callable[[SeedRecord], tuple[int, ...]]
    down: bool = False

    @property
    def begin(self) -> tuple[int, ...]:
        return (_NEVER if self.down else -1,) * len(self.columns)

    @property
    def statement(self) -> str:
        direction = " DESC" if self.down else ""
        return _PAGE.format(
            index=self.index,
            columns=", ".join(self.columns),
            beyond="<" if self.down else ">",
            places=", ".join("?" for _ in self.columns),
            order=", ".join(column + direction for column in self.columns),
        )


_BY_SEEDS = ("seed.seeds", "seed.since", "seed.item_id")


def _seeds_place(record: SeedRecord) -> tuple[int, ...]:
    return record.entry.seeds, record.since, record.number


_WALKS = {
    SeedOrder.ENDANGERED: _Walk("seed_seeds", _BY_SEEDS, _seeds_place),
    SeedOrder.SAFE: _Walk("seed_seeds", _BY_SEEDS, _seeds_place, down=True),
    SeedOrder.NEWEST: _Walk(
        "seed_since",
        ("seed.since", "seed.item_id"),
        lambda record: (record.since, record.number),
        down=True,
    ),
    SeedOrder.ENDING: _Walk(
        "seed_ends",
        ("seed.ends", "seed.item_id"),
        lambda record: (_NEVER if record.until is None else record.until, record.number),
    ),
    SeedOrder.LARGEST: _Walk(
        "seed_size",
        ("seed.size", "seed.item_id"),
        lambda record: (record.entry.item.length, record.number),
        down=True,
    ),
    SeedOrder.UPLOADED: _Walk(
        "seed_uploaded",
        ("seed.uploaded", "seed.item_id"),
        lambda record: (record.uploaded, record.number),
        down=True,
    ),
}


class SeedPages:
    """Reads the seed table in order, and counts what was uploaded."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, order: SeedOrder, after: SeedRecord | None, limit: int) -> list[Row]:
        """Return seeds: an entry's columns, since, until, uploaded."""
        walk = _WALKS[order]
        place = walk.place(after) if after else walk.begin
        return self._database.rows(walk.statement, (*place, max(limit, 0)))

    def outdated(self, after: SeedRecord | None, limit: int) -> list[Row]:
        """Return, as `page` does, seeds of which a newer version is known, the oldest first."""
        place = (after.since, after.number) if after else (-1, -1)
        return self._database.rows(_OUTDATED, (*place, max(limit, 0)))

    def totals(self) -> SeedTotals:
        """Return how much is seeded."""
        return SeedTotals(*self._database.rows(_TOTALS)[0])

    def add_uploaded(self, uploaded: Mapping[bytes, int]) -> None:
        """Add to the bytes that were uploaded, by infohash; what is not seeded does not count."""
        for infohash, more in uploaded.items():
            self._database.change(_UPLOADED, {"infohash": infohash, "more": more})

    def plans(self) -> dict[str, list[str]]:
        """Return by name how SQLite does each of this, for tests."""
        statements: dict[str, tuple[str, tuple[Value, ...]]] = {
            order.value: (walk.statement, (*walk.begin, 1)) for order, walk in _WALKS.items()
        }
        statements |= {"outdated": (_OUTDATED, (0, 0, 1)), "totals": (_TOTALS, ())}
        return {
            name: [row[3] for row in self._database.rows("EXPLAIN QUERY PLAN " + statement, values)]
            for name, (statement, values) in statements.items()
        }
