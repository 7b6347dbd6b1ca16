"""Item documents as lines for people.

The documents are what the channel carries (see `control.documents`). Whatever strangers wrote goes
through `for_display` in `words` or `body`, and nothing else here reads a string of theirs.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from p2psocial.cli.output import Symbols
from p2psocial.protocol.text import for_display

Document: TypeAlias = Mapping[str, object]

TAKEN_BACK = "[taken back by its author]"
HIDDEN = "[hidden: a rule of yours is against it; see 'p2psocial block']"
NOT_HERE = "[its text could not be fetched: nobody who has it answered]"
_SHORT_HASH = 12
_THOUSAND = 1_000
_SEEN_AS = {"swarm": "seen", "dht": "DHT"}
_AGES = (
    (365 * 86_400, "year"),
    (30 * 86_400, "month"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
)


def documents(value: object) -> list[Document]:
    """Return a list of documents as it came from the node."""
    if not isinstance(value, list):
        raise TypeError("the node's answer is not a list")
    return [document(each) for each in value]


def document(value: object) -> Document:
    """Return a document as it came from the node."""
    if not isinstance(value, Mapping):
        raise TypeError("the node's answer is not a document")
    return value


def words(item: Document, key: str) -> str:
    """Return a value as one harmless line, '' when it is null or missing."""
    value = item.get(key)
    return "" if value is None else for_display(str(value), one_line=True)


def number(item: Document, key: str) -> int:
    """Return a whole number, 0 when it is null or missing."""
    value = item.get(key)
    return int(value) if isinstance(value, int | float) else 0


def quantity(count: int, noun: str) -> str:
    """Return "1 seed", "2 seeds"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def duration(seconds: int) -> str:
    """Return a time span in its largest unit, as in "3 hours"."""
    for size, unit in _AGES:
        if seconds >= size:
            return quantity(seconds // size, unit)
    return "moments"


def ago(created: int, now: int) -> str:
    """Return how long ago a Unix time was."""
    # Clocks differ: what is dated ahead of ours happened just now.
    return since(now - created)


def since(age: int) -> str:
    """Return "just now", or how long ago it was `age` seconds ago."""
    return "just now" if age < _AGES[-1][0] else f"{duration(age)} ago"


def until(moment: object) -> str:
    """Return until when something is seeded; null is for ever."""
    if not isinstance(moment, int | float):
        return "for ever"
    try:
        return f"until {datetime.fromtimestamp(moment, UTC).date().isoformat()}"
    except (OverflowError, OSError, ValueError):
        return "for ever"


def author(item: Document) -> str:
    """Return nick and fingerprint, which belong together: anybody can take any nick."""
    return f"{words(item, 'nick')}#{words(item, 'fingerprint')}"


def short_hash(item: Document) -> str:
    """Return the beginning of the infohash, enough to name the item in the next command."""
    return words(item, "infohash")[:_SHORT_HASH]


def headline(item: Document) -> str:
    """Return the title of a post, or the beginning of another item's text."""
    if item.get("retracted"):
        return TAKEN_BACK
    title = words(item, "title")
    if title:
        return f"{title} (edited)" if item.get("edited") else title
    beginning = textwrap.shorten(words(item, "body"), 72, placeholder=" …")
    return f"{words(item, 'kind')}: {beginning}" if beginning else words(item, "kind")


def details(item: Document, now: int, symbols: Symbols) -> str:
    """Return board, author, age, comments and infohash in one line."""
    parts = [
        words(item, "board"),
        author(item),
        ago(number(item, "created"), now),
        quantity(number(item, "comments"), "comment"),
        short_hash(item),
    ]
    return symbols.dot.join(parts)


def seeds(item: Document) -> str:
    """Return how many seed it, and how that is known."""
    counted = quantity(number(item, "seeds"), "seed")
    known: list[str] = ["you seed it"] if item.get("seeding") else []
    age = item.get("seeds_age")
    how = _SEEN_AS.get(str(item.get("seeds_source")))
    if how and isinstance(age, int | float):
        known.append(f"{how} {since(int(age))}")
    return f"{counted} ({', '.join(known)})" if known else counted


def ranked(items: list[Document], now: int, symbols: Symbols, excerpt: str = "") -> Iterator[str]:
    """Yield a numbered list; `excerpt` names the key of a third line, if there is one."""
    place_width = len(str(len(items)))
    seeds_width = max((len(str(number(item, "seeds"))) for item in items), default=1)
    indent = " " * (place_width + seeds_width + 6)
    for place, item in enumerate(items, start=1):
        counted = f"{symbols.seeds} {number(item, 'seeds'):{seeds_width}}"
        yield f"{place:{place_width}}  {counted}  {headline(item)}"
        yield indent + details(item, now, symbols)
        if excerpt and words(item, excerpt):
            yield indent + words(item, excerpt)


def body(item: Document) -> list[str]:
    """Return the lines of a text as they may be printed."""
    if item.get("retracted"):
        return [TAKEN_BACK]
    if item.get("hidden"):
        return [HIDDEN]
    if item.get("body") is None:
        return [NOT_HERE]
    return for_display(str(item["body"])).rstrip("\n").split("\n")


def size(count: int) -> str:
    """Return a number of bytes with a unit."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < _THOUSAND:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= _THOUSAND
    return f"{amount:.1f} TB"
