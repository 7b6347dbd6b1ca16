"""The part of `Index` that is read page by page, apart from rankings.

What has certain words, what is on which board, who wrote what, what concerns us, what we seed; and
what we looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from p2psocial.index.authors import Authors
from p2psocial.index.boards import Boards
from p2psocial.index.database import Database, Row
from p2psocial.index.entries import ENTRY_COLUMNS, ITEM_ID, Entries
from p2psocial.index.items import Items
from p2psocial.index.notices import Notices
from p2psocial.index.records import (
    EVERYWHERE,
    AuthorRecord,
    Entry,
    Found,
    NoticeKind,
    NoticeRecord,
    SearchScope,
    SeedOrder,
    SeedRecord,
    SeedTotals,
    Visit,
    Written,
)
from p2psocial.index.search import Search
from p2psocial.index.seed_pages import SeedPages
from p2psocial.index.visits import Visits
from p2psocial.protocol.item import Item


class Pages:
    """What `Index` inherits; see `services.ports.Index`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._entries = Entries(database)
        self._items = Items(database)
        self._search = Search(database)
        self._boards = Boards(database)
        self._authors = Authors(database)
        self._notices = Notices(database)
        self._visits = Visits(database)
        self._seed_pages = SeedPages(database)

    def data_version(self) -> int:
        """Return a number that is another one after another connection has written."""
        version: int = self._database.rows("PRAGMA data_version")[0][0]
        return version

    def search(self, words: str, limit: int, scope: SearchScope = EVERYWHERE) -> list[Found]:
        """Return posts and comments with all of the words, best match first."""
        with self._database.snapshot():
            matches = self._search.matches(words, limit, scope)
            entries = self._entries.of_items([match.item_id for match in matches])
        return [Found(entry, match.excerpt) for entry, match in zip(entries, matches, strict=True)]

    def explain_search(self) -> list[str]:
        """Return how SQLite searches within a scope, for tests."""
        return self._search.plan()

    # Boards

    def joined_boards(self) -> list[str]:
        """Return the names of the boards that we joined."""
        return self._boards.joined()

    def join_board(self, board: str, now: int) -> None:
        """Record that we joined a board."""
        with self._database.transaction():
            self._boards.join(board, now)

    def leave_board(self, board: str) -> None:
        """Record that we left a board; its items stay."""
        with self._database.transaction():
            self._boards.leave(board)

    def keys_of_board(self, board: str) -> Iterator[tuple[int, bytes]]:
        """Yield (created, id) of every item on a board, in that order."""
        return self._boards.keys(board)

    def count_on_board(self, board: str, since: int) -> int:
        """Return how many items of a board were created after `since`."""
        return self._boards.count(board, since)

    def boards_with_items(self, limit: int) -> list[str]:
        """Return the first so many boards, by name, of which something is here."""
        with self._database.snapshot():
            return self._boards.with_items(limit)

    # Authors

    def by_author(self, author: bytes, before: Written | None, limit: int) -> list[Entry]:
        """Return what an author wrote, newest versions, newest first; not what was taken back.

        `before` is the (`created`, `id`) of the last one that was seen.
        """
        with self._database.snapshot():
            return self._entries.from_rows(self._authors.page(author, before, limit))

    def author(self, author: bytes) -> AuthorRecord:
        """Return what is known of an author; zeros when nothing of theirs is here."""
        with self._database.snapshot():
            return self._authors.record(author)

    # What concerns us

    def adopt_author(self, author: bytes) -> None:
        """Note that we are this author, and notice the answers to them that are here already."""
        with self._database.transaction():
            self._notices.adopt(author)

    def own_authors(self) -> list[bytes]:
        """Return the authors that we are, or were once."""
        return self._notices.authors()

    def add_notice(self, infohash: bytes, kind: NoticeKind, now: int) -> None:
        """Notice an item, unless a version of it was noticed already."""
        with self._database.transaction():
            place = self._items.place(infohash)
            if place:
                self._notices.add(place, kind, now)

    def notices(self, before: int | None, limit: int) -> list[NoticeRecord]:
        """Return what concerns us, the last noticed first, but for what was taken back.

        `before` is the number of the last one that was seen.
        """
        with self._database.snapshot():
            rows = self._notices.page(before, limit)
            entries = self._entries.from_rows(rows)
        return [
            NoticeRecord(number, NoticeKind(kind), noticed, entry)
            for entry, (number, kind, noticed) in zip(
                entries, (row[ENTRY_COLUMNS:] for row in rows), strict=True
            )
        ]

    def unseen_notices(self, limit: int) -> list[Item]:
        """Return what was noticed since notices were last seen, the last one first."""
        with self._database.snapshot():
            return self._notices.unseen(limit)

    def notices_seen(self) -> int:
        """Return the number of the last notice that was seen; 0 when none was."""
        return self._notices.seen()

    def see_notices(self, up_to: int | None) -> None:
        """Record that all notices up to that number were seen (None: all there are)."""
        with self._database.transaction(durable=False):
            self._notices.see(up_to)

    # What we seed

    def seed_page(self, order: SeedOrder, after: SeedRecord | None, limit: int) -> list[SeedRecord]:
        """Return a page of what we seed; `after` is the last one of the page before."""
        with self._database.snapshot():
            return self._records(self._seed_pages.page(order, after, limit))

    def outdated_seeds(self, after: SeedRecord | None, limit: int) -> list[SeedRecord]:
        """Return a page of what we seed although a newer version is known, oldest first."""
        with self._database.snapshot():
            return self._records(self._seed_pages.outdated(after, limit))

    def seed_totals(self) -> SeedTotals:
        """Return how much we seed."""
        return self._seed_pages.totals()

    def add_uploaded(self, uploaded: Mapping[bytes, int]) -> None:
        """Add to the bytes that others took, by infohash; what is not seeded does not count."""
        with self._database.transaction(durable=False):
            self._seed_pages.add_uploaded(uploaded)

    def explain_seeds(self) -> dict[str, list[str]]:
        """Return by order how SQLite finds what we seed, for tests."""
        return self._seed_pages.plans()

    def _records(self, rows: list[Row]) -> list[SeedRecord]:
        """Return what we seed from an entry's columns, since, until, uploaded."""
        return [
            SeedRecord(entry, since, until, uploaded, row[ITEM_ID])
            for entry, row in zip(self._entries.from_rows(rows), rows, strict=True)
            for since, until, uploaded in (row[ENTRY_COLUMNS:],)
        ]

    # Visits

    def record_visit(self, root: bytes, now: int, comments: int) -> None:
        """Record a look at the thread of a post, given any version of it."""
        with self._database.transaction(durable=False):
            self._visits.record(root, now, comments)

    def visits(self, roots: Sequence[bytes]) -> dict[bytes, Visit]:
        """Return the last looks at these threads, as far as there were any."""
        with self._database.snapshot():
            return self._visits.of(roots)

    def explain_pages(self) -> list[str]:
        """Return how SQLite finds all of this, for tests."""
        return [*self._authors.plans(), *self._notices.plans()]
