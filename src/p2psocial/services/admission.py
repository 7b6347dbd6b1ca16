"""What may come into the index: every rule of the protocol, also those between two items.

Items arrive in any order. What can be judged is judged at once; an item that turns out to
contradict one that arrives later (an edit of a stranger's post, say) is put out again then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from p2psocial.protocol import validation
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.item import MIN_STAMP_BITS, Item, Kind
from p2psocial.services.ports import Clock, Index, Network

# The file has the length and the piece hashes that the info dict names, and breaks a rule all the
# same: that is the item's fault, not that of who sent it.
_FILE_AT_FAULT = frozenset(
    {
        Reason.WRONG_BODY_HASH,
        Reason.TEXT_NOT_UTF8,
        Reason.TEXT_CONTROL,
        Reason.TEXT_HEADING,
    }
)


def _nothing_more(_: Item) -> None:
    pass


def _note_nothing(_: Item, __: str | None) -> None:
    pass


def _refuse_none(_: Item) -> bool:
    return False


def _check_pair(item: Item, named: Item) -> None:
    """Check `item` against `named`, one of the items that it names."""
    if item.replaces == named.infohash:
        validation.check_replaces(item, named)
    if item.parent == named.infohash:
        validation.check_parent(item, named)
    if item.root == named.infohash:
        validation.check_root(item, named)


def _contradicting(naming: Iterable[Item], item: Item) -> list[Item]:
    """Return those that name an item and, now that it is known, break a rule."""
    wrong = []
    for other in naming:
        try:
            _check_pair(other, item)
        except InvalidItem:
            wrong.append(other)
    return wrong


@dataclass(frozen=True, slots=True)
class Admitted:
    """An item that is now in the index, and whether it came in just now."""

    item: Item
    new: bool


class Admission:
    """The gate to the index."""

    def __init__(
        self,
        index: Index,
        network: Network,
        clock: Clock,
        stamp_bits: int = MIN_STAMP_BITS,
        refuses: Callable[[Item], bool] = _refuse_none,
    ) -> None:
        """Prepare; `refuses` tells what its owner does not want, valid or not."""
        self._index = index
        self._network = network
        self._clock = clock
        self._stamp_bits = stamp_bits
        self._refuses = refuses
        self._on_admitted: Callable[[Item], None] = _nothing_more
        self._on_removed: Callable[[Item], None] = _nothing_more
        self._note: Callable[[Item, str | None], None] = _note_nothing

    def watch(self, admitted: Callable[[Item], None], removed: Callable[[Item], None]) -> None:
        """Have these called from now on: for what came in with its text, for what was put out."""
        self._on_admitted = admitted
        self._on_removed = removed

    def note_with(self, note: Callable[[Item, str | None], None]) -> None:
        """Have this called from now on, in the transaction that stores an item or its text.

        The text is None while only the header is here.
        """
        self._note = note

    def is_welcome(self, item: Item) -> bool:
        """Whether no rule of the owner's is against an item."""
        return not self._refuses(item)

    def check_info(self, info: bytes) -> Item:
        """Check all that can be checked without the text. Raises `InvalidItem`."""
        item = validation.read_header(info)
        self.check(item)
        return item

    def check(self, item: Item) -> None:
        """Check a header that was read already: stamp, time, signature, the items that it names."""
        validation.check_stamp(item, self._stamp_bits)
        validation.check_time(item, self._clock())
        validation.check_signature(item)
        for infohash in dict.fromkeys((item.replaces, item.parent, item.root)):
            named = self._index.header(infohash) if infohash else None
            if named:
                _check_pair(item, named)

    def admit(self, info: bytes, data: bytes, *, seeded: bool = False) -> Admitted:
        """Check an item and its text and store them. Raises `InvalidItem`; then nothing is kept.

        With `seeded` it becomes durable together with the item that we seed it, for ever.
        """
        item = self.check_info(info)
        try:
            text = validation.check_text(item, data)
        except InvalidItem as error:
            self.expel_if_at_fault(item, error)
            raise
        new = self._store(item, text, seeded=seeded)
        if new:
            self._on_admitted(item)
        return Admitted(item, new)

    def expel_if_at_fault(self, item: Item, error: InvalidItem) -> bool:
        """Put out a header whose own file breaks the rules; False when who sent it is at fault."""
        if error.reason not in _FILE_AT_FAULT:
            return False
        if self._index.header(item.infohash) is not None:
            self._index.remove(item.infohash)
            self._network.withdraw(item.infohash)
        self._on_removed(item)
        return True

    def admit_header(self, item: Item) -> bool:
        """Store a checked header whose text is still to come; False when it was here already."""
        return self._store(item, None, seeded=False)

    def _store(self, item: Item, text: str | None, *, seeded: bool) -> bool:
        # Headers come from peers, many at a time, and would come again.
        with self._index.transaction(durable=text is not None):
            new = self._put(item, text, seeded=seeded)
            naming = self._index.naming(item.infohash) if new else []
            contradicting = _contradicting(naming, item)
            for wrong in contradicting:
                self._index.remove(wrong.infohash)
            if new:
                self._note(item, text)
            # An item with which nothing is connected is in nobody's way, and cannot be taken back.
            is_connected = naming or item.replaces or item.kind is Kind.RETRACT
            withdrawn = self._taken_back(item) if is_connected or not new else []
            for infohash in withdrawn:
                self._index.stop_seed(infohash, self._clock())
        for infohash in (*(wrong.infohash for wrong in contradicting), *withdrawn):
            self._network.withdraw(infohash)
        for wrong in contradicting:
            self._on_removed(wrong)
        return new

    def _put(self, item: Item, text: str | None, *, seeded: bool) -> bool:
        now = self._clock()
        if self._index.add(item, text, now, seeded=seeded):
            return True
        new = text is not None and self._index.add_text(item.infohash, text)
        if seeded:
            self._index.start_seed(item.infohash, now, None)
        return new

    def _taken_back(self, item: Item) -> list[bytes]:
        """Return what we seed although its author took it back, as is now known."""
        subject = item.parent if item.kind is Kind.RETRACT else item.infohash
        versions = self._index.versions(subject) if subject else []
        return [
            version.item.infohash for version in versions if version.retracted and version.seeding
        ]
