"""What one author wrote, newest first, and what is known of them.

An author's page walks their items from the newest one, so it costs what it shows and the old
versions in between. Counts look at the newest `MOST_COUNTED` items: nobody who floods can make
them slow.
"""

from __future__ import annotations

from p2psocial.index.database import Database, Row
from p2psocial.index.records import AuthorRecord, Written

MOST_COUNTED = 10_000
_NICKS_FROM = 200
_NICKS_SHOWN = 5
_FROM_THE_NEWEST = (2**63 - 1, b"")

_PAGE = """
    SELECT entry.*
    FROM item AS written INDEXED BY item_author_newest
    CROSS JOIN chain ON chain.chain_id = written.chain
    CROSS JOIN entry ON entry.item_id = written.item_id
    WHERE written.author = ? AND (written.created, written.id) < (?, ?)
    AND written.kind <> 'retract' AND chain.newest = written.item_id AND NOT chain.retracted
    ORDER BY written.created DESC, written.id DESC LIMIT ?
"""
_FACTS = """
    WITH written AS (
        SELECT item_id, kind, arrived, chain FROM item INDEXED BY item_author_newest
        WHERE author = ? ORDER BY created DESC, id DESC LIMIT ?
    )
    SELECT
        min(written.arrived),
        count(*) FILTER (WHERE chain.newest = item_id AND chain.kind = 'post' AND NOT retracted),
        count(*) FILTER (WHERE chain.newest = item_id AND chain.kind = 'comment' AND NOT retracted),
        coalesce(sum(seeds) FILTER (WHERE chain.newest = item_id AND NOT retracted), 0),
        count(*)
    FROM written CROSS JOIN chain ON chain.chain_id = written.chain
"""
_NICKS = """
    SELECT nick FROM item INDEXED BY item_author_newest
    WHERE author = ? ORDER BY created DESC, id DESC LIMIT ?
"""


class Authors:
    """Reads items by who wrote them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, author: bytes, before: Written | None, limit: int) -> list[Row]:
        """Return an author's posts and comments as rows of `entry`, newest versions, newest first.

        What was taken back is left out.
        """
        parameters = (author, *(before or _FROM_THE_NEWEST), max(limit, 0))
        return self._database.rows(_PAGE, parameters)

    def record(self, author: bytes) -> AuthorRecord:
        """Return what is known of an author; zeros when nothing of theirs is here."""
        facts = self._database.rows(_FACTS, (author, MOST_COUNTED))[0]
        first_seen, posts, comments, seeds, counted = facts
        used = self._database.rows(_NICKS, (author, _NICKS_FROM))
        nicks = dict.fromkeys(nick for (nick,) in used if nick)
        return AuthorRecord(
            tuple(nicks)[:_NICKS_SHOWN], first_seen, posts, comments, seeds, counted < MOST_COUNTED
        )

    def plans(self) -> list[str]:
        """Return how SQLite does all of this, for tests."""
        statements = ((_PAGE, (b"", 0, b"", 1)), (_FACTS, (b"", 1)), (_NICKS, (b"", 1)))
        return [
            row[3]
            for statement, parameters in statements
            for row in self._database.rows("EXPLAIN QUERY PLAN " + statement, parameters)
        ]
