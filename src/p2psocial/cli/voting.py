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
)
from p2psocial.settings import DURATIONS


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
    commands.add("seeding", "list what you seed", _seeding)


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
    found = command.perform("seeding", {})
    output = command.output
    if output.as_json:
        output.json(found)
        return 0
    items = documents(found)
    now = int(time.time())
    for item in items:
        since = f"since {ago(number(item, 'since'), now)}"
        output.line(headline(item))
        parts = [seeds(item), since, until(item.get("until")), short_hash(item)]
        if item.get("endangered"):
            parts.append("endangered: nobody else is known to seed it")
        output.line("    " + output.symbols.dot.join(parts))
    if not items:
        output.note("You seed nothing yet; 'p2psocial upvote INFOHASH' seeds a text")
    return 0
