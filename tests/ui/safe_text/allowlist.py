"""Reads rendered HTML with Python's own parser and says what in it is not allowed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_STYLE = re.compile(
    r"(?:background-)?color:#[0-9a-f]{6}"
    r"(?:;white-space:pre-wrap|;margin-left:16px;margin-right:0px)?"
)
_ALLOWED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["p", "h3", "h4", "b", "i", "s", "ul", "li", "br", "hr"], ()),
    "a": ("href", "style"),
    "blockquote": ("style",),
    "code": ("style",),
    "ol": ("start",),
    "pre": ("style",),
}
_EMPTY = ("br", "hr")
_LINK = re.compile(r"(?:https?://[a-z0-9_.\[\]:@%-]|magnet:\?|p2psocial:)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#x27);)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in _ALLOWED.get(tag, ()) or not self._is_allowed(name, value or ""):
                self.wrong.append(f"<{tag} {name}={value!r}>")
        if tag not in _EMPTY:
            self.open.append(tag)

    def _is_allowed(self, name: str, value: str) -> bool:
        if name == "style":
            return _STYLE.fullmatch(value) is not None
        if name == "start":
            return value.isascii() and value.isdigit() and int(value) < 10_000_000
        self.links.append(value)
        return _LINK.match(value) is not None and value.isascii() and value.isprintable()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> out of place")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}>")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def violations(html: str) -> list[str]:
    """Return everything in `html` that is not on the list, or not closed where it belongs."""
    reader = _read(html)
    bare = [f"{html[found.start() :][:12]!r}" for found in _ENTITY.finditer(html)]
    return [*reader.wrong, *(f"<{tag}> left open" for tag in reader.open), *bare]


def words_of(html: str) -> str:
    """Return what a reader sees, without white space at its ends."""
    return "".join(_read(html.replace("<br>", "\n")).words).strip()


def links_of(html: str) -> list[str]:
    return _read(html).links
