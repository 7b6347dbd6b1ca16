"""Markdown to leaves: what the parser finds, as far as we allow it, everything else as text.

The parser is markdown-it-py with images, raw HTML, entities, references and autolinks off. Nothing
of what it makes is used but the types of its tokens, their text, and links that `link_target`
accepts. A token of a type that is not known here becomes text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from p2psocial.ui.safe_text.blocks import Container, ContainerKind, Leaf, LeafKind, Run
from p2psocial.ui.safe_text.complexity import MAX_BRACKETS, block_cost, inline_cost
from p2psocial.ui.safe_text.links import LinkTarget, link_target

_MAX_NESTING = 40
_MAX_QUOTES = 4
_MAX_LISTS = 4
_MAX_NUMBER = 999_999
# Without any of these a paragraph is its words, line after line.
_ACTIVE = re.compile(r"[*_~`\[\\]|  \n")
_SOFT_BREAK = re.compile(r" ?\n[ \t]*")
_LANGUAGE = re.compile(r"[\w.+#-]{0,20}")
_BLANK_LINES = re.compile(r"\n\s*\n")


def _parser(nesting: int, core: list[str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": nesting})
    parser.disable(["image", "html_block", "html_inline", "entity", "reference", "autolink"])
    parser.enable("strikethrough")
    parser.core.ruler.enableOnly(core)
    # What a link may be is decided by `link_target` alone, on what the author wrote.
    setattr(parser, "normalizeLink", _as_written)  # noqa: B010 - mypy forbids to assign a method
    setattr(parser, "validateLink", _any)  # noqa: B010 - (same)
    return parser


def _as_written(url: str) -> str:
    return url


def _any(_url: str) -> bool:
    return True


_BLOCKS = _parser(_MAX_NESTING, ["block"])
_WORDS = _parser(MAX_BRACKETS, [])


@dataclass(frozen=True, slots=True)
class Reading:
    """`plain` tells that some leaves hold their text as it was typed, markup and all."""

    leaves: tuple[Leaf, ...]
    plain: bool


def read(text: str, budget: float) -> Reading:
    """Read Markdown that has been cleaned for display.

    `budget` is in microseconds, estimated; what would take longer stays as it was typed.
    """
    cost = block_cost(text)
    tokens = _BLOCKS.parse(text) if cost <= budget else None
    # The parser silently drops what is nested deeper than it goes.
    if tokens is None or any(token.level >= _MAX_NESTING - 1 for token in tokens):
        return Reading(_as_typed(text), plain=True)
    words = _Words(budget - cost)
    leaves = tuple(_leaves(tokens, words))
    return Reading(leaves, words.plain)


def _as_typed(text: str) -> tuple[Leaf, ...]:
    words = _BLANK_LINES.sub("\n\n", text.strip("\n"))
    return (Leaf(LeafKind.PARAGRAPH, (Run(words),)),) if words else ()


class _Words:
    """Reads the words of one paragraph after another until the budget is spent."""

    def __init__(self, budget: float) -> None:
        self._left = budget
        self.plain = False

    def read(self, text: str) -> tuple[Run, ...]:
        if not _ACTIVE.search(text):
            return (Run(_SOFT_BREAK.sub(" ", text)),)
        cost = inline_cost(text)
        if cost > self._left:
            self.plain = True
            return (Run(text),)
        self._left -= cost
        children: list[Token] = []
        _WORDS.inline.parse(text, _WORDS, {}, children)
        style = _Style()
        return tuple(_joined(run for token in children if (run := style.take(token))))


@dataclass(slots=True)
class _Style:
    """How the words at this place look. Opened twice, closed twice: so it counts."""

    depth: dict[str, int] = field(default_factory=lambda: {"strong": 0, "em": 0, "s": 0})
    link: LinkTarget | None = None

    def take(self, token: Token) -> Run | None:
        """Follow a token that only changes the style; return what one with words shows."""
        name, _, edge = token.type.rpartition("_")
        if name in self.depth:
            self.depth[name] += 1 if edge == "open" else -1
        elif token.type == "link_open":
            self.link = link_target(str(token.attrs.get("href", "")))
        elif token.type == "link_close":
            self.link = None
        elif token.type == "hardbreak":
            return self._run("\n")
        elif token.type == "softbreak":
            return self._run(" ")
        elif token.content:
            return self._run(token.content, code=token.type == "code_inline")
        return None

    def _run(self, text: str, *, code: bool = False) -> Run:
        depth = self.depth
        bold, italic, struck = depth["strong"] > 0, depth["em"] > 0, depth["s"] > 0
        return Run(text, bold, italic, struck, code, self.link)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs with neighbours of one look as one."""
    texts: list[str] = []
    before: Run | None = None
    for run in runs:
        if before is not None and not _look_alike(before, run):
            yield _with_text(before, "".join(texts))
            texts = []
        texts.append(run.text)
        before = run
    if before is not None:
        yield _with_text(before, "".join(texts))


def _look_alike(one: Run, other: Run) -> bool:
    return _with_text(one, "") == _with_text(other, "")


def _with_text(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.struck, run.code, run.link)


_OPENING = {
    "blockquote_open": ContainerKind.QUOTE,
    "bullet_list_open": ContainerKind.BULLETS,
    "ordered_list_open": ContainerKind.NUMBERS,
    "list_item_open": ContainerKind.ITEM,
}
_CLOSING = {name.replace("_open", "_close") for name in _OPENING}


def _leaves(tokens: Sequence[Token], words: _Words) -> Iterator[Leaf]:
    place = _Place()
    kind, level = LeafKind.PARAGRAPH, 0
    for token in tokens:
        if token.type == "inline":
            yield Leaf(kind, words.read(token.content), place.path(), level)
        elif token.type == "paragraph_open":
            kind, level = LeafKind.TIGHT if token.hidden else LeafKind.PARAGRAPH, 0
        elif token.type == "heading_open":
            kind, level = LeafKind.HEADING, int(token.tag[1:])
        elif not place.follow(token):
            yield from _without_words(token, place.path())


def _without_words(token: Token, path: tuple[Container, ...]) -> Iterator[Leaf]:
    """Yield the leaf of a token that is not read any further."""
    if token.type == "hr":
        yield Leaf(LeafKind.RULE, (), path)
    elif token.type in ("fence", "code_block"):
        info = token.info.strip()
        # The name of a language is not shown; a sentence in its place is.
        content = token.content if _LANGUAGE.fullmatch(info) else f"{info}\n{token.content}"
        yield Leaf(LeafKind.CODE, (Run(content.rstrip("\n")),), path)
    elif token.content:
        yield Leaf(LeafKind.PARAGRAPH, (Run(token.content),), path)


class _Place:
    """The containers around the current token; those nested too deep to show are left out."""

    def __init__(self) -> None:
        self._around: list[Container] = []
        self._made = 0
        self._next_numbers: list[int] = []

    def follow(self, token: Token) -> bool:
        """Go into or out of the container that a token opens or closes; False if it does not."""
        if token.type in _OPENING:
            self._enter(token)
        elif token.type in _CLOSING:
            self._leave()
        else:
            return False
        return True

    def _enter(self, token: Token) -> None:
        kind = _OPENING[token.type]
        number = 1
        if kind is ContainerKind.NUMBERS:
            number = min(int(token.attrs.get("start", 1)), _MAX_NUMBER)
        elif kind is ContainerKind.ITEM:
            number = self._next_numbers[-1]
            self._next_numbers[-1] += 1
        if kind in (ContainerKind.NUMBERS, ContainerKind.BULLETS):
            self._next_numbers.append(number)
        self._made += 1
        self._around.append(Container(kind, self._made, number))

    def _leave(self) -> None:
        left = self._around.pop()
        if left.kind in (ContainerKind.NUMBERS, ContainerKind.BULLETS):
            self._next_numbers.pop()

    def path(self) -> tuple[Container, ...]:
        quotes = lists = 0
        shown: list[Container] = []
        for container in self._around:
            quotes += container.kind is ContainerKind.QUOTE
            lists += container.kind in (ContainerKind.BULLETS, ContainerKind.NUMBERS)
            is_quote = container.kind is ContainerKind.QUOTE
            if (quotes <= _MAX_QUOTES) if is_quote else (lists <= _MAX_LISTS):
                shown.append(container)
        return tuple(shown)
