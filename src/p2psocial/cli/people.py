"""author, notices: who wrote what, and what concerns you."""

from __future__ import annotations

import time

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.rendering import (
    Document,
    ago,
    author,
    document,
    documents,
    headline,
    number,
    quantity,
    ranked,
    short_hash,
    words,
)

_DID = {"reply": "answered you", "mention": "named you"}


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    by_author = commands.add("author", "list what an author wrote", _author)
    by_author.add_argument("author", metavar="AUTHOR", help="a fingerprint or a public key")
    notices = commands.add(
        "notices", "list who answered you or named you, and mark it seen", _notices
    )
    notices.add_argument("--keep-unread", action="store_true", help="mark nothing as seen")
    for parser in (by_author, notices):
        arguments.add_limit(parser)


def _author(command: Command) -> int:
    options = command.options
    found = document(command.perform("author", {"author": options.author, "limit": options.limit}))
    output, now = command.output, int(time.time())
    if output.as_json:
        output.json(found)
        return 0
    for line in _about(found, now, output.symbols.dot):
        output.line(line)
    for line in ranked(documents(found.get("items")), now, output.symbols):
        output.line(line)
    return 0


def _about(found: Document, now: int, dot: str) -> list[str]:
    nicks = found.get("nicks")
    used = [words({"nick": nick}, "nick") for nick in nicks] if isinstance(nicks, list) else []
    parts = [", ".join(used) or "without a nick", f"#{words(found, 'fingerprint')}"]
    if found.get("me"):
        parts.append("this is you")
    if found.get("blocked"):
        parts.append("blocked")
    counts = [
        quantity(number(found, "posts"), "post"),
        quantity(number(found, "comments"), "comment"),
        quantity(number(found, "seeds"), "seed"),
    ]
    if found.get("whole") is False:
        counts.append("all of the newest texts only")
    elif found.get("first_seen") is not None:
        counts.append(f"first seen {ago(number(found, 'first_seen'), now)}")
    return [dot.join(parts), dot.join(counts), words(found, "author")]


def _notices(command: Command) -> int:
    options = command.options
    found = document(command.perform("notices", {"limit": options.limit}))
    notices = documents(found.get("notices"))
    if notices and not options.keep_unread:
        command.perform("notices_seen", {"up_to": notices[0].get("number")})
    output, now = command.output, int(time.time())
    if output.as_json:
        output.json(found)
        return 0
    for notice in notices:
        item = document(notice.get("item"))
        did = _DID.get(words(notice, "notice"), "wrote")
        new = "new: " if notice.get("unread") else ""
        parts = [
            f"{new}{author(item)} {did}",
            ago(number(notice, "noticed"), now),
            short_hash(item),
        ]
        output.line(output.symbols.dot.join(parts))
        output.line(f"    in {words(notice, 'post_title') or 'a post that is not here'}")
        output.line(f"    {headline(item)}")
    if not notices:
        output.note("Nobody has answered you or named you yet")
    return 0
