"""The documents name only what exists: files, commands, options and settings."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from p2psocial.cli.main import build_parser

REPOSITORY = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *(REPOSITORY / "docs").glob("*.md")]
)


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:  # noqa: SLF001 -- argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 -- (same)
            found.update(action.choices)
    return found


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings}  # noqa: SLF001 -- (same)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_linked_files_exist(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text()):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_scripts_that_are_named_exist(document: Path) -> None:
    named = r"(?<!/)\b(?:scripts|tests|src|docs)/[\w/.-]+\.\w+"
    for script in re.findall(named, document.read_text()):
        assert (REPOSITORY / script).exists(), script


def commands_in(document: Path) -> list[list[str]]:
    """Return every command line of p2psocial that a document shows as code."""
    text = document.read_text()
    code = re.findall(r"`([^`\n]+)`", text)
    for block in re.findall(r"```\n(.*?)```", text, re.DOTALL):
        code += block.split("\n")
    shown = re.compile(r"(?:^|\| )(?:p2psocial|python3 scripts/run\.py) ([^|]+)")
    return [command.split() for piece in code for command in shown.findall(piece.strip())]


def test_commands_and_their_options_exist() -> None:
    parser = build_parser()
    top = subcommands(parser)
    shown = [command for document in DOCUMENTS for command in commands_in(document)]
    assert len(shown) > 20, "the documents show commands"
    for words in shown:
        names = [word for word in words if word in top]
        assert names or words[0].startswith("--"), words
        current = top[names[0]] if names else parser
        inner = subcommands(current)
        known = options(parser) | options(current)
        for word in words:
            if word in inner:
                known |= options(inner[word])
        for word in words:
            if word.startswith("--"):
                assert word in known, words
