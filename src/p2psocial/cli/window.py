"""window: the window, which is also what opens without any command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from p2psocial import settings
from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.display import require_display

_NAME = "window"
_LINKS = ("p2psocial:", "magnet:")


def register(commands: arguments.Commands) -> None:
    """Add this command."""
    window = commands.add(
        _NAME, "open the window, as p2psocial without a command does", run, json=False
    )
    window.add_argument(
        "link", nargs="?", type=_link, metavar="LINK", help="a p2psocial: or magnet link to open"
    )


def with_command(argv: Sequence[str]) -> list[str]:
    """Return the arguments with the command that a link, standing alone, leaves out."""
    place = arguments.first_word(argv)
    given = list(argv)
    if place < len(given) and given[place].lower().startswith(_LINKS):
        given.insert(place, _NAME)
    return given


def run(command: Command) -> int:
    """Open the window, or have the one that is open come to the front."""
    require_display()
    file, given = command.folder.settings, arguments.overrides(command.options)
    link: str | None = getattr(command.options, "link", None)
    return command.backend.run_window(link or "", lambda: settings.load(file, given))


def _link(value: str) -> str:
    if not value.lower().startswith(_LINKS):
        raise argparse.ArgumentTypeError(
            f"{value[:80]!r} is neither a p2psocial: link nor a magnet link"
        )
    return value
