"""The set of (created, id) that a node reconciles: ordered, incremental, and cheap to hold.

Strategy: the keys lie in chunks of at most 256, each one immutable `bytes` object, so an item costs
little more than its 40 bytes. Adding or removing one replaces its chunk. Counts and sums of the
chunks before are brought up to date when a view is asked for, from the first changed chunk on:
what is new lies near the end, so that is short, and it is never more than one pass over the
chunks. As chunks never change, a view shares them with the set and keeps only the lists.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from p2psocial.protocol.negentropy.view import Snapshot, View, id_sum, place_in
from p2psocial.protocol.negentropy.wire import (
    ID_BYTES,
    INFINITY,
    KEY_BYTES,
    RESERVED_TIME,
    TIME_BYTES,
    time_of,
)

_MAX_ITEMS = 256
# After loading there is some room in each chunk, so that the next additions do not split them all.
_LOADED_ITEMS = 192
_FEWEST_ITEMS = 64


def _key(created: int, identifier: bytes) -> bytes:
    if not 0 <= created < RESERVED_TIME or len(identifier) != ID_BYTES:
        raise ValueError("an item is a time of 0 to 2^64 - 2 and an id of 32 bytes")
    return created.to_bytes(TIME_BYTES, "big") + identifier


def _window_edge(time: int) -> bytes:
    if time < 0:
        raise ValueError("a window begins at time 0 at the earliest")
    return min(time, RESERVED_TIME).to_bytes(TIME_BYTES, "big") + bytes(ID_BYTES)


class OrderedSet:
    """Items (created in seconds, id of 32 bytes) in ascending order, each once.

    Two items may share a time. The same id with two times would be two items. Not for use from
    several threads at once; a `View` is.
    """

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._firsts: list[bytes] = []
        self._sums: list[int] = []
        self._length = 0
        # What lies before each chunk; right up to and including the entry at _changed.
        self._counts_before: list[int] = [0]
        self._sums_before: list[int] = [0]
        self._changed = 0
        self._snapshot: Snapshot | None = None

    @classmethod
    def from_sorted(cls, items: Iterable[tuple[int, bytes]]) -> OrderedSet:
        """Build a set from items in strictly ascending order; raises `ValueError` otherwise."""
        if isinstance(items, OrderedSet):
            return items.copy()
        made = cls()
        keys = (_key(created, identifier) for created, identifier in items)
        last = b""
        while batch := list(islice(keys, _LOADED_ITEMS)):
            if last >= batch[0] or any(map(bytes.__ge__, batch, batch[1:])):
                raise ValueError("the items are not in strictly ascending order")
            last = batch[-1]
            made._insert_chunk(len(made._chunks), b"".join(batch))
            made._length += len(batch)
        return made

    def copy(self) -> OrderedSet:
        """Return a set of the same items that shares what both have in common."""
        made = OrderedSet()
        made._chunks = self._chunks.copy()
        made._firsts = self._firsts.copy()
        made._sums = self._sums.copy()
        made._length = self._length
        made._counts_before = self._counts_before.copy()
        made._sums_before = self._sums_before.copy()
        made._changed = self._changed
        made._snapshot = self._snapshot
        return made

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Go through the items as they are at the first step, whatever happens during it."""
        view = self.view()
        for key in view.keys(0, len(view)):
            yield time_of(key), key[TIME_BYTES:]

    def __contains__(self, item: tuple[int, bytes]) -> bool:
        key = _key(*item)
        return self._found(self._chunk_for(key), key)[1]

    def add(self, created: int, identifier: bytes) -> bool:
        """Put an item in; false when it is there already."""
        key = _key(created, identifier)
        number = self._chunk_for(key)
        at, present = self._found(number, key)
        if present:
            return False
        self._length += 1
        if not self._chunks:
            self._insert_chunk(0, key)
            return True
        chunk = self._chunks[number]
        self._change(number, chunk[:at] + key + chunk[at:], id_sum(key))
        if len(chunk) >= _MAX_ITEMS * KEY_BYTES:
            self._divide(number)
        return True

    def remove(self, created: int, identifier: bytes) -> bool:
        """Take an item out; false when it is not there."""
        key = _key(created, identifier)
        number = self._chunk_for(key)
        at, present = self._found(number, key)
        if not present:
            return False
        self._length -= 1
        chunk = self._chunks[number]
        self._change(number, chunk[:at] + chunk[at + KEY_BYTES :], -id_sum(key))
        if len(chunk) <= _FEWEST_ITEMS * KEY_BYTES:
            self._unite(number)
        return True

    def view(self, start: int = 0, end: int | None = None) -> View:
        """The items created in [start, end) as they are now; without `end` all from `start` on."""
        if self._snapshot is None:
            self._snapshot = self._frozen()
        upper = INFINITY if end is None else _window_edge(end)
        return View(self._snapshot, _window_edge(start), upper)

    def _chunk_for(self, key: bytes) -> int:
        return max(0, bisect_right(self._firsts, key) - 1)

    def _found(self, number: int, key: bytes) -> tuple[int, bool]:
        """Where in a chunk the key lies or would lie, in bytes, and whether it is there."""
        if not self._chunks:
            return 0, False
        chunk = self._chunks[number]
        at = place_in(chunk, key) * KEY_BYTES
        return at, chunk[at : at + KEY_BYTES] == key

    def _change(self, number: int, chunk: bytes, more: int) -> None:
        self._chunks[number] = chunk
        self._firsts[number] = chunk[:KEY_BYTES]
        self._sums[number] += more
        self._touch(number)

    def _divide(self, number: int) -> None:
        """Make two chunks of one that has become too long."""
        newest = number == len(self._chunks) - 1
        chunk = self._drop_chunk(number)
        # What is new comes last, so the chunk before it is left nearly full.
        cut = (_LOADED_ITEMS if newest else _MAX_ITEMS // 2) * KEY_BYTES
        self._insert_chunk(number, chunk[cut:])
        self._insert_chunk(number, chunk[:cut])

    def _unite(self, number: int) -> None:
        """Make a chunk that has become short a part of the one before it, if that has room."""
        if not self._chunks[number]:
            self._drop_chunk(number)
        elif number > 0:
            before = self._chunks[number - 1]
            if len(before) + len(self._chunks[number]) <= _LOADED_ITEMS * KEY_BYTES:
                after = self._drop_chunk(number)
                self._drop_chunk(number - 1)
                self._insert_chunk(number - 1, before + after)

    def _insert_chunk(self, number: int, chunk: bytes) -> None:
        self._chunks.insert(number, chunk)
        self._firsts.insert(number, chunk[:KEY_BYTES])
        self._sums.insert(number, id_sum(chunk))
        self._touch(number)

    def _drop_chunk(self, number: int) -> bytes:
        del self._firsts[number], self._sums[number]
        self._touch(number)
        return self._chunks.pop(number)

    def _touch(self, number: int) -> None:
        self._changed = min(self._changed, number)
        self._snapshot = None

    def _frozen(self) -> Snapshot:
        first = self._changed
        lengths = (len(chunk) // KEY_BYTES for chunk in self._chunks[first:])
        self._counts_before[first:] = accumulate(lengths, initial=self._counts_before[first])
        sums = self._sums[first:]
        self._sums_before[first:] = accumulate(sums, initial=self._sums_before[first])
        self._changed = len(self._chunks)
        return Snapshot(
            tuple(self._chunks),
            tuple(self._firsts),
            tuple(self._counts_before),
            tuple(self._sums_before),
        )
