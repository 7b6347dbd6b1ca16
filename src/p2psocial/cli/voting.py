"""upvote, unvote, seeding: an upvote is seeding."""

from __future__ import annotations

import time

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.posting import add_item
from p2psocial.cli.rendering import (
    Document,
    ago,
    document,
    documents,
    headline,
    number,
    seeds,
    short_hash,
    size,
    until,
    words,
)
from p2psocial.settings import DURATIONS

_ORDERS = ("newest", "endangered", "safe", "ending", "largest", "uploaded")


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    upvote = commands.add("upvote", "seed a text, which is a vote for it", _upvote)
    add_item(upvote)
    upvote.add_argument(
        "--for",
        dest="duration",
        choices=DURATIONS,
        help="how long (setting vote_for, at first a year)",
    )
    add_item(commands.add("unvote", "stop seeding a text", _unvote))
    seeding = commands.add("seeding", "list what you seed", _seeding)
    seeding.add_argument("--order", choices=_ORDERS, default="newest", help="(newest)")
    seeding.add_argument("--limit", type=arguments.count, metavar="N", help="how many at most")
    seeding.add_argument(
        "--to-free",
        type=arguments.bytes_to_free,
        metavar="BYTES",
        help="list instead what to unvote to have that many bytes free for new votes",
    )


def _upvote(command: Command) -> int:
    duration = command.options.duration or command.settings.vote_for
    voted = document(command.perform("upvote", {**command.options.item, "for": duration}))
    cost = number(voted, "vote_bytes_per_hour")
    costs = f", for about {size(cost)} an hour" if cost else ""
    return _report(command, voted, f"Seeding {until(voted.get('until'))}{costs}")


def _unvote(command: Command) -> int:
    left = document(command.perform("unvote", command.options.item))
    return _report(command, left, "No longer seeding")


def _report(command: Command, item: Document, done: str) -> int:
    output = command.output
    if output.as_json:
        output.json(item)
    else:
        dot = output.symbols.dot
        output.line(f"{done}: {dot.join((headline(item), seeds(item), short_hash(item)))}")
    command.hint_if_unseeded(item)
    return 0


def _seeding(command: Command) -> int:
    options = command.options
    if options.to_free is not None:
        return _drops(command)
    limit = {} if options.limit is None else {"limit": options.limit}
    found = command.perform("seeding", {"order": options.order, **limit})
    if command.output.as_json:
        command.output.json(found)
        return 0
    _list(command, documents(found))
    if not found:
        command.output.note("You seed nothing yet; 'p2psocial upvote INFOHASH' seeds a text")
    return 0


def _drops(command: Command) -> int:
    found = document(command.perform("propose_drops", {"bytes": command.options.to_free}))
    output = command.output
    if output.as_json:
        output.json(found)
        return 0
    proposals = documents(found.get("proposals"))
    _list(command, proposals)
    if not found.get("enough"):
        output.note("That is not enough: raise disk_budget, see 'p2psocial settings'")
    elif not proposals:
        output.note("So much is free already")
    return 0


def _list(command: Command, items: list[Document]) -> None:
    output, now = command.output, int(time.time())
    for item in items:
        since = f"since {ago(number(item, 'since'), now)}"
        output.line(headline(item))
        parts = [seeds(item), since, until(item.get("until")), size(number(item, "size"))]
        if number(item, "uploaded"):
            parts.append(f"{size(number(item, 'uploaded'))} uploaded")
        parts.append(short_hash(item))
        if item.get("endangered"):
            parts.append("endangered: nobody else is known to seed it")
        if item.get("newer"):
            parts.append(f"newer version: {words(item, 'newer')[:12]}")
        output.line("    " + output.symbols.dot.join(parts))
