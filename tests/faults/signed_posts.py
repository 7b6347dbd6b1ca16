"""Posts that prove themselves, as what is found in a damaged file must."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header

NOW = 1_700_000_000


@dataclass(frozen=True)
class Made:
    """An item and its whole text."""

    item: Item
    text: str


@functools.cache
def written(number: int) -> Made:
    """Return a signed post, every fifth of them one whose text fills several pages."""
    key = SigningKey(bytes(31) + bytes([number % 7]))
    text = post_text(f"Title {number}", "A sentence of some length. " * (1 + number % 5 * 80))
    draft = Draft(Kind.POST, "test", text, title=f"Title {number}")
    info = assemble(draft, key.public, NOW + number).sign(bytes(8), key)
    return Made(read_header(info), text)
