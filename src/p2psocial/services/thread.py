"""A post and its comments as a tree, made from the flat list that the index keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from p2psocial.protocol.item import Item, Kind
from p2psocial.services.feed import Feed
from p2psocial.services.ports import Entry, Index

# Deeper answers are shown beside the one at this depth. A stranger can nest without end; a
# screen, and a program that reads our JSON, cannot.
MAX_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """A comment with the answers to it; `parent_missing` when what it answers is not here.

    `hidden` tells that a rule of the owner's is against it; its body is None then.
    """

    entry: Entry
    body: str | None
    replies: tuple[Reply, ...]
    parent_missing: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """An item in its newest version, its earlier versions, oldest first, and what answers it."""

    entry: Entry
    body: str | None
    replies: tuple[Reply, ...]
    history: tuple[Item, ...]


class Threads:
    """Builds threads from the index."""

    def __init__(self, index: Index, feed: Feed) -> None:
        self._index = index
        self._feed = feed

    def show(self, infohash: bytes) -> Thread:
        """Return the thread below a post, or the part of it below a comment.

        Best seeded answers first, and oldest first among equals. Raises `RequestError` when the
        item is not here.
        """
        asked = self._feed.entry(infohash)
        entry = self._feed.entry(asked.newest)
        root = entry.item.root if entry.item.kind is Kind.COMMENT else entry.item.infohash
        comments = self._index.thread(root) if root else []
        answers = self._by_answered(comments, None if entry.item.kind is Kind.COMMENT else entry)
        versions = self._index.versions(entry.item.infohash)
        return Thread(
            entry,
            self._feed.body(entry.item),
            self._replies(answers, entry.original),
            tuple(version.item for version in versions),
        )

    def _by_answered(
        self, comments: Iterable[Entry], post: Entry | None
    ) -> dict[bytes, list[tuple[Entry, bool]]]:
        """Return what answers each item, by the first version of the one that is answered."""
        known = {comment.original: comment for comment in comments}
        answers: dict[bytes, list[tuple[Entry, bool]]] = defaultdict(list)
        for comment in known.values():
            answered = self._original_of(comment.item.parent, known)
            missing = answered is None or (post is not None and answered not in known)
            if missing and post is not None:
                is_the_post = answered == post.original
                answers[post.original].append((comment, not is_the_post))
            elif answered is not None:
                answers[answered].append((comment, False))
        return answers

    def _original_of(self, infohash: bytes | None, known: dict[bytes, Entry]) -> bytes | None:
        if infohash is None or infohash in known:
            return infohash
        entry = self._index.entry(infohash)
        return entry.original if entry else None

    def _replies(
        self, answers: dict[bytes, list[tuple[Entry, bool]]], top: bytes
    ) -> tuple[Reply, ...]:
        """Build the tree from its leaves up, without recursion however deep it is nested."""
        levels: list[list[tuple[bytes, Entry, bool]]] = []
        seen = {top}
        below = [(top, *answer) for answer in answers.get(top, ())]
        while below:
            levels.append(below)
            seen.update(entry.original for _, entry, _ in below)
            holders = [
                (entry.original if len(levels) < MAX_DEPTH else above, entry.original)
                for above, entry, _ in below
            ]
            below = [
                (holder, *answer)
                for holder, original in holders
                for answer in answers.get(original, ())
                if answer[0].original not in seen
            ]
        built: dict[bytes, list[Reply]] = defaultdict(list)
        for level in reversed(levels):
            for above, entry, missing in level:
                inner = _sorted(built.pop(entry.original, []))
                hidden = self._feed.refuses(entry.item)
                body = None if hidden else self._feed.body(entry.item)
                built[above].append(Reply(entry, body, inner, missing, hidden))
        return _sorted(built.pop(top, []))


def _sorted(replies: list[Reply]) -> tuple[Reply, ...]:
    def place(reply: Reply) -> tuple[int, int, bytes]:
        return -reply.entry.seeds, reply.entry.item.created, reply.entry.item.id

    return tuple(sorted(replies, key=place))
