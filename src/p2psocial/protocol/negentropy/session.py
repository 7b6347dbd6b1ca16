"""The two ends of a reconciliation, without input or output: messages in, messages out.

    initiator = Initiator(mine.view(), 60_000)      responder = Responder(theirs.view(), 60_000)
    message = initiator.initiate()            -->   answer = responder.receive(message)
    result = initiator.receive(answer)        -->   ... until result.message is None

Only the initiator learns the difference. Both ends must be given the same time window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from p2psocial.protocol.negentropy.settled import Settled
from p2psocial.protocol.negentropy.splitting import (
    INITIATOR,
    RESPONDER,
    Splitting,
    opening_sizes,
)
from p2psocial.protocol.negentropy.view import View
from p2psocial.protocol.negentropy.wire import (
    INFINITY,
    LOWEST,
    MAX_MESSAGE_BYTES,
    VERSION,
    Frame,
    Mode,
    NegentropyError,
    Range,
    encode_varint,
    is_supported,
    read_ranges,
    split_ids,
)

MIN_FRAME_LIMIT = 4_096
DEFAULT_ROUND_LIMIT = 1_000
"""Enough to learn of a million items one side lacks, in messages of 60,000 bytes."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a message brought: ids that only this side holds, and ids that only the peer holds.

    `message` is to be sent next; None when the difference is complete.
    """

    message: bytes | None
    have: list[bytes]
    need: list[bytes]


class _Answer:
    """One message being written about a view, and what no longer fitted into it."""

    def __init__(self, view: View, frame_limit: int, splitting: Splitting) -> None:
        self._view = view
        self._splitting = splitting
        self._frame = Frame(frame_limit)
        self._unsent_from: int | None = None
        self._unsent_to = LOWEST

    @property
    def is_full(self) -> bool:
        return self._unsent_from is not None

    def skip(self, upper: bytes) -> None:
        if self._unsent_from is None:
            self._frame.skip(upper)

    def detail(self, first: int, last: int, upper: bytes) -> None:
        """Say what the view holds at places `first` to `last`, in lists or in parts."""
        if last - first <= self._splitting.listed:
            self.list_ids(first, last, upper)
        else:
            self.parts(first, self._splitting.sizes(last - first), upper)

    def parts(self, first: int, sizes: Sequence[int], upper: bytes) -> None:
        end = first + sum(sizes)
        for size in sizes:
            if self._unsent_from is not None:
                break
            last = first + size
            bound = upper if last == end else self._view.separator(last)
            fingerprint = self._view.fingerprint(first, last)
            if not self._frame.put(bound, Mode.FINGERPRINT, fingerprint):
                self._unsent_from = first
            first = last
        self._note_unsent(upper)

    def list_ids(self, first: int, last: int, upper: bytes) -> None:
        if self._unsent_from is None:
            end = min(last, first + self._frame.room_for_ids())
            if end == last:
                self._put_ids(first, last, upper)
            else:
                self._unsent_from = end
                if end > first:
                    self._put_ids(first, end, self._view.separator(end))
        self._note_unsent(upper)

    def message(self) -> bytes:
        if self._unsent_from is not None:
            first, last = self._unsent_from, self._view.place(self._unsent_to)
            fingerprint = self._view.fingerprint(first, last) if first < last else None
            self._frame.rest(self._unsent_to, fingerprint)
        return self._frame.message()

    def _put_ids(self, first: int, last: int, upper: bytes) -> None:
        ids = b"".join(self._view.ids(first, last))
        if not self._frame.put(upper, Mode.ID_LIST, encode_varint(last - first) + ids):
            self._unsent_from = first

    def _note_unsent(self, upper: bytes) -> None:
        if self._unsent_from is not None:
            self._unsent_to = upper


def _check_frame_limit(frame_limit: int) -> None:
    if not MIN_FRAME_LIMIT <= frame_limit <= MAX_MESSAGE_BYTES:
        raise ValueError(f"a frame limit is {MIN_FRAME_LIMIT} to {MAX_MESSAGE_BYTES} bytes")


class Responder:
    """The side that answers. It keeps nothing between messages but its view.

    The work for a message is bounded by its size and by `frame_limit`; how many messages to answer
    is up to the caller.
    """

    def __init__(self, view: View, frame_limit: int) -> None:
        _check_frame_limit(frame_limit)
        self._view = view
        self._frame_limit = frame_limit

    def receive(self, message: bytes) -> bytes:
        """Return the answer, at most `frame_limit` bytes; raises `NegentropyError`.

        A message of another version than 1 is answered with the byte of version 1 alone.
        """
        if not is_supported(message):
            return bytes([VERSION])
        answer = _Answer(self._view, self._frame_limit, RESPONDER)
        first = 0
        for asked in read_ranges(message):
            last = self._view.place(asked.upper)
            self._answer(answer, asked, first, last)
            first = last
        return answer.message()

    def _answer(self, answer: _Answer, asked: Range, first: int, last: int) -> None:
        if asked.mode == Mode.ID_LIST:
            answer.list_ids(first, last, asked.upper)
        elif asked.mode == Mode.SKIP or self._equal(answer, asked, first, last):
            answer.skip(asked.upper)
        else:
            answer.detail(first, last, asked.upper)

    def _equal(self, answer: _Answer, asked: Range, first: int, last: int) -> bool:
        # Summing for a message that is full would be work for nothing.
        return not answer.is_full and asked.payload == self._view.fingerprint(first, last)


class Initiator:
    """The side that begins, and learns the difference. Serves for one reconciliation.

    Each id is reported at most once, in `have` or in `need`. After `round_limit` messages from the
    peer, `receive` raises `NegentropyError`: a peer could otherwise go on for ever.
    """

    def __init__(
        self, view: View, frame_limit: int, round_limit: int = DEFAULT_ROUND_LIMIT
    ) -> None:
        _check_frame_limit(frame_limit)
        self._view = view
        self._frame_limit = frame_limit
        self._rounds_left = round_limit
        self._begun = False
        self._waiting = False
        self._settled = Settled()
        self._needed: set[bytes] = set()

    def initiate(self) -> bytes:
        """Return the first message; to be called once."""
        if self._begun:
            raise RuntimeError("the reconciliation has begun already")
        self._begun = self._waiting = True
        answer = _Answer(self._view, self._frame_limit, INITIATOR)
        count = len(self._view)
        if count <= INITIATOR.listed:
            answer.list_ids(0, count, INFINITY)
        else:
            answer.parts(0, opening_sizes(count), INFINITY)
        return answer.message()

    def receive(self, message: bytes) -> Reconciled:
        """Take the peer's answer; raises `NegentropyError`, after which the session is over."""
        if not self._waiting:
            raise RuntimeError("no answer is awaited: not begun, complete or failed")
        self._waiting = False
        if not is_supported(message):
            raise NegentropyError("the peer does not speak version 1 of the protocol")
        if not self._rounds_left:
            raise NegentropyError("the peer's answers do not come to an end")
        self._rounds_left -= 1
        return self._take(read_ranges(message))

    def _take(self, ranges: list[Range]) -> Reconciled:
        result = Reconciled(None, [], [])
        answer = _Answer(self._view, self._frame_limit, INITIATOR)
        lower = LOWEST
        for told in ranges:
            self._take_range(lower, told, answer, result)
            lower = told.upper
        # What a message does not mention is skipped.
        self._settled.add(lower, INFINITY)
        reply = answer.message()
        if len(reply) == 1:
            return result
        self._waiting = True
        return Reconciled(reply, result.have, result.need)

    def _take_range(self, lower: bytes, told: Range, answer: _Answer, result: Reconciled) -> None:
        if told.mode == Mode.FINGERPRINT and not self._equal(lower, told):
            self._ask(lower, told.upper, answer)
            return
        if told.mode == Mode.ID_LIST:
            self._compare(lower, told, result)
        self._settled.add(lower, told.upper)
        answer.skip(told.upper)

    def _equal(self, lower: bytes, told: Range) -> bool:
        first, last = self._view.place(lower), self._view.place(told.upper)
        return told.payload == self._view.fingerprint(first, last)

    def _ask(self, lower: bytes, upper: bytes, answer: _Answer) -> None:
        """Go into a range that differs, but only where it is not known why."""
        for start, end in self._settled.gaps(lower, upper):
            answer.skip(start)
            answer.detail(self._view.place(start), self._view.place(end), end)
            answer.skip(end)
        answer.skip(upper)

    def _compare(self, lower: bytes, told: Range, result: Reconciled) -> None:
        """Report the difference between the peer's list and the view, unless reported before.

        A list can extend over settled ranges, when it answers for the rest of a full message.
        """
        theirs = dict.fromkeys(split_ids(told.payload))
        gaps = list(self._settled.gaps(lower, told.upper))
        for start, end in gaps:
            ours = self._ids(start, end)
            result.have.extend(identifier for identifier in ours if identifier not in theirs)
        if theirs and gaps:
            new = theirs.keys() - self._needed
            new.difference_update(self._ids(lower, told.upper))
            self._needed |= new
            result.need.extend(identifier for identifier in theirs if identifier in new)

    def _ids(self, lower: bytes, upper: bytes) -> list[bytes]:
        return self._view.ids(self._view.place(lower), self._view.place(upper))
