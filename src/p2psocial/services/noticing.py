"""Notices what concerns us as it comes in: answers to what we wrote, and texts that name us.

Whoever writes `@nick` or `#fingerprint` of one of our identities names us. Nicks are not unique:
`@anna#abcd2345` means one Anna, `@anna` all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from p2psocial.protocol.identity import fingerprint
from p2psocial.protocol.item import Item, Kind
from p2psocial.services.ports import Clock, Index, NoticeKind

_FINGERPRINT = r"#[a-z2-7]{8}(?!\w)"


@dataclass(frozen=True, slots=True)
class Self:
    """One of our identities, as others see it."""

    public: bytes
    nick: str


class Noticing:
    """Holds what comes in against who we are.

    Who we are is asked for at most once a second, because identities are files that another
    process may change at any time.
    """

    def __init__(self, index: Index, clock: Clock, selves: Callable[[], Iterable[Self]]) -> None:
        self._index = index
        self._clock = clock
        self._selves = selves
        self._asked = -1
        self._known: frozenset[Self] = frozenset()
        self._keys: frozenset[bytes] = frozenset()
        self._names: re.Pattern[str] | None = None

    def note(self, item: Item, text: str | None) -> None:
        """Notice an item that was just stored, or whose text was, if it concerns us."""
        now = self._clock()
        self._refresh(now)
        if item.author in self._keys:
            self._note_answers(item, now)
        elif item.kind is Kind.COMMENT and self._is_ours(item.parent):
            self._index.add_notice(item.infohash, NoticeKind.REPLY, now)
        elif text is not None and item.kind is not Kind.RETRACT and self._names_us(text):
            self._index.add_notice(item.infohash, NoticeKind.MENTION, now)

    def _refresh(self, now: int) -> None:
        if now == self._asked:
            return
        self._asked = now
        selves = frozenset(self._selves())
        if selves == self._known:
            return
        for public in {each.public for each in selves} - self._keys:
            self._index.adopt_author(public)
        self._known = selves
        self._keys = frozenset(each.public for each in selves)
        self._names = mention_pattern(selves)

    def _note_answers(self, item: Item, now: int) -> None:
        """Notice what answers an item of ours and came before it."""
        for other in self._index.naming(item.infohash):
            is_answer = other.kind is Kind.COMMENT and other.parent == item.infohash
            if is_answer and other.author not in self._keys:
                self._index.add_notice(other.infohash, NoticeKind.REPLY, now)

    def _is_ours(self, infohash: bytes | None) -> bool:
        if not self._keys or infohash is None:
            return False
        answered = self._index.header(infohash)
        return answered is not None and answered.author in self._keys

    def _names_us(self, text: str) -> bool:
        return self._names is not None and self._names.search(text) is not None


def mention_pattern(selves: Iterable[Self]) -> re.Pattern[str] | None:
    """Return what a text that names one of us contains; None when we are nobody."""
    named = sorted(selves, key=lambda each: each.public)
    nicks = dict.fromkeys(re.escape(each.nick) for each in named if each.nick)
    found = [rf"#{fingerprint(each.public)}(?!\w)" for each in named]
    # A nick with a fingerprint is meant for that one alone, which the first kind finds.
    found += [rf"(?<!\w)@{nick}(?!\w)(?!{_FINGERPRINT})" for nick in nicks]
    return re.compile("|".join(found), re.IGNORECASE) if found else None
