"""What was counted before: seed-hours, and samples of the count.

Seed-hours are added up as evidence comes in. Each piece of evidence says how many seeds a chain has
now; until the next one that many are taken to be there, but for 6 hours at most: what nobody looked
at for longer is not known. Forgetting old evidence is no evidence, so it changes nothing here: the
count that is shown falls after 45 minutes, while seed-hours bridge the time to the next count.
Rankings of a period have only what was created in it, so all seed-hours of a post are within it.

They are kept by version, so that a chain that is merged or falls apart takes along what is its own.

Samples are what the count was, the last one of each hour for a week and of each day (UTC) for a
year. Of an item there are at most `MAX_SAMPLES`, in about 20 bytes each: 12 KB. A few versions are
thinned whenever evidence comes in for them, and all others by and by in `thin`.
"""

from __future__ import annotations

from p2psocial.index.database import Database
from p2psocial.index.items import Place
from p2psocial.index.records import Sample

MAX_GAP_SECONDS = 6 * 3_600
_HOUR, _DAY, _WEEK, _YEAR = 3_600, 86_400, 7 * 86_400, 365 * 86_400
# Hours of the week, of the day that it ends in, and of the one that is thinned next; days.
MAX_SAMPLES = (7 + 2) * 24 + 365 + 1
THINNED_AT_ONCE = 500

_ADVANCE = """
    UPDATE seed_time SET seconds = seconds + seeds * min(max(:now - since, 0), :gap), seeds = 0
    WHERE chain = :chain AND seeds
"""
_HOLD = """
    INSERT INTO seed_time (item_id, chain, seconds, seeds, since) VALUES (?, ?, 0, ?, ?)
    ON CONFLICT DO UPDATE SET seeds = excluded.seeds, since = excluded.since
"""
_LAST = "SELECT max(time) FROM sample WHERE item_id = ?"
_REPLACED = "DELETE FROM sample WHERE item_id = ? AND time BETWEEN ? AND ?"
_SAMPLE = "INSERT OR REPLACE INTO sample (item_id, time, seeds) VALUES (?, ?, ?)"
_TOO_OLD = "DELETE FROM sample WHERE item_id = ? AND time <= ?"
# Of each day but the last sample, as soon as they are a week old.
_THIN = """
    DELETE FROM sample WHERE item_id = :item_id AND time <= :week_ago AND EXISTS (
        SELECT 1 FROM sample AS later
        WHERE later.item_id = :item_id AND later.time > sample.time
        AND later.time < (sample.time / 86400 + 1) * 86400
    )
"""
_NEXT = "SELECT item_id FROM sample WHERE item_id > ? ORDER BY item_id LIMIT 1"
_OF_CHAIN = """
    SELECT sample.time, sample.seeds
    FROM item CROSS JOIN sample ON sample.item_id = item.item_id
    WHERE item.chain = (SELECT chain FROM item WHERE infohash = ?) ORDER BY sample.time
"""


class History:
    """The tables seed_time and sample."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thinned = 0

    def advance(self, chain: int, now: int) -> None:
        """Add up the seed-seconds of a chain until now, before its seeds are counted anew."""
        self._database.change(_ADVANCE, {"chain": chain, "now": now, "gap": MAX_GAP_SECONDS})

    def hold(self, place: Place, seeds: int, now: int) -> None:
        """Take it from evidence for that item that its chain has so many seeds from now on."""
        self._database.change(_HOLD, (place.item_id, place.chain, seeds, now))
        row = self._database.row(_LAST, (place.item_id,))
        last = row[0] if row else None
        hour = now // _HOUR * _HOUR
        self._database.change(_REPLACED, (place.item_id, hour, hour + _HOUR - 1))
        self._database.change(_SAMPLE, (place.item_id, now, seeds))
        if last is not None and last // _DAY != now // _DAY:
            self._thin(place.item_id, now)

    def begin(self, place: Place, seeds: int, now: int) -> None:
        """Do what `hold` does for an item of which there is no evidence yet."""
        self._database.change(_HOLD, (place.item_id, place.chain, seeds, now))
        self._database.change(_SAMPLE, (place.item_id, now, seeds))

    def samples(self, infohash: bytes) -> list[Sample]:
        """Return what is left of the counts of an item's chain, oldest first."""
        return [Sample(*row) for row in self._database.rows(_OF_CHAIN, (infohash,))]

    def thin(self, now: int) -> None:
        """Thin the samples of the next few items, in turn."""
        for _ in range(THINNED_AT_ONCE):
            row = self._database.row(_NEXT, (self._thinned,))
            if row is None:
                self._thinned = 0
                return
            self._thinned = row[0]
            self._thin(self._thinned, now)

    def forget_item(self, place: Place) -> None:
        """Drop all history of one item."""
        self._database.change("DELETE FROM seed_time WHERE item_id = ?", (place.item_id,))
        self._database.change("DELETE FROM sample WHERE item_id = ?", (place.item_id,))

    def _thin(self, item_id: int, now: int) -> None:
        self._database.change(_TOO_OLD, (item_id, now - _YEAR))
        self._database.change(_THIN, {"item_id": item_id, "week_ago": now - _WEEK})
