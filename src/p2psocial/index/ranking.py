"""Rankings of posts: one query on an index for each order, paged by the last row already seen.

Strategy. `new` and `hot` walk an index in its order. `top` of a period is harder, because it
filters by time but orders by seeds: walking the seed-ordered index to find today's posts would
pass by years of others. So it is walked level by level: the table `level` holds the seed counts
that exist (a few hundred, however many posts there are), and inside one level the index is ordered
by time. The period is thus one range per level, and the rows come out in their final order.

Rank and period belong to a chain of versions: seeds of any version count, and the time is that of
the original, so that an edit neither loses the votes nor lifts an old post into today.
"""

from __future__ import annotations

from typing import TypeAlias

from p2psocial.index.database import Database, Row
from p2psocial.index.records import PERIOD_SECONDS, Entry, Order, Period, Ranking
from p2psocial.index.standing import hot_score, tie_of

_TOP = """
    SELECT entry.*
    FROM level
    CROSS JOIN chain ON chain.seeds = level.seeds
    CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked
    AND level.seeds <= :seeds
    AND chain.created > :since
    AND chain.created <= iif(level.seeds = :seeds, min(:created, :now), :now)
    AND NOT (level.seeds = :seeds AND chain.created = :created AND chain.tie <= :tie)
    ORDER BY level.seeds DESC, chain.created DESC, chain.tie
    LIMIT :limit
"""
_BOARD_TOP = """
    SELECT entry.*
    FROM level
    CROSS JOIN chain ON chain.seeds = level.seeds
    CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked
    AND chain.board = :board
    AND level.seeds <= :seeds
    AND chain.created > :since
    AND chain.created <= iif(level.seeds = :seeds, min(:created, :now), :now)
    AND NOT (level.seeds = :seeds AND chain.created = :created AND chain.tie <= :tie)
    ORDER BY level.seeds DESC, chain.created DESC, chain.tie
    LIMIT :limit
"""
_NEW = """
    SELECT entry.*
    FROM chain CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked
    AND chain.created > :since
    AND chain.created <= min(:created, :now)
    AND NOT (chain.created = :created AND chain.tie <= :tie)
    ORDER BY chain.created DESC, chain.tie
    LIMIT :limit
"""
_BOARD_NEW = """
    SELECT entry.*
    FROM chain CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked
    AND chain.board = :board
    AND chain.created > :since
    AND chain.created <= min(:created, :now)
    AND NOT (chain.created = :created AND chain.tie <= :tie)
    ORDER BY chain.created DESC, chain.tie
    LIMIT :limit
"""
# A score is never less than the time of creation, so a period bounds it from below.
_HOT = """
    SELECT entry.*
    FROM chain CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked
    AND chain.hot > :since
    AND chain.hot <= :hot
    AND chain.created > :since
    AND chain.created <= :now
    AND (chain.hot < :hot OR chain.created < :created
        OR (chain.created = :created AND chain.tie > :tie))
    ORDER BY chain.hot DESC, chain.created DESC, chain.tie
    LIMIT :limit
"""
_BOARD_HOT = """
    SELECT entry.*
    FROM chain CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked
    AND chain.board = :board
    AND chain.hot > :since
    AND chain.hot <= :hot
    AND chain.created > :since
    AND chain.created <= :now
    AND (chain.hot < :hot OR chain.created < :created
        OR (chain.created = :created AND chain.tie > :tie))
    ORDER BY chain.hot DESC, chain.created DESC, chain.tie
    LIMIT :limit
"""
_QUERIES = {
    (Order.TOP, False): _TOP,
    (Order.TOP, True): _BOARD_TOP,
    (Order.NEW, False): _NEW,
    (Order.NEW, True): _BOARD_NEW,
    (Order.HOT, False): _HOT,
    (Order.HOT, True): _BOARD_HOT,
}
_ABOVE_ALL = {"seeds": 2**62, "created": 2**62, "tie": -(2**63), "hot": 2**62}
_ORIGINAL = "SELECT created, id FROM item WHERE infohash = ?"

_Parameters: TypeAlias = "dict[str, int | str | None]"


class Rankings:
    """Answers which posts are on a page of a ranking."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, ranking: Ranking) -> list[Row]:
        """Return one page of posts, in the columns of the view `entry`."""
        sql = _QUERIES[ranking.order, ranking.board is not None]
        return self._database.rows(sql, self._parameters(ranking))

    def plan(self, ranking: Ranking) -> list[str]:
        """Return how SQLite goes about that page: for tests and benchmarks."""
        sql = "EXPLAIN QUERY PLAN " + _QUERIES[ranking.order, ranking.board is not None]
        return [row[3] for row in self._database.rows(sql, self._parameters(ranking))]

    def _parameters(self, ranking: Ranking) -> _Parameters:
        since = -1 if ranking.period is Period.ALL else ranking.now - PERIOD_SECONDS[ranking.period]
        after = self._place_of(ranking.after) if ranking.after else _ABOVE_ALL
        return {
            "since": since,
            "now": ranking.now,
            "limit": max(ranking.limit, 0),
            "board": ranking.board,
            **after,
        }

    def _place_of(self, after: Entry) -> dict[str, int]:
        """Return where a row stood when it was seen, even if it has moved or gone since."""
        original = self._database.row(_ORIGINAL, (after.original,))
        created, identifier = original or (after.item.created, after.item.id)
        return {
            "seeds": after.seeds,
            "created": created,
            "tie": tie_of(identifier),
            "hot": hot_score(created, after.seeds),
        }
