"""A post and its thread as an indented tree with rails.

Strangers decide how deep a thread is, so it is walked with a stack of our own, and what lies
deeper than `_MAX_DEPTH` is not indented any further.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from p2psocial.cli.output import Symbols
from p2psocial.cli.rendering import (
    Document,
    ago,
    author,
    body,
    documents,
    headline,
    number,
    quantity,
    seeds,
    short_hash,
    words,
)

_MAX_DEPTH = 8
_MIN_TEXT_WIDTH = 30
# Nothing that a post says can look like the thread below it, which begins at the margin.
_INDENT = "  "


def thread(item: Document, now: int, symbols: Symbols, width: int | None) -> Iterator[str]:
    """Yield the lines of what `show` prints; comments are wrapped to `width` if there is one."""
    yield from _post(item, now, symbols)
    yield ""
    for line in _wrapped(body(item), width, len(_INDENT)):
        yield _INDENT + line
    replies = documents(item.get("replies", []))
    yield ""
    yield quantity(number(item, "comments"), "comment")
    yield from _tree(replies, now, symbols, width)


def _post(item: Document, now: int, symbols: Symbols) -> Iterator[str]:
    if item.get("kind") == "post":
        yield headline(item)
    parts = [
        words(item, "board"),
        author(item),
        _age(item, now),
        seeds(item),
        short_hash(item),
    ]
    yield symbols.dot.join(parts)
    earlier = [old for old in documents(item.get("history", [])) if not _is_same(old, item)]
    if earlier:
        listed = ", ".join(
            f"{short_hash(old)} ({ago(number(old, 'created'), now)})" for old in earlier
        )
        yield f"Other versions: {listed}"


def _is_same(version: Document, item: Document) -> bool:
    return version.get("infohash") == item.get("infohash")


def _age(item: Document, now: int) -> str:
    age = ago(number(item, "created"), now)
    return f"{age} (edited)" if item.get("edited") and item.get("kind") != "post" else age


def _tree(replies: list[Document], now: int, symbols: Symbols, width: int | None) -> Iterator[str]:
    # Each entry: the comment, what stands before its branch, how deep it is, is it the last one.
    waiting = _children(replies, "", 1)
    while waiting:
        comment, before, depth, is_last = waiting.pop()
        yield before + symbols.rail.rstrip()
        yield before + (symbols.last if is_last else symbols.branch) + _head(comment, now, symbols)
        inside = before + (" " * len(symbols.rail) if is_last else symbols.rail)
        answers = documents(comment.get("replies", []))
        rail = inside + (symbols.rail if answers and depth < _MAX_DEPTH else "")
        for line in _wrapped(body(comment), width, len(rail)):
            yield rail + line
        deeper = inside if depth < _MAX_DEPTH else before
        waiting += _children(answers, deeper, min(depth + 1, _MAX_DEPTH))


def _children(
    replies: list[Document], before: str, depth: int
) -> list[tuple[Document, str, int, bool]]:
    # Reversed, because the walk takes from the end.
    last = len(replies) - 1
    return [
        (reply, before, depth, place == last) for place, reply in reversed(list(enumerate(replies)))
    ]


def _head(comment: Document, now: int, symbols: Symbols) -> str:
    parts = [
        author(comment),
        _age(comment, now),
        quantity(number(comment, "seeds"), "seed"),
        short_hash(comment),
    ]
    if comment.get("parent_missing"):
        parts.append("answers a comment that is not here")
    return symbols.dot.join(parts)


def _wrapped(lines: list[str], width: int | None, used: int) -> Iterator[str]:
    if width is None:
        yield from lines
        return
    room = max(width - used, _MIN_TEXT_WIDTH)
    for line in lines:
        # Long words stay whole: most of them are links.
        yield from textwrap.wrap(
            line,
            room,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
            expand_tabs=False,
        ) or [""]
