"""Entries: an item together with everything that the index worked out about it.

Comments are counted in two ways. A post's count is materialised. That of a comment, which is all
that is below it, is counted when it is asked for: for one comment of a thread by walking down its
answers in SQL, for several at once by adding up the whole thread from its leaves, so that a long
thread of which much is asked costs no more than a look at each of its comments.
"""

from __future__ import annotations

from collections import Counter

from p2psocial.index.database import Database, Row
from p2psocial.index.items import item_of
from p2psocial.index.records import Entry, SeedSource
from p2psocial.protocol.item import Kind

# Where the columns of the view `entry` are; those of an Item come first.
_KIND = 3
_ROOT = 15
_ITEM_COLUMNS = 17
_COMMENTS = 23
ITEM_ID, _CHAIN, ENTRY_COLUMNS = 27, 28, 29

_ENTRY = "SELECT * FROM entry WHERE infohash = ?"
_BY_NUMBER = "SELECT * FROM entry WHERE item_id = ?"
_VERSIONS = """
    SELECT * FROM entry WHERE chain_id = (SELECT chain FROM item WHERE infohash = ?)
    ORDER BY created, id
"""
# The infohashes by which comments may call the post at the top of their thread: those of all its
# versions, or the one that is asked for when the post itself is not here.
_ANSWERS = """
    WITH RECURSIVE
    post (infohash) AS (
        SELECT :root
        UNION
        SELECT version.infohash
        FROM item AS named CROSS JOIN item AS version ON version.chain = named.chain
        WHERE named.infohash = :root AND named.kind = 'post'
    ),
    below (chain_id) AS (
        SELECT :chain
        UNION
        SELECT answer.chain_id
        FROM below
        CROSS JOIN item AS version ON version.chain = below.chain_id
        CROSS JOIN chain AS answer ON answer.parent = version.infohash
        WHERE answer.root IN (SELECT infohash FROM post)
    )
    SELECT count(*) FROM below CROSS JOIN chain ON chain.chain_id = below.chain_id
    WHERE NOT chain.retracted AND chain.chain_id <> :chain
"""
_THREAD = """
    WITH post (infohash) AS (
        SELECT :post
        UNION
        SELECT version.infohash
        FROM item AS named CROSS JOIN item AS version ON version.chain = named.chain
        WHERE named.infohash = :post AND named.kind = 'post'
    )
    SELECT entry.*
    FROM post
    CROSS JOIN chain AS comment ON comment.root = post.infohash
    CROSS JOIN entry ON entry.item_id = comment.newest
"""
# The same thread without its content: each comment, whom it answers, and whether it counts.
_SHAPE = """
    WITH post (infohash) AS (
        SELECT :post
        UNION
        SELECT version.infohash
        FROM item AS named CROSS JOIN item AS version ON version.chain = named.chain
        WHERE named.infohash = :post AND named.kind = 'post'
    )
    SELECT comment.chain_id, answered.chain, comment.retracted
    FROM post
    CROSS JOIN chain AS comment ON comment.root = post.infohash
    LEFT JOIN item AS answered ON answered.infohash = comment.parent
"""


def entry_of(row: Row, comments: int) -> Entry:
    """Return the entry whose columns `row` begins with, in the order of the view `entry`."""
    arrived, seeds, source, seen, seed_seconds, seeding, _, original, newest, retracted = row[
        _ITEM_COLUMNS:ITEM_ID
    ]
    return Entry(
        item=item_of(row),
        arrived=arrived,
        seeds=seeds,
        seeds_source=SeedSource(source),
        seeds_at=seen,
        seed_seconds=seed_seconds,
        seeding=bool(seeding),
        comments=comments,
        original=original,
        newest=newest,
        retracted=bool(retracted),
    )


def _count_below(parents: dict[int, int | None], counted: set[int]) -> dict[int, int]:
    """Count for each chain how many of `counted` are below it, from the leaves upwards."""
    waiting = Counter(parent for parent in parents.values() if parent in parents)
    ready = [chain for chain in parents if not waiting[chain]]
    below = dict.fromkeys(parents, 0)
    while ready:
        chain = ready.pop()
        parent = parents[chain]
        if parent is None or parent not in parents:
            continue
        below[parent] += below[chain] + (chain in counted)
        waiting[parent] -= 1
        if not waiting[parent]:
            ready.append(parent)
    return below


class Entries:
    """Reads entries, one or many."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def from_rows(self, rows: list[Row], below: dict[int, int] | None = None) -> list[Entry]:
        """Return the entries whose columns these rows begin with, of whatever kind.

        `below` has, by chain, such counts of answers as are known already.
        """
        counts = dict(below or {})
        chains = {row[_CHAIN]: row[_ROOT] for row in rows if row[_KIND] == Kind.COMMENT}
        asked = Counter(chains.values())
        for chain, root in chains.items():
            if chain in counts:
                continue
            if asked[root] > 1:
                counts.update(self._below_all(root))
            else:
                counts[chain] = self._below(chain, root)
        return [
            entry_of(row, counts[row[_CHAIN]] if row[_CHAIN] in chains else row[_COMMENTS])
            for row in rows
        ]

    def entry(self, infohash: bytes) -> Entry | None:
        """Return what is known of that item."""
        found = self.from_rows(self._database.rows(_ENTRY, (infohash,)))
        return found[0] if found else None

    def of_items(self, item_ids: list[int]) -> list[Entry]:
        """Return the entries of rows of the item table, which must be there, in that order."""
        rows = [row for number in item_ids for row in self._database.rows(_BY_NUMBER, (number,))]
        return self.from_rows(rows)

    def versions(self, infohash: bytes) -> list[Entry]:
        """Return all known versions of the item, oldest first."""
        return self.from_rows(self._database.rows(_VERSIONS, (infohash,)))

    def thread(self, infohash: bytes) -> list[Entry]:
        """Return the comments below a post, each in its newest version, in no order."""
        rows = self._database.rows(_THREAD, {"post": infohash})
        return self.from_rows(rows, self._below_all(infohash))

    def _below(self, chain: int, root: bytes) -> int:
        count: int = self._database.rows(_ANSWERS, {"chain": chain, "root": root})[0][0]
        return count

    def _below_all(self, root: bytes) -> dict[int, int]:
        shape = self._database.rows(_SHAPE, {"post": root})
        parents = {chain: parent for chain, parent, _ in shape}
        counted = {chain for chain, _, retracted in shape if not retracted}
        return _count_below(parents, counted)
