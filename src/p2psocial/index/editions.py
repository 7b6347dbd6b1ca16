"""Chains of versions: which items are the same post or comment, edited or taken back.

Strategy: a `replaces` link counts when both ends are here and have the same author, kind, board,
parent and root. Linked items form a tree (an item replaces at most one other, and hashes rule out
circles); its root is the `original`, and all of it is one chain. Whatever arrives is first a chain
of its own, then merged with the chains that it connects, the smaller into the larger: a thousand
edits cost a thousand short steps, in whichever order they come.

A retraction takes back the chain that its target belongs to, now or later. That cannot be undone,
because the texts are deleted: when versions or retractions are removed, what is left of a
retracted chain stays retracted.

A post's chain counts the comments of its thread. `count_in_thread` adds or takes away a comment's
own chain, so whoever changes such a chain takes it away first and adds it again afterwards.
"""

from __future__ import annotations

from p2psocial.index.database import Database, Parameters
from p2psocial.index.items import Place
from p2psocial.index.ranks import tie_of
from p2psocial.index.standing import Standing
from p2psocial.index.texts import Texts
from p2psocial.protocol.item import Item, Kind

_INSERT = """
    INSERT INTO chain (kind, board, parent, root, original, newest, created, tie)
    VALUES (?, ?, ?, ?, 0, 0, ?, ?)
"""
_EARLIER = """
    SELECT chain.chain_id, chain.original
    FROM item JOIN chain ON chain.chain_id = item.chain
    WHERE infohash = :replaces AND author = :author AND item.kind = :kind
    AND item.board = :board AND item.parent IS :parent AND item.root IS :root
"""
# Where an index is named, the planner would otherwise be free to walk all items of one author.
_LATER = """
    SELECT chain FROM item INDEXED BY item_replaces
    WHERE replaces = :infohash AND author = :author AND kind = :kind
    AND board = :board AND parent IS :parent AND root IS :root
"""
_NEXT = """
    SELECT item_id FROM item INDEXED BY item_replaces
    WHERE replaces = ? AND chain = ? ORDER BY item_id
"""
_RETRACTION = """
    SELECT 1 FROM item INDEXED BY item_parent WHERE parent = ? AND kind = 'retract' AND author = ?
"""
_TARGET = "SELECT chain FROM item WHERE infohash = ? AND kind <> 'retract' AND author = ?"
_LARGER_FIRST = """
    SELECT chain_id, retracted FROM chain WHERE chain_id IN (?, ?) ORDER BY versions DESC, chain_id
"""
_MERGE = (
    "UPDATE item SET chain = :keep WHERE chain = :drop",
    "UPDATE seed SET chain = :keep WHERE chain = :drop",
    "UPDATE swarm SET chain = :keep WHERE chain = :drop",
    "UPDATE measurement SET chain = :keep WHERE chain = :drop",
    "UPDATE seed_time SET chain = :keep WHERE chain = :drop",
    """
    UPDATE chain SET
        versions = chain.versions + other.versions, comments = chain.comments + other.comments,
        due = min(chain.due, other.due)
    FROM chain AS other WHERE chain.chain_id = :keep AND other.chain_id = :drop
    """,
    "DELETE FROM chain WHERE chain_id = :drop",
)
_COUNT_IN_THREAD = """
    UPDATE chain SET comments = comments + :step WHERE chain_id = (
        SELECT post.chain
        FROM chain AS comment JOIN item AS post ON post.infohash = comment.root
        WHERE comment.chain_id = :chain AND NOT comment.retracted AND post.kind = 'post'
    )
"""
_COUNT_ANSWERS = """
    UPDATE chain SET comments = comments + :step * (
        SELECT count(*) FROM chain AS comment WHERE comment.root = :infohash AND NOT retracted
    ) WHERE chain_id = :chain AND kind = 'post'
"""
_COPY = """
    INSERT INTO chain (kind, board, parent, root, original, newest, created, tie, retracted, due)
    SELECT kind, board, parent, root, :first, :first, created, tie, retracted, due
    FROM chain WHERE chain_id = :chain
"""
_SPLIT = (
    # The version and all that descend from it.
    """
    WITH RECURSIVE branch (item_id, infohash) AS (
        SELECT item_id, infohash FROM item WHERE item_id = :first
        UNION
        SELECT item.item_id, item.infohash
        FROM branch CROSS JOIN item INDEXED BY item_replaces
            ON item.replaces = branch.infohash AND item.chain = :chain
    )
    UPDATE item SET chain = :new WHERE item_id IN (SELECT item_id FROM branch)
    """,
    """
    UPDATE seed SET chain = :new
    WHERE chain = :chain AND item_id IN (SELECT item_id FROM item WHERE chain = :new)
    """,
    """
    UPDATE swarm SET chain = :new
    WHERE chain = :chain AND item_id IN (SELECT item_id FROM item WHERE chain = :new)
    """,
    """
    UPDATE measurement SET chain = :new
    WHERE chain = :chain AND item_id IN (SELECT item_id FROM item WHERE chain = :new)
    """,
    """
    UPDATE seed_time SET chain = :new
    WHERE chain = :chain AND item_id IN (SELECT item_id FROM item WHERE chain = :new)
    """,
)
_RECOUNT = """
    UPDATE chain SET
        versions = (SELECT count(*) FROM item WHERE item.chain = chain_id),
        comments = (
            SELECT count(*)
            FROM item CROSS JOIN chain AS comment ON comment.root = item.infohash
            WHERE item.chain = :chain AND item.kind = 'post' AND NOT comment.retracted
        )
    WHERE chain_id = :chain
"""


class Editions:
    """Keeps the chain table in line with the items."""

    def __init__(self, database: Database, texts: Texts, standing: Standing) -> None:
        self._database = database
        self._texts = texts
        self._standing = standing

    def begin(self, item: Item) -> int:
        """Make a chain for an item that is about to be stored, and return its number."""
        is_comment = item.kind is Kind.COMMENT
        parent, root = (item.parent, item.root) if is_comment else (None, None)
        row = (item.kind.value, item.board, parent, root, item.created, tie_of(item.id))
        return self._database.insert(_INSERT, row)

    def connect(self, item: Item, place: Place) -> None:
        """Link an item that was just stored (chain and text too) with all that it belongs to."""
        chain, original = place.chain, place.item_id
        self._set_original(chain, original)
        self._count_answers(chain, item.infohash, 1)
        self.count_in_thread(chain, 1)
        if item.kind is Kind.RETRACT:
            self._apply(item)
        else:
            if self._database.row(_RETRACTION, (item.infohash, item.author)):
                self._take_back(chain)
            names = _names(item)
            later = [row[0] for row in self._database.rows(_LATER, names)]
            earlier = self._database.row(_EARLIER, names)
            if earlier:
                later.append(earlier[0])
                original = earlier[1]
            # Once each: only items that replace each other, which no hash allows, name one twice.
            for other in dict.fromkeys(later):
                chain = self._merge(chain, other)
            self._set_original(chain, original)
        self._standing.settle(chain)

    def disconnect(self, item: Item, place: Place) -> None:
        """Mend the chain of an item that was just deleted; what it connected falls apart."""
        chain = place.chain
        self.count_in_thread(chain, -1)
        self._count_answers(chain, item.infohash, -1)
        found = self._database.row(
            "SELECT original, versions FROM chain WHERE chain_id = ?", (chain,)
        )
        original, versions = found or (place.item_id, 1)
        if versions == 1:
            self._standing.withdraw(chain)
            self._database.change("DELETE FROM chain WHERE chain_id = ?", (chain,))
            return
        self._database.change(
            "UPDATE chain SET versions = versions - 1 WHERE chain_id = ?", (chain,)
        )
        later = self._database.rows(_NEXT, (item.infohash, chain))
        branches = [row[0] for row in later]
        if original == place.item_id:
            self._set_original(chain, branches.pop())
        for chain_of_branch in [chain, *(self._split(chain, first) for first in branches)]:
            self.count_in_thread(chain_of_branch, 1)
            self._standing.settle(chain_of_branch)

    def _set_original(self, chain: int, item_id: int) -> None:
        self._database.change("UPDATE chain SET original = ? WHERE chain_id = ?", (item_id, chain))

    def count_in_thread(self, chain: int, step: int) -> None:
        """Add a comment's chain to the count of its post's, or take it away (1 or -1)."""
        self._database.change(_COUNT_IN_THREAD, {"chain": chain, "step": step})

    def _count_answers(self, chain: int, infohash: bytes, step: int) -> None:
        self._database.change(_COUNT_ANSWERS, {"chain": chain, "infohash": infohash, "step": step})

    def _apply(self, retraction: Item) -> None:
        target = self._database.row(_TARGET, (retraction.parent, retraction.author))
        if target:
            self._take_back(target[0])
            self._standing.settle(target[0])

    def _take_back(self, chain: int) -> None:
        self.count_in_thread(chain, -1)
        self._texts.delete_chain(chain)
        self._database.change("UPDATE chain SET retracted = 1 WHERE chain_id = ?", (chain,))

    def _merge(self, one: int, other: int) -> int:
        """Join two chains and return the number of the one that is left."""
        larger, smaller = self._database.rows(_LARGER_FIRST, (one, other))
        keep, keep_retracted = int(larger[0]), larger[1]
        drop, drop_retracted = int(smaller[0]), smaller[1]
        if keep_retracted != drop_retracted:
            self._take_back(drop if keep_retracted else keep)
        self.count_in_thread(keep, -1)
        self.count_in_thread(drop, -1)
        self._texts.make_searchable(drop, None)
        self._standing.withdraw(drop)
        for statement in _MERGE:
            self._database.change(statement, {"keep": keep, "drop": drop})
        self.count_in_thread(keep, 1)
        return keep

    def _split(self, chain: int, first: int) -> int:
        """Make a chain of its own of one version and all that descend from it."""
        new = self._database.insert(_COPY, {"chain": chain, "first": first})
        for statement in _SPLIT:
            self._database.change(statement, {"chain": chain, "first": first, "new": new})
        for part in (chain, new):
            self._database.change(_RECOUNT, {"chain": part})
        return new


def _names(item: Item) -> Parameters:
    return {
        "infohash": item.infohash,
        "replaces": item.replaces,
        "author": item.author,
        "kind": item.kind.value,
        "board": item.board,
        "parent": item.parent,
        "root": item.root,
    }
