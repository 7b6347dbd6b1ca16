"""What peers send us: headers, checked by the cheapest rule first, and stored.

What is young is pushed by anybody, and is charged for unless we asked for it. What is older comes
only when asked for. Once a stretch of time has been caught up with, what still turns up in it, of
authors whom nobody here values, counts as if it had been written now: backdating gains nothing.

Reading an info dict is most of the work that a refused one makes. So what its sender cannot be
charged for is not even read, and what many send is read once: of a flood most costs next to
nothing, however many connections it comes through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.item import Item
from p2psocial.protocol.messages import Items
from p2psocial.protocol.torrent import claimed_author, infohash_of
from p2psocial.protocol.validation import read_header
from p2psocial.services.admission import Admission
from p2psocial.services.spreading.conduct import FORGIVEN, AuthorQuota
from p2psocial.services.spreading.membership import Membership
from p2psocial.services.spreading.missing import Missing
from p2psocial.services.spreading.neighbours import Peer
from p2psocial.services.spreading.newcomers import Newcomers
from p2psocial.services.spreading.recent import Recent
from p2psocial.services.spreading.relay import is_young
from p2psocial.services.spreading.surroundings import Surroundings

_REFUSED_INFOS = 50_000
# So many that were read last need not be read again: about 1 MB.
_READ_INFOS = 512


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from what comes.

    `stored` is called with a new header, whether it is young, and the number of who sent it;
    `invalid` with who sent what no honest peer sends. `is_caught_up` tells whether what lies on a
    board at a time is here already, as far as can be known.
    """

    stored: Callable[[Item, bool, int], None]
    invalid: Callable[[Peer], None]
    is_caught_up: Callable[[str, int], bool]


class Intake:
    """Takes headers in."""

    def __init__(  # noqa: PLR0913 -- the parts of spreading that it works with
        self,
        around: Surroundings,
        admission: Admission,
        membership: Membership,
        missing: Missing,
        consequences: Consequences,
        *,
        author_quota: int,
    ) -> None:
        self._around = around
        self._admission = admission
        self._membership = membership
        self._missing = missing
        self._consequences = consequences
        self._quota = AuthorQuota(author_quota)
        self._newcomers = Newcomers(around.index.has_author, around.timers.now())
        self._refused_infos = Recent(_REFUSED_INFOS)
        self._read = lru_cache(_READ_INFOS)(read_header)

    def worth_asking(self, peer: Peer, ids: Iterable[bytes]) -> Iterator[bytes]:
        """Yield those of these ids, which a peer has, that need not wait for their turn."""
        now = self._around.timers.now()
        for identifier in ids:
            if identifier not in self._newcomers or self._newcomers.calls(peer, identifier, now):
                yield identifier

    def tick(self) -> None:
        """Ask for those whose turn has come."""
        now = self._around.timers.now()
        for peer, identifier in self._newcomers.due(self._around.neighbours, now):
            self._missing.heard_of(peer, (identifier,))

    def received(self, peer: Peer, message: Items) -> None:
        """Take what a peer has sent."""
        for info in message.infos:
            infohash = infohash_of(info)
            if self._is_settled(peer, infohash):
                continue
            asked = self._is_asked(peer)
            if not asked and not self._is_affordable(peer, claimed_author(info)):
                continue
            try:
                self._take(peer, info, asked=asked)
            except InvalidItem as error:
                self._refuse(peer, infohash, error.reason)
                if self._around.neighbours.get(peer.number) is None:
                    return

    def _is_settled(self, peer: Peer, infohash: bytes) -> bool:
        """Whether an item is here, or was refused for good."""
        if infohash in self._refused_infos:
            return True
        known = self._around.index.header(infohash)
        if known is not None:
            peer.knows.add(known.id)
            self._missing.gave(peer, known.id)
            self._missing.arrived(known.id)
        return known is not None

    def _refuse(self, peer: Peer, infohash: bytes, reason: Reason) -> None:
        if reason is not Reason.CREATED_IN_FUTURE:
            # That holds only until its time has come, or until our clock is put right.
            self._refused_infos.add(infohash)
        if reason not in FORGIVEN:
            self._consequences.invalid(peer)

    def _is_asked(self, peer: Peer) -> bool:
        """Whether a peer is to give us items, and does not use that to send others."""
        expected = self._missing.expected_of(peer.number)
        return expected > 0 and peer.strays.holds(1, self._around.timers.now())

    def _take(self, peer: Peer, info: bytes, *, asked: bool) -> None:
        item = self._read(info)
        peer.knows.add(item.id)
        self._missing.gave(peer, item.id)
        wanted = item.id in self._missing
        if asked and not wanted and not self._is_affordable(peer, item.author):
            peer.strays.take(1, self._around.timers.now())
            return
        if not wanted and not any(self.worth_asking(peer, (item.id,))):
            # It will be asked for, and checked, when its turn has come.
            return
        if item.board not in self._membership.joined or self._missing.was_refused(item.id):
            return
        young = is_young(item, self._around.clock())
        if not wanted and not young:
            return
        synced = self._missing.is_synced(item.id)
        try:
            self._admission.check(item)
        finally:
            self._missing.arrived(item.id)
        late = not young and self._consequences.is_caught_up(item.board, item.created)
        if (young or late) and not self._newcomers.admits(
            item, peer, self._around.timers.now(), synced=synced and not late
        ):
            return
        if not self._admission.is_welcome(item) or not self._is_within_quota(item, late=late):
            self._missing.refused(item.id)
            return
        if self._admission.admit_header(item):
            peer.proven = True
            self._membership.add(item)
            self._consequences.stored(item, young, peer.number)

    def _is_affordable(self, peer: Peer, author: bytes | None) -> bool:
        # Who passes a flood on must not lose what known authors write for that.
        affordable = peer.items.take(1, self._around.timers.now())
        return affordable or (author is not None and self._around.index.has_author(author))

    def _is_within_quota(self, item: Item, *, late: bool) -> bool:
        time = self._around.clock() if late else item.created
        return self._quota.take(item.author, time) or self._around.index.values(item.author)
