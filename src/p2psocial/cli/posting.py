"""post, comment, edit, retract: everything that signs something new."""

from __future__ import annotations

import argparse

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.rendering import document, words
from p2psocial.cli.text_input import read_text
from p2psocial.protocol.item import MAX_TEXT_BYTES, Kind


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    post = commands.add("post", "publish a post; prints its infohash and its magnet link", _post)
    post.add_argument("--board", required=True, type=arguments.board, metavar="B", help="where")
    post.add_argument("--title", required=True, type=arguments.title, metavar="T", help="one line")
    comment = commands.add("comment", "answer a post or a comment", _comment)
    edit = commands.add("edit", "publish a new version of something of yours", _edit)
    edit.add_argument("--title", type=arguments.title, metavar="T", help="a new title (posts)")
    retract = commands.add("retract", "take something of yours back", _retract)
    for parser in (comment, edit, retract):
        add_item(parser)
    for parser in (post, comment, edit):
        parser.add_argument(
            "file", nargs="?", metavar="FILE", help="the text; - or nothing: standard input"
        )
    for parser in (post, comment, edit, retract):
        _add_signer(parser)


def add_item(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names an item."""
    parser.add_argument(
        "item",
        type=arguments.wanted,
        metavar="INFOHASH",
        help="40 hexadecimal digits, at least the first 6 of them, or a magnet link",
    )


def _add_signer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--nick", type=arguments.nick, metavar="NICK", help="the name beside it, this time"
    )
    parser.add_argument(
        "--identity", metavar="FINGERPRINT", help="who signs it; the current identity if not given"
    )


def _signer(command: Command) -> dict[str, object]:
    given = {"nick": command.options.nick, "identity": command.options.identity}
    return {name: value for name, value in given.items() if value is not None}


def _post(command: Command) -> int:
    options = command.options
    text = read_text(options.file, MAX_TEXT_BYTES[Kind.POST])
    return _publish(command, "post", {"board": options.board, "title": options.title, "text": text})


def _comment(command: Command) -> int:
    text = read_text(command.options.file, MAX_TEXT_BYTES[Kind.COMMENT])
    return _publish(command, "comment", {**command.options.item, "text": text})


def _edit(command: Command) -> int:
    # Only the node knows what is edited; it refuses what is too long for a comment.
    text = read_text(command.options.file, MAX_TEXT_BYTES[Kind.POST])
    title = command.options.title
    changed = {"text": text} | ({} if title is None else {"title": title})
    return _publish(command, "edit", {**command.options.item, **changed})


def _retract(command: Command) -> int:
    return _publish(command, "retract", command.options.item)


def _publish(command: Command, operation: str, arguments_: dict[str, object]) -> int:
    made = document(command.perform_signed(operation, {**arguments_, **_signer(command)}))
    output = command.output
    if output.as_json:
        output.json(made)
    else:
        output.line(words(made, "infohash"))
        output.line(words(made, "magnet"))
    command.hint_if_unseeded(made)
    return 0
