"""What a post, a comment and a retraction are, as values.

An `Item` is a header that has been read from a valid info dict. A `Draft` is what an author wants
to say before it is stamped and signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PIECE_LENGTH = 16_384
MAX_INFO_BYTES = 1_024
MAX_TITLE_BYTES = 300
MAX_NICK_BYTES = 32
MAX_CREATED = 2**53 - 1
HASH_BYTES = 20
ID_BYTES = 32
MIN_STAMP_BITS = 18
MAX_FUTURE_SECONDS = 600


class Kind(StrEnum):
    """What an item is; the value is what stands in the info dict."""

    POST = "post"
    COMMENT = "comment"
    RETRACT = "retract"


MAX_TEXT_BYTES = {Kind.POST: 65_536, Kind.COMMENT: 16_384, Kind.RETRACT: 1_024}


@dataclass(frozen=True, slots=True)
class Item:
    """The header of an item: all that its info dict says, plus the names derived from it.

    `infohash` (20 bytes, SHA-1 of `info`) names the swarm; `id` (32 bytes, SHA-256 of the info
    dict without `sig`) is the item's true name. `info` is the canonical bencoding of the whole
    info dict. `created` is Unix time in seconds. `parent` is what a comment answers or what a
    retraction takes back; `root` is the post of a comment's thread; `replaces` is the version
    that this one edits.
    """

    info: bytes
    infohash: bytes
    id: bytes
    kind: Kind
    board: str
    author: bytes
    nick: str
    created: int
    name: str
    length: int
    pieces: bytes
    body_hash: bytes
    signature: bytes
    title: str = ""
    parent: bytes | None = None
    root: bytes | None = None
    replaces: bytes | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author wants to publish: an item without stamp and signature.

    `text` is the whole file, so for a post it begins with the heading (see `torrent.post_text`).
    """

    kind: Kind
    board: str
    text: str
    nick: str = ""
    title: str = ""
    parent: bytes | None = None
    root: bytes | None = None
    replaces: bytes | None = None
