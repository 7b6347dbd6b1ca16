"""Texts that try to load something, to mislead, to hide, to hang or to crash whoever shows them.

`samples` are known attacks, `fuzzed` are their pieces put together by chance, `large` are as long
as an item can be. All that could be loaded is at `base_url`, so a server there sees every load.
Every text is one that Python can hold, also such as no valid item can have: the window must not
depend on what was checked before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.ui.known_attacks import (
    CONTROLS,
    ENTITIES,
    MARKDOWN_THAT_LOADS,
    MISLEADING,
    NUMBERS,
    SCHEMES,
    TAGS_THAT_LOAD,
)

# Where an address can stand.
_PLACES = (
    "[a]({0})",
    "![a]({0})",
    "<{0}>",
    "[b]\n\n[b]: {0}",
    "<img src={0}>",
    '<img src="{0}">',
    "<a href='{0}'>a</a>",
    "{0}",
)


def large() -> Iterator[str]:
    """Yield texts that are much to read or to lay out; each has at most 65,536 characters."""
    yield "a" * 65_536
    yield "word " * 13_107
    yield "\n" * 65_536
    yield "a\n" * 32_768
    yield "a\n\n" * 21_845
    yield " " * 65_536
    yield "\t" * 65_536
    yield "\u6f22\u5b57" * 10_922
    yield "\U00012000" * 16_384
    yield "\U0001f469\u200d\U0001f4bb" * 5_000
    yield "\u0627\u0644" * 16_000
    yield "a\u0301\u0302\u0303" * 9_000
    yield "".join(map(chr, range(0x20, 0xD800)))
    yield "".join(map(chr, range(0x10000, 0x14000)))
    yield "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|b" * 2_000 + "|"
    yield "|a|b|\n|-|-|\n" + "|c|d|\n" * 9_000
    yield "<table>" * 4_000
    yield "<table><tr><td>" * 2_000 + "a"
    yield "<div>" * 10_000 + "a" + "</div>" * 1_000
    yield "<b>" * 20_000
    yield "</b>" * 16_000
    yield "<ul><li>" * 8_000
    yield "<blockquote>" * 5_000
    yield "<" * 65_536
    yield "&" * 65_536
    yield "<!--" * 16_000
    for unit in (
        *("*", "_", "~", "`", "[", "]", "(", "!", "\\", ">", "#", "-", "+", "1", "."),
        *("*a ", "a* ", "*a **a ", "a*b_c", "a***", "_a__ ", "~~a ", "**a *a_ ", "*a_ "),
        *("[]", "[a](", "[a](b", "[a](<b", '[a](b "', "[a](b '", "![", "![](", "([", "[a]", "[a"),
        *("[*a](b) _", "[a](b)", "[a](http://b.example/) ", "[a](()", "[a]()", "](", "[`"),
        *("> ", "- ", "1. ", "+ ", "> - ", "- > ", "1. > - ", "* * ", "- - - -\n", "> > >\n"),
        *("> a\nb\n", "- a\n", "1. a\n", "123456789. a\n", "# a\n", "a\n=\n", "a\n-\n", "---\n"),
        *("```\n", "~~~\n```\n", "    a\n", "\ta\n", "\t- a\n", "> - > - a\n", "a  \n", "a\\\n"),
        *("\\*", "\\[", "&amp;", "&#60;", "<a href='", "<!-", "<?", "<a ", "``a`", "`a``b"),
        *("[a]: http://b.example/\n", "[a]\n", "[a][b] ", "|-|\n", "|a|b\n|-|-\n", "http://a.b/ "),
    ):
        yield (unit * (65_536 // len(unit) + 1))[:65_536]
    yield "[" * 30_000 + "a" + "]" * 30_000
    yield "[" * 30_000 + "a" + "](b)" * 8_000
    yield "[a](" + "(" * 60_000
    yield "*" * 30_000 + "a" + "*" * 30_000
    yield "> " * 5_000 + "a"
    yield "\n".join(" " * (2 * depth) + "- a" for depth in range(250))
    yield "\n".join(">" * depth + " a" for depth in range(350))
    yield "".join("e" + "`" * length for length in range(350))
    yield "[a *b* " * 8_000
    yield "[" * 8 + "*a " * 20_000
    yield "a **b" + "c* " * 20_000
    yield "- " + "a " * 30_000
    yield "# " + "a " * 30_000
    yield "```\n" + "a " * 30_000
    yield "`" + "a " * 30_000 + "`"
    yield "[" + "a " * 30_000 + "](http://a.example/)"


def samples(base_url: str) -> Iterator[str]:
    """Yield all known attacks; what they would load is below `base_url`."""
    texts = (
        *(*TAGS_THAT_LOAD, *MARKDOWN_THAT_LOADS, *ENTITIES),
        *(*CONTROLS, *MISLEADING, *NUMBERS),
    )
    number = 0
    for text in texts:
        number += 1
        yield _filled(text, f"{base_url}/{number}.png")
    for scheme in SCHEMES:
        for place in _PLACES:
            number += 1
            address = _filled(scheme, f"{base_url}/{number}.png")
            yield place.replace("{0}", address)


def _filled(text: str, url: str) -> str:
    return text.replace("{u}", url).replace("{{", "{").replace("}}", "}")


_GLUE = (
    *("", "", "", " ", "\n", "\n\n", "  \n", "\n    ", "\n> ", "\n- ", "\n1. ", "\\", "`", "*"),
    *("**", "_", "~~", "<", ">", "</", "/>", "&", ";", '"', "'", "=", "[", "](", ")", "!", "|"),
    *("\x00", "\t", "\r", "\u202e", "\u200b", "\u200d", "\u0301", "\ufdd0", "\ud800", "\u2029"),
    *("```\n", "~~~\n", "# ", "&lt;", "&#60;", "\u6f22", "\u0627", "\U0001f600", "a", "word "),
)


def fuzzed(base_url: str, count: int, seed: int) -> Iterator[str]:
    """Yield `count` texts made of the pieces of known attacks, the same ones for the same seed."""
    chance = random.Random(seed)
    known = (*TAGS_THAT_LOAD, *MARKDOWN_THAT_LOADS, *ENTITIES, *CONTROLS, *MISLEADING)
    for number in range(count):
        parts: list[str] = []
        for _ in range(chance.randint(1, 12)):
            parts.append(_piece(chance, chance.choice(known)))
            parts.append(chance.choice(_GLUE) * chance.choice((1, 1, 1, 2, 5)))
        yield _filled("".join(parts)[:3_000], f"{base_url}/fuzzed-{number}.png")


def _piece(chance: random.Random, text: str) -> str:
    """Return a part of `text`, or all of it, perhaps with a character changed."""
    start = chance.choice((0, 0, chance.randrange(len(text))))
    end = chance.choice((len(text), len(text), chance.randrange(start, len(text)) + 1))
    piece = text[start:end][:200]
    if chance.random() < 0.2:
        place = chance.randrange(len(piece) + 1)
        piece = piece[:place] + chance.choice(_GLUE) + piece[place:]
    return piece
