"""Leaves to the little HTML that the window shows. The only file that writes a tag.

Every tag and attribute is a literal here; whatever else goes out is escaped, a colour of ours, a
number, or a URL that `link_target` accepted, escaped as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from p2psocial.protocol.text import for_display
from p2psocial.ui.safe_text.blocks import Container, ContainerKind, Leaf, LeafKind, Run
from p2psocial.ui.safe_text.clusters import breakable

# Qt's own are 40 on both sides, and a few quotes in one another would leave no room for words.
_QUOTE_MARGINS = "margin-left:16px;margin-right:0px"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a theme that rich text has to name, as "#rrggbb"."""

    text: str
    dim: str
    accent: str
    code_background: str
    quote: str

    def __post_init__(self) -> None:
        for colour in (self.text, self.dim, self.accent, self.code_background, self.quote):
            if not _COLOUR.fullmatch(colour):
                raise ValueError(f"{colour!r} is not a colour like '#1b1f27'")


def escaped(text: str) -> str:
    """Return a stranger's words as they may stand between tags or in an attribute."""
    return html.escape(breakable(for_display(text)), quote=True)


def _run(run: Run, ink: Ink, *, breaks: str) -> str:
    out = escaped(run.text).replace("\n", breaks)
    if run.code:
        out = f'<code style="background-color:{ink.code_background}">{out}</code>'
    for applies, tag in ((run.struck, "s"), (run.italic, "i"), (run.bold, "b")):
        if applies:
            out = f"<{tag}>{out}</{tag}>"
    if run.link is not None:
        href = html.escape(run.link.url, quote=True)
        out = f'<a href="{href}" style="color:{ink.accent}">{out}</a>'
    return out


def _leaf(leaf: Leaf, ink: Ink) -> str:
    if leaf.kind is LeafKind.RULE:
        return "<hr>"
    if leaf.kind is LeafKind.CODE:
        words = "".join(_run(run, ink, breaks="\n") for run in leaf.runs)
        style = f"background-color:{ink.code_background};white-space:pre-wrap"
        return f'<pre style="{style}">{words}</pre>'
    words = "".join(_run(run, ink, breaks="<br>") for run in leaf.runs)
    if leaf.kind is LeafKind.TIGHT:
        return words
    tag = "p" if leaf.kind is LeafKind.PARAGRAPH else "h3" if leaf.level == 1 else "h4"
    return f"<{tag}>{words}</{tag}>"


_LISTS = (ContainerKind.BULLETS, ContainerKind.NUMBERS)


class _Page:
    """The HTML of one chunk: opens and closes the containers as the leaves go by."""

    def __init__(self, ink: Ink) -> None:
        self._ink = ink
        self._out: list[str] = []
        self._open: list[tuple[Container, str]] = []
        self._last = LeafKind.PARAGRAPH

    def add(self, leaf: Leaf) -> None:
        shared = 0
        for (container, _), wanted in zip(self._open, leaf.path, strict=False):
            if container.serial != wanted.serial:
                break
            shared += 1
        self._close(shared)
        stays_in_item = bool(leaf.path) and shared == len(leaf.path)
        if leaf.kind is self._last is LeafKind.TIGHT and stays_in_item:
            self._out.append("<br>")
        for depth in range(shared, len(leaf.path)):
            self._enter(leaf, depth)
        self._out.append(_leaf(leaf, self._ink))
        self._last = leaf.kind

    def _enter(self, leaf: Leaf, depth: int) -> None:
        container = leaf.path[depth]
        if container.kind is ContainerKind.QUOTE:
            style = f"color:{self._ink.quote};{_QUOTE_MARGINS}"
            opening, closing = f'<blockquote style="{style}">', "</blockquote>"
        elif container.kind is ContainerKind.BULLETS:
            opening, closing = "<ul>", "</ul>"
        elif container.kind is ContainerKind.NUMBERS:
            below = leaf.path[depth + 1] if depth + 1 < len(leaf.path) else container
            opening, closing = f'<ol start="{below.number}">', "</ol>"
        else:
            opening, closing = "<li>", "</li>"
        self._out.append(opening)
        self._open.append((container, closing))

    def _close(self, keep: int) -> None:
        while len(self._open) > keep:
            self._out.append(self._open.pop()[1])

    def finished(self) -> str:
        self._close(0)
        return "".join(self._out)


def to_html(leaves: Iterable[Leaf], ink: Ink) -> str:
    """Return HTML that stands by itself: every container that a leaf is in is opened and closed."""
    page = _Page(ink)
    for leaf in leaves:
        page.add(leaf)
    return page.finished()
