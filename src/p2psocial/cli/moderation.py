"""block: what you do not want to see, keep or pass on."""

from __future__ import annotations

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.rendering import document, documents, words

_KINDS = ("author", "board", "word", "item")


def register(commands: arguments.Commands) -> None:
    """Add the command."""
    block = commands.add(
        "block", "list what you block, or block an author, board, word or item", _block
    )
    block.add_argument("kind", nargs="?", choices=_KINDS, help="what to block")
    block.add_argument(
        "value",
        nargs="?",
        metavar="VALUE",
        help="a public key or fingerprint, a board, a word, or an infohash",
    )
    block.add_argument("--remove", action="store_true", help="block it no more")


def _block(command: Command) -> int:
    kind, value = command.options.kind, command.options.value
    if kind is None or value is None:
        return _list(command, kind)
    operation = "unblock" if command.options.remove else "block"
    result = document(command.perform(operation, {"kind": kind, "value": value}))
    if command.output.as_json:
        command.output.json(result)
    elif not result.get("changed"):
        command.output.line(
            "There is no such rule" if command.options.remove else "Blocked already"
        )
    else:
        command.output.line("Blocked no more" if command.options.remove else "Blocked")
    return 0


def _list(command: Command, kind: str | None) -> int:
    rules = command.perform("blocks", {})
    shown = [rule for rule in documents(rules) if kind in {None, rule.get("kind")}]
    if command.output.as_json:
        command.output.json(shown)
        return 0
    for rule in shown:
        command.output.line(f"{words(rule, 'kind'):6}  {words(rule, 'value')}")
    if not shown:
        command.output.note(
            "You block nothing; 'p2psocial block author FINGERPRINT' blocks an author"
        )
    return 0
