"""What concerns us: answers to what we wrote, and texts that name us.

A chain is noticed once, whatever versions of it come in; it is shown in its newest version. Of an
author that we have only now become (an identity that was restored, say), the answers that are
here already are noticed at once. What was noticed longest ago goes when there is too much.
"""

from __future__ import annotations

from p2psocial.index.database import Database, Parameters, Row
from p2psocial.index.items import Place, item_of
from p2psocial.index.records import NoticeKind
from p2psocial.protocol.item import Item

MAX_NOTICES = 10_000
# Of an author's items, as many as are looked through for answers when we become that author.
_LOOKED_THROUGH = 1_000
_FROM_THE_NEWEST = 2**63 - 1

_ADD = """
    INSERT INTO notice (item_id, kind, noticed)
    SELECT :item, :kind, :now WHERE NOT EXISTS (
        SELECT 1 FROM item CROSS JOIN notice ON notice.item_id = item.item_id
        WHERE item.chain = :chain
    )
"""
_TRIM = "DELETE FROM notice WHERE notice_id <= (SELECT max(notice_id) FROM notice) - ?"
_PAGE = """
    SELECT entry.*, notice.notice_id, notice.kind, notice.noticed
    FROM notice
    CROSS JOIN item ON item.item_id = notice.item_id
    CROSS JOIN chain ON chain.chain_id = item.chain
    CROSS JOIN entry ON entry.item_id = chain.newest
    WHERE notice.notice_id < ? AND NOT chain.retracted
    ORDER BY notice.notice_id DESC LIMIT ?
"""
_UNSEEN = """
    SELECT header.*
    FROM notice
    CROSS JOIN item ON item.item_id = notice.item_id
    CROSS JOIN chain ON chain.chain_id = item.chain
    CROSS JOIN header ON header.item_id = chain.newest
    WHERE notice.notice_id > ? AND NOT chain.retracted
    ORDER BY notice.notice_id DESC LIMIT ?
"""
_ANSWERS = """
    WITH ours AS (
        SELECT infohash FROM item INDEXED BY item_author_newest
        WHERE author = :author AND kind <> 'retract' ORDER BY created DESC, id DESC LIMIT :most
    )
    SELECT answer.item_id, answer.chain, answer.arrived
    FROM ours CROSS JOIN item AS answer INDEXED BY item_parent ON answer.parent = ours.infohash
    WHERE answer.kind = 'comment' AND answer.author <> :author
    ORDER BY answer.item_id DESC LIMIT :most
"""


class Notices:
    """The tables of notices and of the authors that we are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def adopt(self, author: bytes) -> None:
        """Note that we are this author, and notice the answers to what they wrote already."""
        if not self._database.change("INSERT OR IGNORE INTO own_author VALUES (?)", (author,)):
            return
        names: Parameters = {"author": author, "most": _LOOKED_THROUGH}
        for item_id, chain, arrived in reversed(self._database.rows(_ANSWERS, names)):
            self.add(Place(item_id, chain), NoticeKind.REPLY, arrived)

    def authors(self) -> list[bytes]:
        """Return the authors that we are or were."""
        return [author for (author,) in self._database.rows("SELECT author FROM own_author")]

    def add(self, place: Place, kind: NoticeKind, now: int) -> None:
        """Notice an item, unless a version of it was noticed already."""
        names = {"item": place.item_id, "chain": place.chain, "kind": kind.value, "now": now}
        if self._database.change(_ADD, names):
            self._database.change(_TRIM, (MAX_NOTICES,))

    def forget(self, place: Place) -> None:
        """Forget the notice of an item that is about to be deleted."""
        self._database.change("DELETE FROM notice WHERE item_id = ?", (place.item_id,))

    def page(self, before: int | None, limit: int) -> list[Row]:
        """Return notices, the last one first: the columns of an entry, number, kind, when."""
        before = _FROM_THE_NEWEST if before is None else before
        return self._database.rows(_PAGE, (before, max(limit, 0)))

    def unseen(self, limit: int) -> list[Item]:
        """Return what was noticed since notices were last seen, the last one first."""
        rows = self._database.rows(_UNSEEN, (self.seen(), max(limit, 0)))
        return [item_of(row) for row in rows]

    def seen(self) -> int:
        """Return the number of the last notice that was seen; 0 when none was."""
        number: int = self._database.rows("SELECT up_to FROM notices_seen")[0][0]
        return number

    def see(self, up_to: int | None) -> None:
        """Record that all notices up to that number were seen (None: all there are)."""
        newest = self._database.rows("SELECT coalesce(max(notice_id), 0) FROM notice")[0][0]
        number = newest if up_to is None else min(up_to, newest)
        self._database.change("UPDATE notices_seen SET up_to = ? WHERE up_to < ?", (number, number))

    def plans(self) -> list[str]:
        """Return how SQLite does all of this, for tests."""
        names: Parameters = {"item": 1, "chain": 1, "kind": "", "now": 1, "author": b"", "most": 1}
        statements: tuple[tuple[str, Parameters], ...] = (
            (_ADD, names),
            (_TRIM, (1,)),
            (_PAGE, (1, 1)),
            (_UNSEEN, (1, 1)),
            (_ANSWERS, names),
        )
        return [
            row[3]
            for statement, parameters in statements
            for row in self._database.rows("EXPLAIN QUERY PLAN " + statement, parameters)
        ]
