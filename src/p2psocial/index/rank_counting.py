"""How many posts are above one in a ranking, without turning the pages.

What is above is first whole levels, of which `ladders` keeps a tally by stretch of time: whole
stretches are added up, and what is in a part of a stretch is counted in an index that holds both
time and rank. Then come those of the same level that are newer, counted in the same way.

`hot` has no levels: there the posts above are counted one by one, in an index, and no further than
`MOST_COUNTED`.
"""

from __future__ import annotations

from p2psocial.index.database import Database, Row
from p2psocial.index.ladders import ALL_BOARDS, STRETCH_SECONDS
from p2psocial.index.ranking import Position, since
from p2psocial.index.ranks import LEVELS
from p2psocial.index.records import Order, Ranking

_WHOLE = """
    SELECT coalesce(sum(chains), 0) FROM <tally>
    WHERE board = :board AND rank BETWEEN :low AND :high AND stretch >= :stretch
"""
_PART = """
    SELECT count(*) FROM chain INDEXED BY <index>
    WHERE ranked <board> AND created > :after AND created <= :until
    AND <column> BETWEEN :low AND :high
"""
_SAME_SECOND = """
    SELECT count(*) FROM chain INDEXED BY <index>
    WHERE ranked <board> AND created = :created AND tie < :tie AND <column> BETWEEN :low AND :high
"""
_HOTTER = """
    SELECT 1 FROM chain INDEXED BY <index>
    WHERE ranked <board> AND hot >= :hot AND created > :after AND created <= :until
    AND (hot > :hot OR created > :created OR (created = :created AND tie < :tie))
    LIMIT :most
"""
# Takes some milliseconds; nobody minds which place beyond that something has.
MOST_COUNTED = 5_000
_FOR_EVER = 2**62
_ALL_RANKS = (0, 2**62)


def _filled(template: str, order: Order, *, board: bool) -> str:
    name = "hours" if order is Order.HOURS else "top"
    sql = template.replace("<tally>", f"{name}_tally").replace("<column>", f"{name}_rank")
    index = f"chain{'_board' if board else ''}_{'hot' if template == _HOTTER else 'new'}"
    sql = sql.replace("<index>", index)
    return sql.replace("<board>", "AND board = :board" if board else "")


_SQL = {
    (sql, order, board): _filled(sql, order, board=board)
    for sql in (_WHOLE, _PART, _SAME_SECOND, _HOTTER)
    for order in Order
    for board in (False, True)
}


class RankCounting:
    """Counts posts between ranks and times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def above(self, ranking: Ranking, position: Position) -> int:
        """Return how many posts are above that position, which must be within the ranking.

        In `hot`, `MOST_COUNTED` is that many or more.
        """
        if ranking.order is Order.HOT:
            span = {"after": since(ranking), "until": ranking.now, "hot": position.hot}
            span["most"] = MOST_COUNTED
            return len(self._rows(_HOTTER, ranking, span | _time(position)))
        higher, same = _levels(ranking.order, position)
        newer = {"low": same[0], "high": same[1]} | _time(position)
        return (
            sum(self._between(ranking, levels, since(ranking)) for levels in higher)
            + self._between(ranking, same, position.created)
            + self._count(_SAME_SECOND, ranking, newer)
        )

    def _between(self, ranking: Ranking, levels: tuple[int, int], after: int) -> int:
        """Return how many posts of these ranks were created after then, and until now."""
        low, high = levels
        if low > high:
            return 0
        names = {"low": low, "high": high}
        # The first stretch that lies after `after` as a whole.
        stretch = after // STRETCH_SECONDS + 1
        begins = stretch * STRETCH_SECONDS
        until = min(ranking.now, begins - 1)
        part = self._count(_PART, ranking, names | {"after": after, "until": until})
        if begins > ranking.now:
            return part
        ahead = {"after": ranking.now, "until": _FOR_EVER}
        return (
            part
            + self._count(_WHOLE, ranking, names | {"stretch": stretch})
            - self._count(_PART, ranking, names | ahead)
        )

    def _count(self, sql: str, ranking: Ranking, names: dict[str, int]) -> int:
        count: int = self._rows(sql, ranking, names)[0][0]
        return count

    def _rows(self, sql: str, ranking: Ranking, names: dict[str, int]) -> list[Row]:
        board = ALL_BOARDS if ranking.board is None else ranking.board
        filled = _SQL[sql, ranking.order, ranking.board is not None]
        return self._database.rows(filled, {**names, "board": board})


def _time(position: Position) -> dict[str, int]:
    return {"created": position.created, "tie": position.tie}


def _levels(order: Order, position: Position) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Return the ranks that are above a position whatever their time, and those that are level."""
    if order is Order.NEW:
        return [], _ALL_RANKS
    rank = position.hours_rank if order is Order.HOURS else position.top_rank
    if order is not Order.ENDANGERED:
        return [(rank + 1, _ALL_RANKS[1])], (rank, rank)
    first = rank // LEVELS * LEVELS
    return [(LEVELS, first - 1), (rank + 1, first + LEVELS - 1)], (rank, rank)
