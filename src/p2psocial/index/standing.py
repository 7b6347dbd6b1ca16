"""How a chain stands: its newest version, its seeds and its place in every ranking.

`settle` is called after any change to a chain's versions or evidence. It derives those columns
anew, each from an index, so they depend on what is stored and never on the order of arrival.

The score for `hot` does not depend on now, so it can be indexed: the time of creation, plus 12.5
hours for every doubling of 1 + seeds. A post with 1 seed is level with one of 0 seeds that is 12.5
hours younger; 1,023 seeds are worth 5.2 days.
"""

from __future__ import annotations

from math import log2

from p2psocial.index.database import Database
from p2psocial.index.texts import Texts
from p2psocial.protocol.item import Kind

SECONDS_PER_DOUBLING = 45_000
_TIE_BYTES = 8

_FACTS = """
    SELECT chain.kind, chain.retracted, original.created, original.id,
        (SELECT item_id FROM item WHERE chain = :chain ORDER BY created DESC, id DESC LIMIT 1),
        (SELECT count(DISTINCT household) FROM swarm WHERE chain = :chain),
        (SELECT max(seen) FROM swarm WHERE chain = :chain),
        (SELECT max(since) FROM seed WHERE chain = :chain)
    FROM chain JOIN item AS original ON original.item_id = chain.original
    WHERE chain.chain_id = :chain
"""
_SET_SHOWN = "UPDATE chain SET newest = ?, households = ?, seen = ? WHERE chain_id = ?"
# Apart from the above and only when something changed, because it rewrites six indexes.
_SET_RANKED = """
    UPDATE chain
    SET created = :created, tie = :tie, seeds = :seeds, hot = :hot, ranked = :ranked
    WHERE chain_id = :chain
    AND (created, tie, seeds, hot, ranked) <> (:created, :tie, :seeds, :hot, :ranked)
"""


def hot_score(created: int, seeds: int) -> int:
    """Return the score by which `hot` orders."""
    return created + round(SECONDS_PER_DOUBLING * log2(1 + seeds))


def tie_of(identifier: bytes) -> int:
    """Return a 64-bit integer that orders as the ids do, up to their first 8 bytes."""
    # A quarter of the size of an id, in each of six indexes; SQLite's integers are signed.
    return int.from_bytes(identifier[:_TIE_BYTES], "big") - (1 << (8 * _TIE_BYTES - 1))


class Standing:
    """Derives what is materialised in a chain's row from versions and evidence."""

    def __init__(self, database: Database, texts: Texts) -> None:
        self._database = database
        self._texts = texts

    def settle(self, chain: int) -> None:
        """Bring a chain's row and the full-text index in line with what is stored."""
        facts = self._database.row(_FACTS, {"chain": chain})
        if facts is None:
            return
        kind, retracted, created, identifier, newest, households, seen, since = facts
        times = [time for time in (seen, since) if time is not None]
        self._database.change(_SET_SHOWN, (newest, households, max(times, default=None), chain))
        seeds = households + (since is not None)
        ranked = {
            "chain": chain,
            "created": created,
            "tie": tie_of(identifier),
            "seeds": seeds,
            "hot": hot_score(created, seeds),
            "ranked": int(kind == Kind.POST and not retracted),
        }
        if self._database.change(_SET_RANKED, ranked):
            self._database.change("INSERT OR IGNORE INTO level VALUES (?)", (seeds,))
        is_found = kind != Kind.RETRACT and not retracted
        self._texts.make_searchable(chain, newest if is_found else None)
