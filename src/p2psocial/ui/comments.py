"""A comment as one row of a thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from p2psocial.protocol.identity import fingerprint
from p2psocial.services.flat_thread import Row
from p2psocial.ui import bodies, safe_text

# Few people write many comments.
_nick = lru_cache(maxsize=1_000)(safe_text.line)
_fingerprint = lru_cache(maxsize=1_000)(fingerprint)


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What a comment shows. `html` is rich text from `safe_text`, in pieces; `cut`: there is more.

    `below` counts what answers it, directly or not. `blocked`: a rule of the owner's is against it.
    """

    infohash: str
    original: str
    depth: int
    nick: str
    fingerprint: str
    author: str
    created: int
    seeds: int
    seeds_source: str
    seeds_at: int
    seeding: bool
    mine: bool
    edited: bool
    retracted: bool
    missing: bool
    parent_missing: bool
    fresh: bool
    collapsed: bool
    below: int
    blocked: bool
    html: tuple[str, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How bodies are to be shown: in which colours, and which of them whole."""

    dark: bool
    whole: frozenset[bytes]
    own: frozenset[bytes]


def html_of(body: str | None, original: bytes, look: Look) -> tuple[tuple[str, ...], bool]:
    """Return a body's HTML in pieces, and whether it was cut."""
    if body is None:
        return (), False
    if original in look.whole:
        return bodies.whole(body, dark=look.dark), False
    html, cut = bodies.beginning(body, dark=look.dark)
    return (html,), cut


_Html = tuple[tuple[str, ...], bool]


class Bodies:
    """The rendered texts of one thread, for as long as it is open.

    All of it belongs to the reader's thread. A text is rendered once for each look that it has.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bool, bool], _Html] = {}

    def find(self, row: Row, look: Look) -> _Html | None:
        """Return what was rendered of a comment, None for one that was not."""
        return ((), False) if row.body is None else self._known.get(_name(row, look))

    def render(self, row: Row, look: Look) -> _Html:
        """Return a comment's text as it is shown."""
        found = self.find(row, look)
        if found is None:
            found = html_of(row.body, row.entry.original, look)
            self._known[_name(row, look)] = found
        return found


def _name(row: Row, look: Look) -> tuple[bytes, bool, bool]:
    return row.entry.newest, look.dark, row.entry.original in look.whole


def comment_row(row: Row, look: Look, shown: _Html) -> CommentRow:
    """Return the row of a comment with its text as it was rendered."""
    entry, item = row.entry, row.entry.item
    html, cut = shown
    return CommentRow(
        infohash=item.infohash.hex(),
        original=entry.original.hex(),
        depth=row.depth,
        nick=_nick(item.nick),
        fingerprint=_fingerprint(item.author),
        author=item.author.hex(),
        created=item.created,
        seeds=entry.seeds,
        seeds_source=entry.seeds_source.value,
        seeds_at=-1 if entry.seeds_at is None else entry.seeds_at,
        seeding=entry.seeding,
        mine=item.author in look.own,
        edited=entry.original != entry.newest,
        retracted=entry.retracted,
        missing=row.text_missing,
        parent_missing=row.parent_missing,
        fresh=row.is_new,
        collapsed=row.is_collapsed,
        below=row.below,
        blocked=row.is_hidden,
        html=html,
        cut=cut,
    )
