"""A post or a comment as one row of a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.protocol.identity import fingerprint
from p2psocial.protocol.item import Kind
from p2psocial.services.ports import Entry
from p2psocial.ui import safe_text
from p2psocial.ui.ports import Reads

_SNIPPET = 260

# The public keys of one's own identities.
Own = Callable[[], frozenset[bytes]]


@dataclass(frozen=True, slots=True)
class PostRow:
    """What a card shows. All texts are clean and for PlainText; `seeds_at` is -1 when never."""

    infohash: str
    original: str
    root: str
    kind: str
    title: str
    snippet: str
    board: str
    nick: str
    fingerprint: str
    author: str
    created: int
    comments: int
    seeds: int
    seeds_source: str
    seeds_at: int
    seeding: bool
    mine: bool
    edited: bool
    missing: bool
    retracted: bool


@dataclass(frozen=True, slots=True)
class HitRow(PostRow):
    """A card in a list that is no ranking; `excerpt` is the place that matched, '' for none.

    `about` is the title of the post that a comment belongs to, '' when that is not here.
    """

    excerpt: str
    about: str


def hit_row(reads: Reads, entry: Entry, own: frozenset[bytes], excerpt: str = "") -> HitRow:
    """Return the row of a post or comment that was found."""
    row = post_row(entry, reads.feed.body(entry.item), own)
    fields = {name: getattr(row, name) for name in PostRow.__slots__}
    about = _title_of_post(reads, entry.item.root) if entry.item.root else ""
    return HitRow(**fields, excerpt=safe_text.line(excerpt, _SNIPPET), about=about)


def _title_of_post(reads: Reads, root: bytes) -> str:
    post = reads.index.entry(root)
    if post is None or post.retracted or reads.moderation.refuses(post.item):
        return ""
    return safe_text.line(post.item.title)


def post_row(entry: Entry, body: str | None, own: frozenset[bytes]) -> PostRow:
    """Return the row of an item; `body` None means that its text is not here."""
    item = entry.item
    return PostRow(
        infohash=item.infohash.hex(),
        original=entry.original.hex(),
        root=(item.root or item.infohash).hex(),
        kind=item.kind.value,
        title=safe_text.line(item.title) if item.kind is Kind.POST else "",
        snippet="" if body is None else safe_text.excerpt(body, _SNIPPET),
        board=item.board,
        nick=safe_text.line(item.nick),
        fingerprint=fingerprint(item.author),
        author=item.author.hex(),
        created=item.created,
        comments=entry.comments,
        seeds=entry.seeds,
        seeds_source=entry.seeds_source.value,
        seeds_at=-1 if entry.seeds_at is None else entry.seeds_at,
        seeding=entry.seeding,
        mine=item.author in own,
        edited=entry.original != entry.newest,
        missing=body is None and not entry.retracted,
        retracted=entry.retracted,
    )
