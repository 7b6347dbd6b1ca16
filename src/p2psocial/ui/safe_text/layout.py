"""How long the window takes to lay a text out, and where to cut it so that no part takes long.

The weights were measured with Qt Quick's Text (rich text, software renderer) on a 2-core machine
of 2020, in microseconds, and lean to the high side. What a character costs depends on its script,
and most on whether the font has it: `ui.reading_fonts` sees to that for those of East Asia.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from p2psocial.ui.safe_text.blocks import Leaf, LeafKind, Run

# What may be laid out in one go: half a frame at 60 Hz is 8 ms, and other machines are slower.
BUDGET = 4_000.0

_PER_LEAF = 25.0
_PER_RUN = 20.0
_PER_LINE = 15.0
_PER_CONTAINER = 8.0
_PER_ESCAPED = 0.5
_SLICE = 64
# Where a cut is looked for, before the place where the budget ends.
_BEFORE_CUT = 80
_MAX_LEAVES = 250

_ESCAPED = re.compile("[&<>\"']")
_EASY = re.compile("[\x00-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u206f]+")
_SHAPED = re.compile("[\u0300-\u036f\u0530-\u06ff\u0900-\u09ff\u0b80-\u0bff\u0e00-\u0e7f]+")
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]+")
_LESS_WRITTEN = re.compile("[\u0700-\u10ff\u1200-\u1dff]+")


@dataclass(frozen=True, slots=True)
class CharacterCosts:
    """Microseconds to lay out one character, by script."""

    easy: float = 1.2  # Latin, Greek, Cyrillic and punctuation
    shaped: float = 3.0  # Arabic, Hebrew, Hindi, Bengali, Tamil, Thai; accents by themselves
    east_asian: float = 2.8
    less_written: float = 9.0
    other: float = 50.0  # a symbol that most fonts lack is looked for in every font


def _characters(text: str, costs: CharacterCosts) -> float:
    total = len(_ESCAPED.findall(text)) * _PER_ESCAPED
    if text.isascii():
        return total + len(text) * costs.easy
    for pattern, cost in (
        (_EASY, costs.easy),
        (_SHAPED, costs.shaped),
        (_EAST_ASIAN, costs.east_asian),
        (_LESS_WRITTEN, costs.less_written),
    ):
        rest = pattern.sub("", text)
        total += (len(text) - len(rest)) * cost
        text = rest
    return total + len(text) * costs.other


def _run_cost(text: str, costs: CharacterCosts) -> float:
    return _PER_RUN + _characters(text, costs) + text.count("\n") * _PER_LINE


def _leaf_base(leaf: Leaf) -> float:
    return _PER_LEAF + _PER_CONTAINER * len(leaf.path)


def _fitting(text: str, budget: float, costs: CharacterCosts) -> int:
    """Return how many characters of `text` fit in the budget, best up to a space or line end."""
    spent, end = _PER_RUN, 0
    while end < len(text):
        piece = text[end : end + _SLICE]
        spent += _characters(piece, costs) + piece.count("\n") * _PER_LINE
        if spent > budget:
            break
        end += len(piece)
    if end >= len(text):
        return len(text)
    start = max(0, end - _BEFORE_CUT)
    best = max(text.rfind("\n", start, end), text.rfind(" ", start, end))
    return best + 1 if best >= 0 else end


@dataclass(slots=True)
class _Open:
    """A chunk that is being filled."""

    costs: CharacterCosts
    budget: float
    leaves: list[Leaf]
    spent: float = 0.0

    def is_full(self) -> bool:
        return len(self.leaves) >= _MAX_LEAVES or self.spent >= self.budget

    def take(self, leaf: Leaf) -> Leaf | None:
        """Take what fits of a leaf and return the rest; an empty chunk takes something always."""
        self.spent += _leaf_base(leaf)
        taken: list[Run] = []
        for index, run in enumerate(leaf.runs):
            cost = _run_cost(run.text, self.costs)
            if self.spent + cost <= self.budget:
                self.spent += cost
                taken.append(run)
                continue
            fits = _fitting(run.text, self.budget - self.spent, self.costs)
            if not fits and not taken and not self.leaves:
                fits = _SLICE
            self.spent = self.budget
            return self._cut(leaf, taken, index, fits)
        self.leaves.append(leaf)
        return None

    def _cut(self, leaf: Leaf, taken: list[Run], index: int, fits: int) -> Leaf:
        run = leaf.runs[index]
        if fits:
            taken.append(replace(run, text=run.text[:fits].rstrip("\n")))
        if not taken:
            return leaf
        self.leaves.append(replace(leaf, runs=tuple(taken)))
        rest = run.text[fits:]
        following = leaf.runs[index + 1 :]
        runs = (replace(run, text=rest), *following) if rest else following
        return replace(leaf, runs=runs, cut=True)


def chunks(
    leaves: Iterable[Leaf], costs: CharacterCosts, budget: float = BUDGET
) -> Iterator[tuple[Leaf, ...]]:
    """Yield the leaves in chunks that each take about `budget` microseconds to lay out."""
    chunk = _Open(costs, budget, [])
    for leaf in leaves:
        rest: Leaf | None = leaf
        while rest is not None:
            if chunk.is_full():
                yield tuple(chunk.leaves)
                chunk = _Open(costs, budget, [])
            rest = chunk.take(rest)
            if rest is not None and not rest.runs and rest.kind is not LeafKind.RULE:
                rest = None
    if chunk.leaves:
        yield tuple(chunk.leaves)
