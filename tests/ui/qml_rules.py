"""The rules for QML that keep a stranger's text plain, checked on the source.

1. Every item that shows text says `textFormat` itself, and it is plain everywhere but in the one
   component for rendered bodies.
2. Qt's own controls draw their text as rich text when it looks like that, so none is used: only
   `QtQuick.Templates`, which draw nothing, with our items in them. The window itself is the
   exception, and its title is ours.
3. Nothing is loaded from an address that is not written in the source as a file of ours, and no
   code is made from text.
4. A link is followed by Python, after it has asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

RICH = "Components/SafeText.qml"
WINDOW = "Main.qml"
# Loads a page by its name, out of a list in that file.
PAGES = "Shell/Pages.qml"
# Shows what ui/icons.py draws, which knows its own names only.
ICON = "Components/Icon.qml"
_ICON_SOURCE = '"image://icons/" + look'

_OBJECT = re.compile(r"(?:\b[A-Z]\w*\.)?\b([A-Z]\w*)(?:\s+on\s+\w+)?\s*\{")
_COMMENT_OR_STRING = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL
)
_SHOWS_TEXT = ("Text", "TextEdit", "TextArea", "Label")
_LOADS = ("Image", "AnimatedImage", "BorderImage", "AnimatedSprite", "Loader", "FontLoader")
_PROPERTY = r"(?:^|[;{{\n])\s*{}\s*:\s*([^\n;}}]*)"
_LOCAL = re.compile(r"\"(?!/|[\w.+-]*:)[^\"]*\"|'(?!/|[\w.+-]*:)[^']*'")
_OURS = re.compile(r"(?:qsTr\()?\"[^\"]*\"\)?")
_PLAIN = re.compile(r"(?:Text|TextEdit)\.PlainText")
_IMPORT = re.compile(r"^\s*import\s+([\w.]+)", re.MULTILINE)
_MODULES = re.compile(
    r"QtQuick(?:\.(?:Templates|Shapes|Layouts|Window|Effects))?|QtQml(?:\.Models)?"
)
_CONTROLS = re.compile(r"QtQuick\.Controls(?:\.Basic)?")
_FORBIDDEN = re.compile(
    r"\b(?:openUrlExternally|XMLHttpRequest|WebSocket|WebView|WebEngineView|createQmlObject"
    r"|createComponent|MediaPlayer|Video|eval|importScripts|setSource|ShaderEffect)\b"
    r"|\bToolTip\.(?:text|show|visible)\b|\bQt\.(?:include|labs)\b"
)


@dataclass(frozen=True)
class _Block:
    """An object in QML: its type, and its own lines without those of the objects in it."""

    type: str
    own: str


def _without_comments(source: str) -> str:
    def keep_strings(found: re.Match[str]) -> str:
        return " " if found[0].startswith("/") else found[0]

    return _COMMENT_OR_STRING.sub(keep_strings, source)


def _without_strings(source: str) -> str:
    """Blank what is in strings, so that braces in them do not count; lengths stay."""
    return _COMMENT_OR_STRING.sub(lambda found: "_" * len(found[0]), source)


def _end(bare: str, start: int) -> int:
    depth = 1
    for place in range(start, len(bare)):
        depth += (bare[place] == "{") - (bare[place] == "}")
        if depth == 0:
            return place
    return len(bare)


def _blocks(source: str) -> Iterator[_Block]:
    bare = _without_strings(source)
    for found in _OBJECT.finditer(bare):
        start, end = found.end(), _end(bare, found.end())
        own: list[str] = []
        place = start
        for inner in _OBJECT.finditer(bare, start, end):
            if inner.start() >= place:
                own.append(source[place : inner.start()])
                place = _end(bare, inner.end()) + 1
        own.append(source[place:end])
        yield _Block(found[1], "".join(own))


def _value(block: str, name: str) -> str | None:
    found = re.search(_PROPERTY.format(name), block)
    return found[1].strip() if found else None


def violations(sources: Mapping[str, str]) -> list[str]:
    """Return what breaks the rules in QML files, given by their path below the QML folder."""
    own_types = {path.rpartition("/")[2].removesuffix(".qml") for path in sources}
    return [
        f"{path}: {wrong}"
        for path, source in sorted(sources.items())
        for wrong in _violations_in(path, _without_comments(source), own_types)
    ]


def _violations_in(path: str, source: str, own_types: set[str]) -> Iterator[str]:
    yield from _imports(path, source)
    for found in _FORBIDDEN.finditer(source):
        if not (path == PAGES and found[0] == "setSource"):
            yield f"{found[0]} is not used here"
    for value in re.findall(_PROPERTY.format("textFormat"), source):
        if not _PLAIN.fullmatch(value.strip()) and path != RICH:
            yield f"textFormat is {value.strip()}, not plain"
    for block in _blocks(source):
        yield from _of_block(path, block, own_types)


def _imports(path: str, source: str) -> Iterator[str]:
    for module in _IMPORT.findall(source):
        if not _MODULES.fullmatch(module) and not (path == WINDOW and _CONTROLS.fullmatch(module)):
            yield f"imports {module}"


def _of_block(path: str, block: _Block, own_types: set[str]) -> Iterator[str]:
    if block.type in _SHOWS_TEXT and _value(block.own, "textFormat") is None:
        yield f"{block.type} without textFormat"
    if (
        path == RICH
        and block.type in _SHOWS_TEXT
        and "Wrap" not in (_value(block.own, "wrapMode") or "")
    ):
        yield "rich text that is not wrapped anywhere"
    for name in ("source", "frameSource"):
        value = _value(block.own, name)
        ours = path == ICON and value == _ICON_SOURCE
        if block.type in _LOADS and value is not None and not (ours or _LOCAL.fullmatch(value)):
            yield f"{block.type} loads {value}"
    placeholder = _value(block.own, "placeholderText")
    if placeholder is not None and not _OURS.fullmatch(placeholder):
        yield f"placeholderText is {placeholder}"
    if path == WINDOW:
        yield from _of_window(block, own_types)


def _of_window(block: _Block, own_types: set[str]) -> Iterator[str]:
    """The one file in which Qt's controls can be named: it uses none but the window."""
    title = _value(block.own, "title")
    if block.type == "ApplicationWindow" and title is not None and not _OURS.fullmatch(title):
        yield f"the window's title is {title}"
    if block.type not in (*_WINDOW_TYPES, *own_types):
        yield f"{block.type} may be a control of Qt's"


_WINDOW_TYPES = (
    *("ApplicationWindow", "Binding", "Connections", "Component", "Item", "Keys", "Loader"),
    *("Rectangle", "Repeater", "Shortcut", "Timer", "Text"),
)
