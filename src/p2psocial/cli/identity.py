"""identity …: who one is. Works on the key files themselves, never over a node."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.passphrase import ask_new_passphrase
from p2psocial.cli.text_input import read_text
from p2psocial.protocol.text import for_display

if TYPE_CHECKING:
    # For the types alone: help and mistakes are to be answered before this is loaded.
    from p2psocial.services.identities import Identity

_MAX_PHRASE_BYTES = 1_000


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    group = commands.add("identity", "list, make, keep and restore identities", json=False)
    actions = arguments.Commands(group, 2, "p2psocial identity", "ACTION")
    actions.add("list", "list your identities; * marks the current one", _list)
    new = actions.add("new", "make an identity, which becomes the current one", _new)
    use = actions.add("use", "make another identity the current one", _use)
    use.add_argument("fingerprint", metavar="FINGERPRINT", help="or the beginning of it")
    nick = actions.add("nick", "change the nick of what you publish from now on", _nick)
    nick.add_argument("nick", type=arguments.nick, metavar="NICK", help="'' for none")
    phrase = actions.add("phrase", "print the 24 words that restore an identity", _phrase)
    restore = actions.add("restore", "bring an identity back from its 24 words", _restore)
    restore.add_argument(
        "file", nargs="?", metavar="FILE", help="the words; - or nothing: standard input"
    )
    protect = actions.add("protect", "have a passphrase asked for before publishing", _protect)
    unprotect = actions.add("unprotect", "do without the passphrase again", _unprotect)
    for parser in (new, restore):
        parser.add_argument("--nick", type=arguments.nick, default="", metavar="NICK")
    for parser in (nick, phrase, protect, unprotect):
        parser.add_argument(
            "--identity", default="", metavar="FINGERPRINT", help="not the current one but this"
        )


def _list(command: Command) -> int:
    listing = command.backend.identities.listing()
    output = command.output
    if output.as_json:
        shown = [_to_json(each, listing.current) for each in listing.identities]
        output.json({"identities": shown, "damaged": list(listing.damaged)})
        return 0
    for identity in listing.identities:
        mark = "*" if identity.fingerprint == listing.current else " "
        output.line(f"{mark} {_describe(identity)}")
        output.line(f"    public key {identity.public.hex()}")
    for trouble in listing.damaged:
        output.note(for_display(trouble, one_line=True))
    if not listing.identities and not listing.damaged:
        output.note("You have no identity yet; one is made when you first publish something")
    return 0


def _new(command: Command) -> int:
    return _report(command, command.backend.identities.create(command.options.nick), "Made")


def _use(command: Command) -> int:
    identity = command.backend.identities.use(command.options.fingerprint)
    return _report(command, identity, "Now current")


def _nick(command: Command) -> int:
    options = command.options
    identity = command.backend.identities.set_nick(options.nick, options.identity)
    return _report(command, identity, "From now on")


def _phrase(command: Command) -> int:
    def attempt(passphrase: str | None) -> str:
        return command.backend.identities.phrase(passphrase, command.options.identity)

    phrase = command.with_passphrase(attempt)
    if command.output.as_json:
        command.output.json({"phrase": phrase})
        return 0
    command.output.line(phrase)
    command.output.note("Whoever has these words is you. Write them on paper and show nobody.")
    return 0


def _restore(command: Command) -> int:
    if command.options.file is None and sys.stdin is not None and sys.stdin.isatty():
        command.output.note("The 24 words, with spaces or line ends between them.")
    phrase = read_text(command.options.file, _MAX_PHRASE_BYTES)
    identity, is_new = command.backend.identities.restore(phrase, command.options.nick)
    return _report(command, identity, "Restored" if is_new else "Already here")


def _protect(command: Command) -> int:
    identities, name = command.backend.identities, command.options.identity
    protected = identities.protect(ask_new_passphrase(), name)
    return _report(command, protected, "Protected")


def _unprotect(command: Command) -> int:
    def attempt(passphrase: str | None) -> Identity:
        return command.backend.identities.unprotect(passphrase, command.options.identity)

    return _report(command, command.with_passphrase(attempt), "No longer protected")


def _report(command: Command, identity: Identity, done: str) -> int:
    if command.output.as_json:
        current = command.backend.identities.listing().current
        command.output.json(_to_json(identity, current))
    else:
        command.output.line(f"{done}: {_describe(identity)}")
    return 0


def _describe(identity: Identity) -> str:
    nick = for_display(identity.nick, one_line=True)
    protection = " (protected)" if identity.protected else ""
    return f"{nick}#{identity.fingerprint}{protection}"


def _to_json(identity: Identity, current: str) -> dict[str, object]:
    return {
        "fingerprint": identity.fingerprint,
        "author": identity.public.hex(),
        "nick": identity.nick,
        "created": identity.created,
        "protected": identity.protected,
        "current": identity.fingerprint == current,
    }
