"""What a text consists of once it has been read: leaves, each in its containers.

A leaf is a paragraph, a heading, a piece of code or a rule. Its words are runs, and a run says
itself how it looks, so that nothing nests: a leaf can be cut anywhere and stays whole on both
sides. Containers are quotes, lists and their items; neighbours in one list share its container.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from p2psocial.ui.safe_text.links import LinkTarget


class LeafKind(StrEnum):
    PARAGRAPH = "paragraph"
    TIGHT = "tight"  # a paragraph of a list without blank lines between its items
    HEADING = "heading"
    CODE = "code"
    RULE = "rule"


class ContainerKind(StrEnum):
    QUOTE = "quote"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Container:
    """`serial` tells two neighbouring containers apart; `number` is an item's in its list."""

    kind: ContainerKind
    serial: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look the same; a newline in them is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: LinkTarget | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """`level` is a heading's, 1 to 6; `cut` tells that its beginning is in the chunk before."""

    kind: LeafKind
    runs: tuple[Run, ...]
    path: tuple[Container, ...] = ()
    level: int = 0
    cut: bool = False
