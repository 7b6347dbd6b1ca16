"""why: where a text stands in a ranking, what its count rests on, and what beat it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.output import Symbols
from p2psocial.cli.posting import add_item
from p2psocial.cli.reading import ORDERS, PERIODS
from p2psocial.cli.rendering import (
    Document,
    details,
    document,
    documents,
    duration,
    headline,
    number,
    quantity,
    seeds,
    short_hash,
    since,
    words,
)

_INDENT = "    "


def register(commands: arguments.Commands) -> None:
    """Add this command."""
    why = commands.add("why", "say why a text has its place in a ranking", _why)
    add_item(why)
    why.add_argument("--period", choices=PERIODS, default="all", help="written since (all)")
    why.add_argument("--board", type=arguments.board, metavar="B", help="only this board")
    why.add_argument("--order", choices=ORDERS, default="top", help="in which order (top)")


def _why(command: Command) -> int:
    options = command.options
    ranking = {"period": options.period, "board": options.board, "order": options.order}
    found = document(command.perform("why", {**options.item, **ranking}))
    output = command.output
    if output.as_json:
        output.json(found)
        return 0
    for line in _explanation(found, int(time.time()), output.symbols):
        output.line(line)
    return 0


def _explanation(found: Document, now: int, symbols: Symbols) -> Iterator[str]:
    yield headline(found)
    yield details(found, now, symbols)
    yield ""
    yield _place(found)
    yield f"{seeds(found)}, {_hours(found)}"
    evidence = documents(found.get("evidence", []))
    for each in evidence:
        yield _INDENT + _evidence(each)
    if not evidence:
        yield _INDENT + "no evidence yet that anybody seeds it"
    above = documents(found.get("beaten_by", []))
    if above:
        yield ""
        yield "Right above it:"
    for each in reversed(above):
        parts = (headline(each), quantity(number(each, "seeds"), "seed"), _hours(each))
        yield _INDENT + symbols.dot.join((*parts, short_hash(each)))


def _place(found: Document) -> str:
    ranking = document(found.get("ranking", {}))
    board = words(ranking, "board") or "all boards"
    where = f"{words(ranking, 'order')}, period {words(ranking, 'period')}, {board}"
    if found.get("rank") is None:
        return f"No place in {where}: {words(found, 'absence')}"
    more = " or more" if found.get("rank_or_more") else ""
    return f"Place {number(found, 'rank'):,}{more} in {where}"


def _hours(item: Document) -> str:
    hours = item.get("seed_hours")
    return f"{hours if isinstance(hours, int | float) else 0:,.1f} seed-hours"


def _evidence(each: Document) -> str:
    count, age = number(each, "seeds"), number(each, "age")
    match each.get("source"):
        case "self":
            return f"self: you seed it, for {duration(age)}"
        case "swarm":
            networks = number(each, "networks")
            spread = f" in {quantity(networks, 'network')}" if networks else ""
            homes = quantity(count, "household")
            return f"swarm: {homes}{spread} proved to have it, the last {since(age)}"
        case _:
            stale = "" if each.get("counts") else "; too old to count"
            low, high = _figure(each, "low"), _figure(each, "high")
            nodes = quantity(number(each, "nodes"), "node")
            figure = _figure(each, "seeds")
            told = f"dht: about {figure} ({low} to {high} from {nodes}), {since(age)}{stale}"
            return told + _checks(each)


def _checks(each: Document) -> str:
    """Say what came of asking some of those who claim to seed for a piece."""
    asked = number(each, "proved") + number(each, "denied")
    if not asked:
        return ""
    said = f"; of {asked:,} that were asked for a piece, {number(each, 'proved'):,} sent it"
    claimed = each.get("claimed")
    return said + (f", so not {_figure(each, 'claimed')}" if claimed is not None else "")


def _figure(each: Document, key: str) -> str:
    value = each.get(key)
    return f"{value if isinstance(value, int | float) else 0:,.1f}"
