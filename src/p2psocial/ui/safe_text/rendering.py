"""A stranger's Markdown as HTML to show, whole, cut, or in chunks; and as a snippet.

Everything here may run off the GUI thread; it takes less than a tenth of a second for any text
that an item can have.
"""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.protocol.text import for_display
from p2psocial.ui.safe_text.blocks import Leaf, LeafKind
from p2psocial.ui.safe_text.layout import CharacterCosts, chunks
from p2psocial.ui.safe_text.lines import line
from p2psocial.ui.safe_text.markup import Ink, to_html
from p2psocial.ui.safe_text.reading import Reading, read

MAX_CHARACTERS = 65_536
CUT_CHARACTERS = 8_192
CUT_LEAVES = 40
CUT_LINES = 300
_EXCERPT_READS = 6

# Estimated microseconds of reading: about 64 KiB of ordinary text, and 8 KiB of dense markup.
_WHOLE_BUDGET = 70_000.0
_CUT_BUDGET = 25_000.0
_EXCERPT_BUDGET = 4_000.0

USUAL_COSTS = CharacterCosts()


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is for rich text. `collapsed`: cut for length. `plain`: shown as it was typed."""

    html: str
    collapsed: bool
    plain: bool


def render(
    markdown: str, ink: Ink, *, whole: bool = False, costs: CharacterCosts = USUAL_COSTS
) -> Rendered:
    """Return a body as HTML.

    Unless `whole` is asked for, it is cut so that showing it takes no longer than a frame. What is
    whole may take a second to lay out: show `render_chunks` instead.
    """
    if whole:
        reading = _read(markdown, _WHOLE_BUDGET)
        return Rendered(to_html(reading.leaves, ink), collapsed=False, plain=reading.plain)
    beginning = _beginning(markdown)
    reading = _read(beginning, _CUT_BUDGET)
    parts = list(chunks(reading.leaves[: CUT_LEAVES + 1], costs))
    first = parts[0] if parts else ()
    shown = first[:CUT_LEAVES]
    collapsed = len(beginning) < len(markdown) or len(parts) > 1 or len(shown) < len(first)
    return Rendered(to_html(shown, ink), collapsed, reading.plain)


def render_chunks(
    markdown: str, ink: Ink, *, costs: CharacterCosts = USUAL_COSTS
) -> tuple[str, ...]:
    """Return a whole body as pieces of HTML to show below one another, a few each frame."""
    reading = _read(markdown, _WHOLE_BUDGET)
    return tuple(to_html(part, ink) for part in chunks(reading.leaves, costs))


def excerpt(markdown: str, limit: int = 240) -> str:
    """Return the beginning of a body in one line without markup, for places with plain text."""
    reading = _read(markdown[: limit * _EXCERPT_READS], _EXCERPT_BUDGET)
    return line(" ".join(map(_words, reading.leaves)), limit)


def _words(leaf: Leaf) -> str:
    return "—" if leaf.kind is LeafKind.RULE else "".join(run.text for run in leaf.runs)


def _read(markdown: str, budget: float) -> Reading:
    return read(for_display(markdown[:MAX_CHARACTERS]), budget)


def _beginning(markdown: str) -> str:
    """Return what is shown of a long text, up to the end of a line or word."""
    lines = markdown[:CUT_CHARACTERS].split("\n", CUT_LINES)
    kept = "\n".join(lines[:CUT_LINES])
    if len(kept) < CUT_CHARACTERS:
        return kept
    for separator in ("\n", " "):
        end = kept.rfind(separator, CUT_CHARACTERS // 2)
        if end >= 0:
            return kept[:end]
    return kept
