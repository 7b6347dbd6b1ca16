"""The sample texts: threads as people wrote them, one file each, in the folders of their boards.

A file is a series of parts. Each begins with a line `%% NICK`, which for every part but the first
says what it does: `%% NICK > 3` answers the third part, `%% NICK edits 3` and `%% NICK retracts 3`
change it. A post's first line is `# ` and its title. The first character of a file's name says in
which round of posts it comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable

_PART = re.compile(r"^%% (\S+)(?: (>|edits|retracts) (\d+))?$", re.MULTILINE)


class Act(StrEnum):
    """What a part does."""

    POST = "post"
    ANSWER = ">"
    EDIT = "edits"
    RETRACT = "retracts"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that somebody publishes; `about` is the number of an earlier part, from 0."""

    act: Act
    nick: str
    about: int
    text: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A post and what is said about it, in order."""

    board: str
    title: str
    round: str
    parts: tuple[Part, ...]


def parse(board: str, name: str, source: str) -> Conversation:
    """Read one file. Raises `ValueError` for one that breaks the rules above."""
    pieces = _PART.split(source)
    if pieces[0].strip():
        raise ValueError(f"{board}/{name}: text before the first part")
    parts = tuple(_parts(f"{board}/{name}", pieces[1:]))
    heading, _, body = parts[0].text.partition("\n")
    if parts[0].act is not Act.POST or not heading.startswith("# "):
        raise ValueError(f"{board}/{name}: does not begin with a post and its title")
    first = Part(Act.POST, parts[0].nick, 0, body.strip() + "\n")
    return Conversation(board, heading.removeprefix("# "), name[0], (first, *parts[1:]))


def _parts(where: str, pieces: list[str]) -> Iterator[Part]:
    count = len(pieces) // 4
    for number in range(count):
        nick, act, about, text = pieces[4 * number : 4 * number + 4]
        subject = int(about or 1) - 1
        if number and not (act and 0 <= subject < number):
            raise ValueError(f"{where}: part {number + 1} does not say what it is about")
        yield Part(Act(act or "post"), nick, subject, text.strip() + "\n")


def read_script() -> list[Conversation]:
    """Return all conversations, in the order in which they begin."""
    boards = list(resources.files(__package__).joinpath("texts").iterdir())
    found = [
        parse(board.name, file.name, _text(file)) for board in boards for file in _files(board)
    ]
    return sorted(found, key=lambda each: (each.round, each.board))


def _files(board: Traversable) -> list[Traversable]:
    return [file for file in board.iterdir() if file.name.endswith(".md")]


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
