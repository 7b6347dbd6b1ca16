"""Rankings of posts: one query on an index for each order, paged by the last row already seen.

Strategy. `new` and `hot` walk an index in its order. The others are harder, because they filter by
time but order by a rank: walking the rank-ordered index to find today's posts would pass by years
of others. So they are walked level by level: a level table holds the ranks that exist (some
thousands, however many posts there are; see `ladders`) and of each the newest post, and inside one
level the index is ordered by time. The period is thus one range per level, levels without anything
of that period are passed by, and the rows come out in their final order. `endangered` takes the
levels of `top` in another order.

Rank and period belong to a chain of versions: seeds of any version count, and the time is that of
the original, so that an edit neither loses the votes nor lifts an old post into today.

Every query exists for all boards and for one, and in both directions: down from a place, for pages,
and up from it, for what is right above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from p2psocial.index.database import Database, Row
from p2psocial.index.ladders import ALL_BOARDS
from p2psocial.index.ranks import LEVELS, endangered_place, hot_score, hours_rank, tie_of, top_rank
from p2psocial.index.records import PERIOD_SECONDS, Entry, Order, Period, Ranking

_Parameters: TypeAlias = "dict[str, int | float | str | bytes | None]"

# The words in <angle brackets> are filled in by `_query`. The index is named, because the planner
# knows nothing of how many rows a condition leaves, and might rather sort.
_BY_LEVEL_DOWN = """
    SELECT entry.*
    FROM <level> AS level
    CROSS JOIN chain INDEXED BY <index> ON chain.<column> = level.rank
    CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE level.board = :shelf AND level.<step> <no further> :step AND level.newest > :since
    <lowest>
    AND chain.ranked <board>
    AND chain.created > :since
    AND chain.created <= iif(level.<step> = :step, min(:created, :now), :now)
    AND NOT (level.<step> = :step AND chain.created = :created AND chain.tie <= :tie)
    ORDER BY level.<step> <down>, chain.created DESC, chain.tie
    LIMIT :limit
"""
_BY_LEVEL_UP = """
    SELECT entry.*
    FROM <level> AS level
    CROSS JOIN chain INDEXED BY <index> ON chain.<column> = level.rank
    CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE level.board = :shelf AND level.<step> <no nearer> :step AND level.newest > :since
    <lowest>
    AND chain.ranked <board>
    AND chain.created <= :now
    AND chain.created > iif(level.<step> = :step, max(:created - 1, :since), :since)
    AND NOT (level.<step> = :step AND chain.created = :created AND chain.tie >= :tie)
    ORDER BY level.<step> <up>, chain.created, chain.tie DESC
    LIMIT :limit
"""
_NEW_DOWN = """
    SELECT entry.*
    FROM chain INDEXED BY <index> CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked <board>
    AND chain.created > :since
    AND chain.created <= min(:created, :now)
    AND NOT (chain.created = :created AND chain.tie <= :tie)
    ORDER BY chain.created DESC, chain.tie
    LIMIT :limit
"""
_NEW_UP = """
    SELECT entry.*
    FROM chain INDEXED BY <index> CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked <board>
    AND chain.created >= :created
    AND chain.created <= :now
    AND NOT (chain.created = :created AND chain.tie >= :tie)
    ORDER BY chain.created, chain.tie DESC
    LIMIT :limit
"""
# A score is never less than the time of creation, so a period bounds it from below.
_HOT_DOWN = """
    SELECT entry.*
    FROM chain INDEXED BY <index> CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked <board>
    AND chain.hot > :since
    AND chain.hot <= :hot
    AND chain.created > :since
    AND chain.created <= :now
    AND (chain.hot < :hot OR chain.created < :created
        OR (chain.created = :created AND chain.tie > :tie))
    ORDER BY chain.hot DESC, chain.created DESC, chain.tie
    LIMIT :limit
"""
_HOT_UP = """
    SELECT entry.*
    FROM chain INDEXED BY <index> CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE chain.ranked <board>
    AND chain.hot >= :hot
    AND chain.created > :since
    AND chain.created <= :now
    AND (chain.hot > :hot OR chain.created > :created
        OR (chain.created = :created AND chain.tie < :tie))
    ORDER BY chain.hot, chain.created, chain.tie DESC
    LIMIT :limit
"""
_HIGHEST_FIRST = {
    "<step>": "rank",
    "<no further>": "<=",
    "<no nearer>": ">=",
    "<down>": "DESC",
    "<up>": "ASC",
    "<lowest>": "",
}
_LOWEST_FIRST = {
    "<step>": "endangered",
    "<no further>": ">=",
    "<no nearer>": "<=",
    "<down>": "ASC",
    "<up>": "DESC",
    # Below is what nobody seeds.
    "<lowest>": f"AND level.endangered >= {LEVELS}",
}
_WORDS = {
    Order.TOP: _HIGHEST_FIRST | {"<level>": "top_level", "<column>": "top_rank"},
    Order.HOURS: _HIGHEST_FIRST | {"<level>": "hours_level", "<column>": "hours_rank"},
    Order.ENDANGERED: _LOWEST_FIRST | {"<level>": "top_level", "<column>": "top_rank"},
    Order.NEW: {},
    Order.HOT: {},
}
_INDEXES = {
    Order.TOP: "top",
    Order.HOURS: "hours",
    Order.ENDANGERED: "top",
    Order.NEW: "new",
    Order.HOT: "hot",
}
_TEMPLATES = {
    Order.TOP: (_BY_LEVEL_DOWN, _BY_LEVEL_UP),
    Order.HOURS: (_BY_LEVEL_DOWN, _BY_LEVEL_UP),
    Order.ENDANGERED: (_BY_LEVEL_DOWN, _BY_LEVEL_UP),
    Order.NEW: (_NEW_DOWN, _NEW_UP),
    Order.HOT: (_HOT_DOWN, _HOT_UP),
}


def _query(order: Order, *, board: bool, up: bool) -> str:
    sql = _TEMPLATES[order][up]
    words = _WORDS[order] | {
        "<board>": "AND chain.board = :board" if board else "",
        "<index>": f"chain{'_board' if board else ''}_{_INDEXES[order]}",
    }
    for word, filling in words.items():
        sql = sql.replace(word, filling)
    return sql


_QUERIES = {
    (order, board, up): _query(order, board=board, up=up)
    for order in Order
    for board in (False, True)
    for up in (False, True)
}
_ORIGINAL = "SELECT created, id FROM item WHERE infohash = ?"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a post stands in every order."""

    created: int
    tie: int
    hot: int
    top_rank: int
    hours_rank: int


_ABOVE_ALL = Position(2**62, -(2**63), 2**62, 2**62, 2**62)


def since(ranking: Ranking) -> int:
    """Return the time after which a post must be created to be in that ranking."""
    if ranking.period is Period.ALL:
        return -1
    return ranking.now - PERIOD_SECONDS[ranking.period]


def step(order: Order, position: Position | None) -> int:
    """Return where a position is among the levels; None is before all of them."""
    if order is Order.ENDANGERED:
        return endangered_place(position.top_rank) if position else 0
    position = position or _ABOVE_ALL
    return position.hours_rank if order is Order.HOURS else position.top_rank


class Rankings:
    """Answers which posts are on a page of a ranking, and which are right above one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, ranking: Ranking) -> list[Row]:
        """Return one page of posts, in the columns of the view `entry`."""
        return self._database.rows(*self._page(ranking))

    def above(self, ranking: Ranking, position: Position) -> list[Row]:
        """Return the posts right above a position, the nearest first, as `page` does."""
        sql = _QUERIES[ranking.order, ranking.board is not None, True]
        return self._database.rows(sql, _parameters(ranking, position))

    def position(self, entry: Entry) -> Position:
        """Return where an entry stood when it was read, even if it has moved or gone since."""
        original = self._database.row(_ORIGINAL, (entry.original,))
        created, identifier = original or (entry.item.created, entry.item.id)
        return Position(
            created=created,
            tie=tie_of(identifier),
            hot=hot_score(created, entry.seeds),
            top_rank=top_rank(entry.seeds, entry.seed_seconds),
            hours_rank=hours_rank(entry.seed_seconds),
        )

    def plan(self, ranking: Ranking) -> list[str]:
        """Return how SQLite goes about that page: for tests and benchmarks."""
        sql, parameters = self._page(ranking)
        plan = self._database.rows("EXPLAIN QUERY PLAN " + sql, parameters)
        return [row[3] for row in plan]

    def _page(self, ranking: Ranking) -> tuple[str, _Parameters]:
        after = self.position(ranking.after) if ranking.after else None
        sql = _QUERIES[ranking.order, ranking.board is not None, False]
        return sql, _parameters(ranking, after)


def _parameters(ranking: Ranking, position: Position | None) -> _Parameters:
    place = position or _ABOVE_ALL
    return {
        "since": since(ranking),
        "now": ranking.now,
        "limit": max(ranking.limit, 0),
        "board": ranking.board,
        "shelf": ALL_BOARDS if ranking.board is None else ranking.board,
        "step": step(ranking.order, position),
        "created": place.created,
        "tie": place.tie,
        "hot": place.hot,
    }
