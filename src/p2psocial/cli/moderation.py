"""block, blocks: what you do not want to see, keep or pass on."""

from __future__ import annotations

from pathlib import Path

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.exchange import write_file
from p2psocial.cli.rendering import document, documents, number, quantity, words
from p2psocial.cli.text_input import STANDARD_INPUT, read_bytes
from p2psocial.protocol.text import for_display
from p2psocial.services.block_lists import (
    MAX_FILE_BYTES,
    read_block_list,
    read_rules,
    write_block_list,
)

# A request to a running node has at most 1 MiB.
_RULES_AT_ONCE = 1_000
_KINDS = ("author", "board", "word", "item")


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
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
    blocks = commands.add("blocks", "list what you block, or give and take block lists", _blocks)
    way = blocks.add_mutually_exclusive_group()
    way.add_argument("--export", metavar="FILE", help="write your rules to a new file, or to -")
    blocks.add_argument("--force", action="store_true", help="write over a file that is there")
    way.add_argument("--import", dest="source", metavar="FILE", help="add the rules of a file")


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


def _blocks(command: Command) -> int:
    if command.options.export is not None:
        return _export(command, command.options.export)
    if command.options.source is not None:
        return _import(command, command.options.source)
    return _list(command, None)


def _export(command: Command, name: str) -> int:
    rules = read_rules(command.perform("blocks", {}))
    data, output = write_block_list(rules), command.output
    if name == STANDARD_INPUT:
        output.raw(data)
        return 0
    write_file(Path(name), data, force=command.options.force)
    if output.as_json:
        output.json({"file": name, "rules": len(rules)})
    else:
        output.line(f"Wrote {quantity(len(rules), 'rule')} to {for_display(name, one_line=True)}")
    return 0


def _import(command: Command, name: str) -> int:
    rules = read_block_list(read_bytes(name, MAX_FILE_BYTES))
    added = 0
    for begin in range(0, len(rules), _RULES_AT_ONCE):
        part = [
            {"kind": rule.kind.value, "value": rule.value}
            for rule in rules[begin : begin + _RULES_AT_ONCE]
        ]
        added += number(document(command.perform("import_blocks", {"rules": part})), "added")
    result = {"added": added, "known": len(rules) - added}
    if command.output.as_json:
        command.output.json(result)
    else:
        command.output.line(f"{quantity(added, 'new rule')}, {result['known']:,} known already")
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
