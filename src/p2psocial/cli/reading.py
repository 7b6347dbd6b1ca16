"""top, show, search: what others wrote."""

from __future__ import annotations

import time

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.posting import add_item
from p2psocial.cli.rendering import document, documents, ranked
from p2psocial.cli.thread import thread

PERIODS = ("day", "week", "month", "year", "all")
ORDERS = ("top", "new", "hot", "hours", "endangered")


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    top = commands.add("top", "list the posts that most people seed", _top)
    top.add_argument("--period", choices=PERIODS, default="day", help="written since (day)")
    top.add_argument("--board", type=arguments.board, metavar="B", help="only this board")
    top.add_argument("--order", choices=ORDERS, default="top", help="how to order them (top)")

    show = commands.add("show", "print a post and its thread", _show)
    add_item(show)
    search = commands.add("search", "find posts and comments with all of these words", _search)
    search.add_argument("words", nargs="+", type=arguments.words, metavar="WORDS")
    search.add_argument("--period", choices=PERIODS, default="all", help="written since (all)")
    search.add_argument("--board", type=arguments.board, metavar="B", help="only this board")
    search.add_argument("--kind", choices=("post", "comment"), help="only these")
    for parser in (top, search):
        arguments.add_limit(parser)


def _top(command: Command) -> int:
    options = command.options
    query = {
        "period": options.period,
        "board": options.board,
        "order": options.order,
        "limit": options.limit,
    }
    found = command.perform("top", query)
    nothing = "No posts here yet from this time"
    if options.period != "all":
        nothing += "; try a longer one, such as --period all"
    return _list(command, found, nothing)


def _search(command: Command) -> int:
    options = command.options
    query = {
        "words": " ".join(options.words),
        "limit": options.limit,
        "period": options.period,
        "board": options.board,
        "kind": options.kind,
    }
    found = command.perform("search", query)
    return _list(command, found, "Nothing here has all of these words", excerpt="excerpt")


def _list(command: Command, found: object, nothing: str, excerpt: str = "") -> int:
    output = command.output
    if output.as_json:
        output.json(found)
        return 0
    items = documents(found)
    for line in ranked(items, int(time.time()), output.symbols, excerpt):
        output.line(line)
    if not items:
        output.note(nothing)
    return 0


def _show(command: Command) -> int:
    found = command.perform("show", command.options.item)
    output = command.output
    if output.as_json:
        output.json(found)
        return 0
    for line in thread(document(found), int(time.time()), output.symbols, output.width):
        output.line(line)
    return 0
