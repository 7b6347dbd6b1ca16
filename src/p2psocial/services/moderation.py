"""Everybody's own moderation: what an owner blocks is not shown, not stored and not passed on."""

from __future__ import annotations

from collections.abc import Sequence

from p2psocial.failures import RequestError
from p2psocial.protocol.item import Item
from p2psocial.services.authors import find_author
from p2psocial.services.block_lists import MAX_RULES, checked_rule
from p2psocial.services.ports import Block, BlockKind, Clock, Index


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
        hidden = rules[BlockKind.ITEM]
        if hidden and (item.infohash.hex() in hidden or _hex(item.replaces) in hidden):
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
        """Add a rule; False when it was there. Raises `RequestError` for a value that cannot be.

        A hidden item is hidden in all versions that are here, and in those that replace one.
        """
        return bool(self.add(self._meant(kind, value)))

    def add(self, rules: Sequence[Block]) -> int:
        """Add rules and return how many are new. Raises `RequestError` when that is too many."""
        known = set(self._index.blocks())
        new = [rule for rule in rules if rule not in known]
        if len(known) + len(new) > MAX_RULES:
            raise RequestError(
                f"there would be {len(known) + len(new):,} rules, and {MAX_RULES:,} is the limit; "
                "remove some"
            )
        now = self._clock()
        with self._index.transaction():
            for rule in new:
                self._index.add_block(rule, now)
        for rule in new:
            self._rules[rule.kind].add(rule.value)
        return len(new)

    def unblock(self, kind: BlockKind, value: str) -> bool:
        """Take a rule back; False when there was none."""
        rules = self._meant(kind, value)
        with self._index.transaction():
            removed = [self._index.remove_block(rule) for rule in rules]
        for rule in rules:
            self._rules[kind].discard(rule.value)
        return any(removed)

    def _meant(self, kind: BlockKind, value: str) -> list[Block]:
        """Return the rules that somebody means by a value as it was typed."""
        if kind is BlockKind.AUTHOR:
            value = find_author(self._index, value).hex()
        rule = checked_rule(kind, value)
        if kind is not BlockKind.ITEM:
            return [rule]
        versions = self._index.versions(bytes.fromhex(rule.value))
        return [rule] + [
            Block(kind, version.item.infohash.hex())
            for version in versions
            if version.item.infohash.hex() != rule.value
        ]


def _hex(infohash: bytes | None) -> str | None:
    return infohash.hex() if infohash else None
