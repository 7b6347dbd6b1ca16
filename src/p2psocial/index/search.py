"""Full-text search in plain words.

What the user types is cut at white space and each word is quoted, so nothing in it is FTS5 syntax
and FTS5 cuts it into tokens as it did with the texts. The last word may be unfinished, because
people search while they type.

Ranking by relevance means scoring every match, which takes seconds when a word is in half of a
million texts. So at most `CANDIDATES` matches are scored: those that arrived last. Where only some
of the matches are asked for (those on one board, say), at most `LOOKED_THROUGH` are looked at for
that, again those that arrived last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from p2psocial.index.database import Database, Parameters
from p2psocial.index.records import SearchScope

CANDIDATES = 5_000
LOOKED_THROUGH = 50_000
MAX_WORDS = 16
_MAX_WORD_LENGTH = 64
# One letter is the beginning of too many words to look through them all.
_MIN_PREFIX_BYTES = 2
# NUL would end the query early, and half a surrogate pair cannot be encoded.
_UNUSABLE = re.compile("[\x00\ud800-\udfff]")

_CANDIDATES = """
    SELECT bm25(search, 8.0, 1.0), rowid FROM search WHERE search MATCH ?
    ORDER BY rowid DESC LIMIT ?
"""
_SCOPED_CANDIDATES = """
    SELECT bm25(search, 8.0, 1.0), search.rowid
    FROM search
    CROSS JOIN item ON item.item_id = search.rowid
    CROSS JOIN chain ON chain.chain_id = item.chain
    WHERE search MATCH :words AND search.rowid > :beyond
    AND (:board IS NULL OR item.board = :board)
    AND (:kind IS NULL OR item.kind = :kind)
    AND (:since IS NULL OR chain.created > :since)
    ORDER BY search.rowid DESC LIMIT :limit
"""
_BEYOND = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
_AGE = "SELECT created, id FROM item WHERE item_id = ?"
# No markers around what matched; 24 words of the body, or its beginning when the title matched.
_EXCERPT = """
    SELECT snippet(search, 1, '', '', '…', 24) FROM search WHERE search MATCH ? AND rowid = ?
"""


@dataclass(frozen=True, slots=True)
class Match:
    """The row of an item that was found, and the place in its body that matched."""

    item_id: int
    excerpt: str


def match_expression(words: str) -> str:
    """Return the FTS5 query for plain words; empty when there are none."""
    usable = [word[:_MAX_WORD_LENGTH] for word in _UNUSABLE.sub(" ", words).split()[:MAX_WORDS]]
    if not usable:
        return ""
    quoted = ['"' + word.replace('"', '""') + '"' for word in usable]
    is_prefix = len(usable[-1].encode()) >= _MIN_PREFIX_BYTES
    return " ".join(quoted) + ("*" if is_prefix else "")


class Search:
    """Finds the newest versions of posts and comments by their words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def matches(self, words: str, limit: int, scope: SearchScope) -> list[Match]:
        """Return the items with all of the words, best first, the newest first among equals."""
        expression = match_expression(words)
        if not expression:
            return []
        scored = self._candidates(expression, scope)
        begin = max(scope.offset, 0)
        best = self._best(scored, begin + max(limit, 0))[begin:]
        return [Match(item_id, self._excerpt(expression, item_id)) for item_id in best]

    def _candidates(self, expression: str, scope: SearchScope) -> list[tuple[float, int]]:
        if scope.board is None and scope.kind is None and scope.since is None:
            rows = self._database.rows(_CANDIDATES, (expression, CANDIDATES))
        else:
            beyond = self._database.row(_BEYOND, (expression, LOOKED_THROUGH))
            names: Parameters = {
                "words": expression,
                "beyond": beyond[0] if beyond else 0,
                "board": scope.board,
                "kind": None if scope.kind is None else scope.kind.value,
                "since": scope.since,
                "limit": CANDIDATES,
            }
            rows = self._database.rows(_SCOPED_CANDIDATES, names)
        return [(score, item_id) for score, item_id in rows]

    def plan(self) -> list[str]:
        """Return how SQLite finds some of the matches, for tests."""
        names = dict.fromkeys(("words", "board", "kind", "beyond", "since", "limit"), "x")
        rows = self._database.rows("EXPLAIN QUERY PLAN " + _SCOPED_CANDIDATES, names)
        return [row[3] for row in rows]

    def _best(self, scored: list[tuple[float, int]], limit: int) -> list[int]:
        """Return the items with the lowest (best) scores, the newest first among equals."""
        scores = sorted(score for score, _ in scored)[:limit]
        # Only who may be on the page is looked up; equals of the last one may be, too.
        contenders = [each for each in scored if scores and each[0] <= scores[-1]]
        ages = {number: self._database.rows(_AGE, (number,))[0] for _, number in contenders}
        contenders.sort(key=lambda each: (each[0], -ages[each[1]][0], ages[each[1]][1]))
        return [number for _, number in contenders[:limit]]

    def _excerpt(self, expression: str, item_id: int) -> str:
        row = self._database.row(_EXCERPT, (expression, item_id))
        return " ".join(row[0].split()) if row and row[0] else ""
