"""Items as they come in.

Most of them are connected with nothing that is here: they edit nothing, take nothing back, and
nothing names them yet. Such an item is stored in the state that `editions` and `standing` would
bring it to step by step, but at once: it is written on a third of the pages, which is what making
it durable costs.
"""

from __future__ import annotations

from p2psocial.index.database import Database, Value
from p2psocial.index.editions import Editions
from p2psocial.index.history import History
from p2psocial.index.items import Items, Place
from p2psocial.index.ladders import Ladders, Placed
from p2psocial.index.ranks import tie_of
from p2psocial.index.seeds import Seeds
from p2psocial.index.standing import defended, ranks_of
from p2psocial.index.texts import Texts
from p2psocial.protocol.item import Item, Kind

_IS_NAMED = """
    SELECT 1 FROM item WHERE replaces = :infohash
    UNION ALL SELECT 1 FROM item WHERE parent = :infohash
    UNION ALL SELECT 1 FROM item WHERE root = :infohash
    LIMIT 1
"""
_CHAIN = """
    INSERT INTO chain (
        kind, board, parent, root, original, newest, created, tie,
        seeds, source, seen, top_rank, hours_rank, hot, ranked
    ) VALUES (
        :kind, :board, :parent, :root, 0, 0, :created, :tie,
        :seeds, :source, :seen, :top_rank, :hours_rank, :hot, :ranked
    )
"""
_ITS_ITEM = """
    UPDATE chain SET original = :item_id, newest = :item_id, searchable = :item_id
    WHERE chain_id = :chain
"""


class Arrivals:
    """Stores items that were not here."""

    def __init__(  # noqa: PLR0913 -- the tables that an item stands in
        self,
        database: Database,
        *,
        items: Items,
        texts: Texts,
        editions: Editions,
        ladders: Ladders,
        seeds: Seeds,
        history: History,
    ) -> None:
        self._database = database
        self._items = items
        self._texts = texts
        self._editions = editions
        self._ladders = ladders
        self._seeds = seeds
        self._history = history

    def is_connected(self, item: Item) -> bool:
        """Whether something that is here changes by this item, or this item by what is here."""
        if item.kind is Kind.RETRACT or item.replaces is not None:
            return True
        return self._database.row(_IS_NAMED, {"infohash": item.infohash}) is not None

    def add_connected(self, item: Item, text: str | None, arrived: int) -> None:
        """Store an item that is connected with others."""
        chain = self._editions.begin(item)
        item_id = self._items.insert(item, arrived, chain)
        if text is not None:
            self._texts.insert(item_id, item, text)
        self._editions.connect(item, Place(item_id, chain))

    def add_single(self, item: Item, text: str | None, arrived: int, *, seeded: bool) -> None:
        """Store an item that is not; `seeded` means that we seed it from now on, for ever."""
        count = defended((0, None, arrived if seeded else None), None)
        ranks = ranks_of(item.created, count.seeds, seed_seconds=0, ranked=item.kind is Kind.POST)
        columns: dict[str, Value] = {
            "kind": item.kind.value,
            "board": item.board,
            "parent": item.parent,
            "root": item.root,
            "tie": tie_of(item.id),
            "source": count.source.value,
            "seen": count.seen,
        }
        chain = self._database.insert(_CHAIN, columns | ranks)
        place = Place(self._items.insert(item, arrived, chain), chain)
        self._database.change(_ITS_ITEM, {"item_id": place.item_id, "chain": chain})
        if text is not None:
            self._texts.insert(place.item_id, item, text)
        self._texts.show(place.item_id)
        if item.kind is Kind.POST:
            self._ladders.move(
                None, Placed(item.board, item.created, ranks["top_rank"], ranks["hours_rank"])
            )
        else:
            self._editions.count_in_thread(chain, 1)
        if seeded:
            self._seeds.begin(place, arrived, item.length, count.seeds)
            self._history.begin(place, count.seeds, arrived)
