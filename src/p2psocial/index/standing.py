"""How a chain stands: its newest version, its seeds and its place in every ranking.

`settle` is called after any change to a chain's versions or evidence. It derives those columns
anew, each from an index, so they depend on what is stored and never on the order of arrival.

The defended count is the larger of

- the seeds that we know one by one: households that proved to be seeds, and ourselves;
- the last estimate of the DHT, rounded, if it is recent. Of several versions the largest one
  counts, because who seeds two of them would be counted twice.

The larger, not the sum: the DHT's estimate contains us and nearly everybody whom we met in the
swarm. When they are equal the count is what we know one by one, because that is proved.
"""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.index.database import Database, Row
from p2psocial.index.ladders import Ladders
from p2psocial.index.ranks import MAX_SEEDS, hot_score, hours_rank, tie_of, top_rank
from p2psocial.index.records import SeedSource
from p2psocial.index.texts import Texts
from p2psocial.protocol.item import Kind

_FACTS = """
    SELECT chain.kind, chain.retracted, original.created, original.id,
        (SELECT item_id FROM item WHERE chain = :chain ORDER BY created DESC, id DESC LIMIT 1),
        (SELECT coalesce(sum(seconds), 0) FROM seed_time WHERE chain = :chain)
    FROM chain JOIN item AS original ON original.item_id = chain.original
    WHERE chain.chain_id = :chain
"""
_KNOWN = """
    SELECT
        (SELECT count(DISTINCT household) FROM swarm WHERE chain = :chain),
        (SELECT max(seen) FROM swarm WHERE chain = :chain),
        (SELECT max(since) FROM seed WHERE chain = :chain)
"""
_ESTIMATE = """
    SELECT estimate, measured FROM measurement WHERE chain = :chain AND counts
    ORDER BY estimate DESC, measured DESC LIMIT 1
"""
_SET_SHOWN = """
    UPDATE chain SET
        newest = :newest, households = :households, source = :source, seen = :seen,
        seed_seconds = :seed_seconds, due = iif(:lives, due, NULL)
    WHERE chain_id = :chain
"""
# Apart from the above and only when something changed, because it rewrites eight indexes.
_SET_RANKED = """
    UPDATE chain SET
        created = :created, tie = :tie, seeds = :seeds, top_rank = :top_rank,
        hours_rank = :hours_rank, hot = :hot, ranked = :ranked
    WHERE chain_id = :chain AND (created, tie, seeds, top_rank, hours_rank, hot, ranked)
        <> (:created, :tie, :seeds, :top_rank, :hours_rank, :hot, :ranked)
"""


@dataclass(frozen=True, slots=True)
class Defended:
    """A count of seeds that we can defend, which evidence gave it, and when."""

    seeds: int
    source: SeedSource
    seen: int | None
    households: int


def defended(known: Row, estimate: Row | None) -> Defended:
    """Return the count for households, when last seen, and since when we seed; and the DHT's."""
    households, seen, since = known
    one_by_one = households + (since is not None)
    counted = min(int(estimate[0] + 0.5), MAX_SEEDS) if estimate else 0
    if estimate and (counted > one_by_one or not one_by_one):
        return Defended(counted, SeedSource.DHT, estimate[1], households)
    times = [time for time in (seen, since) if time is not None]
    alone = SeedSource.SELF if one_by_one else SeedSource.NONE
    source = SeedSource.SWARM if households else alone
    return Defended(one_by_one, source, max(times, default=None), households)


def ranks_of(created: int, seeds: int, *, seed_seconds: int, ranked: bool) -> dict[str, int]:
    """Return the columns of a chain that rankings go by, but for `tie`."""
    return {
        "created": created,
        "seeds": seeds,
        "top_rank": top_rank(seeds, seed_seconds),
        "hours_rank": hours_rank(seed_seconds),
        "hot": hot_score(created, seeds),
        "ranked": int(ranked),
    }


class Standing:
    """Derives what is materialised in a chain's row from versions and evidence."""

    def __init__(self, database: Database, texts: Texts, ladders: Ladders) -> None:
        self._database = database
        self._texts = texts
        self._ladders = ladders

    def settle(self, chain: int) -> int:
        """Bring what is derived of a chain in line with what is stored; return its seeds."""
        names = {"chain": chain}
        facts = self._database.row(_FACTS, names)
        if facts is None:
            return 0
        kind, retracted, created, identifier, newest, seed_seconds = facts
        known = self._database.rows(_KNOWN, names)[0]
        count = defended(known, self._database.row(_ESTIMATE, names))
        lives = kind != Kind.RETRACT and not retracted
        shown = {
            "chain": chain,
            "newest": newest,
            "households": count.households,
            "source": count.source.value,
            "seen": count.seen,
            "seed_seconds": seed_seconds,
            "lives": int(lives),
        }
        is_ranked = kind == Kind.POST and lives
        ranks = ranks_of(created, count.seeds, seed_seconds=seed_seconds, ranked=is_ranked)
        self._database.change(_SET_SHOWN, shown)
        self._place(chain, {"chain": chain, "tie": tie_of(identifier), **ranks})
        self._texts.make_searchable(chain, newest if lives else None)
        return count.seeds

    def withdraw(self, chain: int) -> None:
        """Take a chain that is about to be deleted out of the rankings."""
        self._place(chain, None)

    def _place(self, chain: int, ranked: dict[str, int] | None) -> None:
        old = self._ladders.placed(chain)
        if ranked is None:
            self._database.change("UPDATE chain SET ranked = 0 WHERE chain_id = ?", (chain,))
            self._ladders.move(old, None)
        elif self._database.change(_SET_RANKED, ranked):
            self._ladders.move(old, self._ladders.placed(chain))
