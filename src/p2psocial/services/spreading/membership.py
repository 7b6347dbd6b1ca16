"""Boards: which we joined, what is on them, who else is there, and which others exist."""

from __future__ import annotations

from collections import OrderedDict
from statistics import median_low

from p2psocial.failures import RequestError
from p2psocial.protocol.item import Item
from p2psocial.protocol.messages import MAX_BOARDS, Boards
from p2psocial.protocol.negentropy import OrderedSet
from p2psocial.protocol.text import is_board
from p2psocial.services.ports import BoardActivity, Clock, Index

_WEEK = 7 * 86_400
_KNOWN_BOARDS = 2_000
_CLAIMS_PER_BOARD = 16
_SHARED_IN_DIRECTORY = 50
# What we say of boards is at most so old.
_TOLD_SECONDS = 60


class Membership:
    """The joined boards with the set of their items, and the directory of boards."""

    def __init__(self, index: Index, clock: Clock) -> None:
        self._index = index
        self._clock = clock
        # The sets are made when they are first needed: a command that runs for a moment is quicker.
        self._sets: dict[str, OrderedSet | None] = dict.fromkeys(index.joined_boards())
        # What peers say of boards that we did not join: by board, activity by peer.
        self._claims: OrderedDict[str, OrderedDict[int, int]] = OrderedDict()
        self._told, self._told_at = Boards((), ()), 0

    @property
    def joined(self) -> frozenset[str]:
        """The names of the boards that we joined."""
        return frozenset(self._sets)

    def join(self, board: str) -> bool:
        """Join a board; False when we had already. Raises `RequestError` for an impossible name."""
        if not is_board(board):
            raise RequestError(
                "a board's name is 1 to 32 of a-z, 0-9 and '-', and does not begin with '-'"
            )
        if board in self._sets:
            return False
        if len(self._sets) >= MAX_BOARDS:
            raise RequestError(f"{MAX_BOARDS} boards are joined, which is the limit; leave one")
        self._index.join_board(board, self._clock())
        self._sets[board] = None
        return True

    def leave(self, board: str) -> bool:
        """Leave a board; what came from it stays here. False when it was not joined."""
        if board not in self._sets:
            return False
        del self._sets[board]
        self._index.leave_board(board)
        return True

    def items_of(self, board: str) -> OrderedSet | None:
        """Return the keys of a joined board's items, as reconciliation needs them."""
        if board not in self._sets:
            return None
        items = self._sets[board]
        if items is None:
            items = OrderedSet.from_sorted(self._index.keys_of_board(board))
            self._sets[board] = items
        return items

    def add(self, item: Item) -> None:
        """Note an item that has come into the index."""
        items = self._sets.get(item.board)
        if items is not None:
            items.add(item.created, item.id)

    def remove(self, item: Item) -> None:
        """Note an item that has gone from the index."""
        items = self._sets.get(item.board)
        if items is not None:
            items.remove(item.created, item.id)

    # -- the directory -----------------------------------------------------------------------

    def introduction(self) -> Boards:
        """Return what we tell a peer: what we joined, and how busy the boards that we know are."""
        joined = tuple(sorted(self._sets))
        if self._clock() - self._told_at > _TOLD_SECONDS or joined != self._told.joined:
            # Counting takes a while on busy boards, and peers may come and go all the time.
            busiest = sorted(self.directory(), key=lambda board: (-board.activity, board.name))
            known = tuple((board.name, board.activity) for board in busiest[:_SHARED_IN_DIRECTORY])
            self._told, self._told_at = Boards(joined, known), self._clock()
        return self._told

    def heard(self, number: int, message: Boards) -> None:
        """Note what a peer says of boards."""
        for board, activity in (*message.known, *((name, 0) for name in message.joined)):
            if board in self._sets:
                continue
            claims = self._claims.setdefault(board, OrderedDict())
            claims[number] = max(activity, claims.get(number, 0))
            claims.move_to_end(number)
            if len(claims) > _CLAIMS_PER_BOARD:
                claims.popitem(last=False)
            self._claims.move_to_end(board)
        while len(self._claims) > _KNOWN_BOARDS:
            self._claims.popitem(last=False)

    def directory(self) -> list[BoardActivity]:
        """Return every board that we know of.

        Activity is the items of the last week: counted here where we joined, else the median of
        what peers say, so that one liar moves it little.
        """
        since = self._clock() - _WEEK
        ours = [
            BoardActivity(name, self._index.count_on_board(name, since), joined=True)
            for name in sorted(self._sets)
        ]
        others = [
            BoardActivity(name, median_low(claims.values()), joined=False)
            for name, claims in self._claims.items()
            if name not in self._sets and claims
        ]
        return [*ours, *others]
