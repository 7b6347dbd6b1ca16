"""Everybody's own moderation: what an owner blocks is not shown, not stored and not passed on."""

from __future__ import annotations

import re

from p2psocial.failures import RequestError
from p2psocial.protocol.item import HASH_BYTES, Item
from p2psocial.protocol.text import is_board
from p2psocial.services.authors import find_author
from p2psocial.services.ports import Block, BlockKind, Clock, Index

MAX_RULES = 10_000
_MAX_WORD = 60
_HASH = re.compile(f"[0-9a-f]{{{HASH_BYTES * 2}}}")


class Moderation:
    """The block rules of one node, kept in memory because every incoming item is held to them."""

    def __init__(self, index: Index, clock: Clock) -> None:
        self._index = index
        self._clock = clock
        self._rules: dict[BlockKind, set[str]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the rules again, after another connection may have changed them."""
        rules: dict[BlockKind, set[str]] = {kind: set() for kind in BlockKind}
        for rule in self._index.blocks():
            rules[rule.kind].add(rule.value)
        self._rules = rules

    def refuses(self, item: Item) -> bool:
        """Whether a rule is against an item, as far as its header tells."""
        rules = self._rules
        if item.author.hex() in rules[BlockKind.AUTHOR] or item.board in rules[BlockKind.BOARD]:
            return True
        if item.infohash.hex() in rules[BlockKind.ITEM]:
            return True
        return bool(rules[BlockKind.WORD]) and self.refuses_text(f"{item.title} {item.nick}")

    def refuses_text(self, text: str) -> bool:
        """Whether a text has a blocked word, in whatever case."""
        folded = text.casefold()
        return any(word in folded for word in self._rules[BlockKind.WORD])

    def rules(self) -> list[Block]:
        """Return every rule, oldest first."""
        return self._index.blocks()

    def block(self, kind: BlockKind, value: str) -> bool:
        """Add a rule; False when it was there. Raises `RequestError` for a value that cannot be."""
        rule = Block(kind, self._checked(kind, value))
        if len(self._index.blocks()) >= MAX_RULES:
            raise RequestError(f"there are {MAX_RULES} rules already; remove some")
        self._rules[kind].add(rule.value)
        return self._index.add_block(rule, self._clock())

    def unblock(self, kind: BlockKind, value: str) -> bool:
        """Take a rule back; False when there was none."""
        rule = Block(kind, self._checked(kind, value))
        self._rules[kind].discard(rule.value)
        return self._index.remove_block(rule)

    def _checked(self, kind: BlockKind, value: str) -> str:
        value = value.strip()
        match kind:
            case BlockKind.AUTHOR:
                return find_author(self._index, value).hex()
            case BlockKind.BOARD if not is_board(value):
                raise RequestError(f"{value[:40]!r} is not the name of a board")
            case BlockKind.ITEM if not _HASH.fullmatch(value.lower()):
                raise RequestError(f"{value[:60]!r} is not an infohash of 40 hexadecimal digits")
            case BlockKind.ITEM:
                return value.lower()
            case BlockKind.WORD if not 1 <= len(value) <= _MAX_WORD:
                raise RequestError(f"a blocked word has 1 to {_MAX_WORD} characters")
            case BlockKind.WORD:
                return value.casefold()
            case _:
                return value
