"""What there is to read: rankings, search, and finding an item by what a person typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from p2psocial.failures import RequestError
from p2psocial.protocol.errors import InvalidMagnet
from p2psocial.protocol.item import HASH_BYTES, Item, Kind
from p2psocial.protocol.magnet import Magnet, parse_magnet
from p2psocial.protocol.text import is_board
from p2psocial.protocol.torrent import post_body
from p2psocial.services.ports import (
    PERIOD_SECONDS,
    Clock,
    Entry,
    Found,
    Index,
    Order,
    Period,
    Ranking,
    SearchScope,
    Why,
)

MAX_PAGE = 1_000
_PREFIX = re.compile(r"[0-9a-f]{6,39}")
_WHOLE = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for, and which of the matches: None is any board or kind.

    `offset` is what the page before gave as `next_offset`.
    """

    words: str
    limit: int
    board: str | None = None
    kind: Kind | None = None
    period: Period = Period.ALL
    offset: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The best of what was found, and where the next page begins; None when there is no more."""

    found: tuple[Found, ...]
    next_offset: int | None


class Feed:
    """Reads from the index; nothing here touches the network."""

    def __init__(self, index: Index, clock: Clock, refuses: Callable[[Item], bool]) -> None:
        """Read from `index`, leaving out what `refuses` is against."""
        self._index = index
        self._clock = clock
        self.refuses = refuses

    def top(
        self,
        period: Period,
        order: Order,
        board: str | None,
        limit: int,
        after: Entry | None = None,
    ) -> list[Entry]:
        """Return one page of a ranking of posts. Raises `RequestError` for an impossible board."""
        _check_board(board)
        wanted = min(max(limit, 1), MAX_PAGE)
        now = self._clock()
        shown: list[Entry] = []
        while len(shown) < wanted:
            page = self._index.top(Ranking(period, order, now, wanted, board, after))
            shown += [entry for entry in page if not self.refuses(entry.item)]
            if len(page) < wanted:
                break
            after = page[-1]
        return shown[:wanted]

    def why(self, infohash: bytes, period: Period, order: Order, board: str | None) -> Why:
        """Explain where an item stands in a ranking. Raises `RequestError` when it is not here.

        Its rank also counts posts that the owner's block rules hide; those are not told among what
        beat it.
        """
        _check_board(board)
        ranking = Ranking(period, order, self._clock(), 1, board)
        why = self._index.why(self.entry(infohash).item.infohash, ranking)
        if why is None:
            message = f"{infohash.hex()} is not here any more"
            raise RequestError(message)
        shown = tuple(entry for entry in why.beaten_by if not self.refuses(entry.item))
        return replace(why, beaten_by=shown)

    def search(self, words: str, limit: int) -> list[Found]:
        """Return the first page of what `find` finds anywhere."""
        return list(self.find(SearchQuery(words, limit)).found)

    def find(self, query: SearchQuery) -> SearchPage:
        """Return the posts and comments that have all of the words, best match first.

        What is refused is left out. Raises `RequestError` for no words or an impossible board.
        """
        if not query.words.strip():
            message = "nothing to search for; give one word or more"
            raise RequestError(message)
        _check_board(query.board)
        limit, offset = min(max(query.limit, 1), MAX_PAGE), max(query.offset, 0)
        window = PERIOD_SECONDS.get(query.period)
        since = None if window is None else self._clock() - window
        scope = SearchScope(query.board, query.kind, since, offset)
        found = self._index.search(query.words, limit, scope)
        shown = tuple(each for each in found if not self.refuses(each.entry.item))
        return SearchPage(shown, offset + limit if len(found) == limit else None)

    def body(self, item: Item) -> str | None:
        """Return what the author wrote, without a post's heading; None when it is not here."""
        text = self._index.text(item.infohash)
        if text is None:
            return None
        return post_body(item.title, text) if item.kind is Kind.POST else text

    def entry(self, infohash: bytes) -> Entry:
        """Return an item of the index. Raises `RequestError` when it is not here."""
        entry = self._index.entry(infohash)
        if entry is None:
            message = f"{infohash.hex()} is not here; 'p2psocial import' its magnet link first"
            raise RequestError(message)
        return entry

    def resolve(self, name: str) -> Magnet:
        """Return what a person means by 40 hex digits, the first 6 or more of them, or a magnet.

        Raises `RequestError` when it is none of these, or when the digits fit none or several.
        """
        name = name.strip()
        if name[:7].lower() == "magnet:":
            try:
                return parse_magnet(name)
            except InvalidMagnet as error:
                raise RequestError(str(error)) from error
        digits = name.lower()
        if _WHOLE.fullmatch(digits):
            return Magnet(bytes.fromhex(digits))
        if not _PREFIX.fullmatch(digits):
            message = (
                f"{name[:60]!r} is not an infohash: give its {HASH_BYTES * 2} hexadecimal digits, "
                "the first 6 or more of them, or a magnet link"
            )
            raise RequestError(message)
        matching = self._index.matching(digits, 2)
        if len(matching) != 1:
            problem = "several items begin" if matching else "no item here begins"
            message = f"{problem} with {digits}; give all {HASH_BYTES * 2} digits of the infohash"
            raise RequestError(message)
        return Magnet(matching[0])


def _check_board(board: str | None) -> None:
    if board is not None and not is_board(board):
        message = "a board's name is 1 to 32 of a-z, 0-9 and '-', and does not begin with '-'"
        raise RequestError(message)
