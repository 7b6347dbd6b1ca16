"""What concerns us, to be read: answers and mentions, and how many of them are new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from p2psocial.protocol.item import Item
from p2psocial.services.authors import OwnKeys
from p2psocial.services.feed import MAX_PAGE
from p2psocial.services.ports import Entry, Index, NoticeKind, NoticeRecord

MOST_UNREAD = 100
_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Notice:
    """An answer to us, or a text that names us, in its newest version.

    `number` says where a list goes on and up to where notices were seen; `noticed` is when it
    arrived (Unix time). `root` is the post it belongs to (itself, for a post), `title` that of the
    post's newest version, None when the post is not here or was taken back.
    """

    number: int
    kind: NoticeKind
    noticed: int
    unread: bool
    entry: Entry
    root: bytes
    title: str | None


class Notifications:
    """Reads notices from the index; nothing here touches the network."""

    def __init__(self, index: Index, refuses: Callable[[Item], bool], own_keys: OwnKeys) -> None:
        """Read from `index`, leaving out what `refuses` is against and what we wrote ourselves."""
        self._index = index
        self._refuses = refuses
        self._own_keys = own_keys

    def page(self, before: int | None, limit: int) -> list[Notice]:
        """Return notices, the last that arrived first.

        `before` is the number of the last one of the page before. A page with less than `limit` (at
        most `feed.MAX_PAGE`) is the last.
        """
        wanted = min(max(limit, 1), MAX_PAGE)
        seen = self._index.notices_seen()
        shown: list[Notice] = []
        for record in self._records(before):
            shown.append(self._notice(record, seen))
            if len(shown) == wanted:
                break
        return shown

    def unread_count(self) -> int:
        """Return how many notices came after the last that was seen; `MOST_UNREAD` at most."""
        own = self._own_keys()
        unread = self._index.unseen_notices(2 * MOST_UNREAD)
        shown = [item for item in unread if self._is_shown(item, own)]
        return min(len(shown), MOST_UNREAD)

    def _records(self, before: int | None) -> Iterator[NoticeRecord]:
        own = self._own_keys()
        while page := self._index.notices(before, _AT_A_TIME):
            yield from (record for record in page if self._is_shown(record.entry.item, own))
            before = page[-1].number

    def _is_shown(self, item: Item, own: Collection[bytes]) -> bool:
        return item.author not in own and not self._refuses(item)

    def _notice(self, record: NoticeRecord, seen: int) -> Notice:
        item = record.entry.item
        root = item.root or item.infohash
        return Notice(
            record.number,
            record.kind,
            record.noticed,
            record.number > seen,
            record.entry,
            root,
            self._title(root),
        )

    def _title(self, root: bytes) -> str | None:
        named = self._index.entry(root)
        if named is None or named.retracted:
            return None
        newest = self._index.header(named.newest)
        return newest.title if newest else None
