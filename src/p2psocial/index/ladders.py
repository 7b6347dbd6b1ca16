"""Which ranks exist, and how many chains have them: what makes rankings and ranks quick.

A ladder is one order that goes by a rank with few values (see `ranks`). For all boards together
(called '') and for each board it has

- a level for every rank that some ranked chain has, with the time of the newest such chain, so that
  a ranking can walk rank by rank and pass by those of which nothing is as new as it asks for;
- a tally of chains by rank and stretch of time (24 days), so that how many are above one can be
  added up.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from typing import TypeAlias

from p2psocial.index.database import Database
from p2psocial.index.ranks import endangered_place

STRETCH_SECONDS = 1 << 21
ALL_BOARDS = ""

_Names: TypeAlias = "dict[str, int | str | None]"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a ranked chain stands."""

    board: str
    created: int
    top_rank: int
    hours_rank: int


@dataclass(frozen=True, slots=True)
class _Ladder:
    """The statements of one ladder."""

    raise_level: str
    newest: str
    newest_on_board: str
    lower_level: str
    drop_level: str
    count: str
    uncount: str
    drop_count: str


# LADDER stands for a ladder's name.
_STATEMENTS = _Ladder(
    """
    INSERT INTO LADDER_level (board, rank, newest)
    VALUES ('', :rank, :created), (:board, :rank, :created)
    ON CONFLICT DO UPDATE SET newest = excluded.newest WHERE newest < excluded.newest
    """,
    "SELECT created FROM chain WHERE ranked AND LADDER_rank = :rank ORDER BY created DESC LIMIT 1",
    """
    SELECT created FROM chain WHERE ranked AND board = :board AND LADDER_rank = :rank
    ORDER BY created DESC LIMIT 1
    """,
    "UPDATE LADDER_level SET newest = :newest WHERE board = :board AND rank = :rank",
    "DELETE FROM LADDER_level WHERE board = :board AND rank = :rank",
    """
    INSERT INTO LADDER_tally VALUES ('', :rank, :stretch, 1), (:board, :rank, :stretch, 1)
    ON CONFLICT DO UPDATE SET chains = chains + 1
    """,
    """
    UPDATE LADDER_tally SET chains = chains - 1
    WHERE board IN ('', :board) AND rank = :rank AND stretch = :stretch
    """,
    """
    DELETE FROM LADDER_tally
    WHERE board IN ('', :board) AND rank = :rank AND stretch = :stretch AND chains = 0
    """,
)


def _ladder(name: str) -> _Ladder:
    return _Ladder(*(statement.replace("LADDER", name) for statement in astuple(_STATEMENTS)))


_HOURS = _ladder("hours")
_TOP = replace(
    _ladder("top"),
    raise_level="""
    INSERT INTO top_level (board, rank, newest, endangered)
    VALUES ('', :rank, :created, :endangered), (:board, :rank, :created, :endangered)
    ON CONFLICT DO UPDATE SET newest = excluded.newest WHERE newest < excluded.newest
    """,
)
_PLACED = """
    SELECT board, created, top_rank, hours_rank FROM chain WHERE chain_id = ? AND ranked
"""


class Ladders:
    """Keeps the level and tally tables in line with the chains."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def placed(self, chain: int) -> Placed | None:
        """Return where a chain stands; None when it is not ranked."""
        row = self._database.row(_PLACED, (chain,))
        return Placed(*row) if row else None

    def move(self, old: Placed | None, new: Placed | None) -> None:
        """Take note that a chain moved (None is nowhere); its row must say so already."""
        if old == new:
            return
        for ladder in (_TOP, _HOURS):
            before, after = _step(ladder, old), _step(ladder, new)
            if before != after:
                self._leave(ladder, before)
                self._enter(ladder, after)

    def _enter(self, ladder: _Ladder, step: tuple[str, int, int] | None) -> None:
        if step is None:
            return
        names = _names(step)
        self._database.change(ladder.count, names)
        self._database.change(ladder.raise_level, names)

    def _leave(self, ladder: _Ladder, step: tuple[str, int, int] | None) -> None:
        if step is None:
            return
        names = _names(step)
        self._database.change(ladder.uncount, names)
        self._database.change(ladder.drop_count, names)
        self._lower(ladder, ladder.newest, names | {"board": ALL_BOARDS})
        self._lower(ladder, ladder.newest_on_board, names)

    def _lower(self, ladder: _Ladder, newest: str, names: _Names) -> None:
        """Let a level say when the newest that is left on it was created, if any is left."""
        row = self._database.row(newest, names)
        if row:
            self._database.change(ladder.lower_level, names | {"newest": row[0]})
        else:
            self._database.change(ladder.drop_level, names)


def _step(ladder: _Ladder, placed: Placed | None) -> tuple[str, int, int] | None:
    if placed is None:
        return None
    rank = placed.top_rank if ladder is _TOP else placed.hours_rank
    return placed.board, rank, placed.created


def _names(step: tuple[str, int, int]) -> _Names:
    board, rank, created = step
    return {
        "board": board,
        "rank": rank,
        "created": created,
        "stretch": created // STRETCH_SECONDS,
        "endangered": endangered_place(rank),
    }
