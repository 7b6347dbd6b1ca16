"""From arguments to an exit status: 0, 1 with one line on stderr, or 2 for wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from p2psocial import __version__, data_folder, settings
from p2psocial.cli import (
    boards,
    demo,
    exchange,
    identity,
    moderation,
    node,
    people,
    posting,
    preferences,
    reading,
    voting,
    why,
    window,
)
from p2psocial.cli.arguments import Commands, Parser, add_shared_options, overrides
from p2psocial.cli.backend import MakeBackend
from p2psocial.cli.command import Command
from p2psocial.cli.output import Output
from p2psocial.failures import MORE_FILES, MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem, InvalidMagnet, InvalidPhrase

FAILED = 1
WRONG_USAGE = 2
INTERRUPTED = 130
TRACEBACK_VARIABLE = "P2PSOCIAL_TRACEBACK"

# What the dynamic loader, Python and libtorrent say when they get no memory or no thread.
_SIGNS_OF_NO_MEMORY = (
    "failed to map segment",
    "annot allocate memory",
    "can't start new thread",
    "Resource temporarily unavailable",
)

_SIGN_OF_MANY_FILES = "Too many open files"

_GROUPS = (
    posting,
    reading,
    why,
    voting,
    boards,
    moderation,
    people,
    exchange,
    identity,
    node,
    demo,
    preferences,
    window,
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="p2psocial",
        usage="p2psocial [OPTIONS] [COMMAND ... | LINK]",
        description="A social network without servers: posts are small signed torrents, and an"
        " upvote is seeding one. Without a command the window opens, with a link on what it names.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"p2psocial {__version__}")
    add_shared_options(parser, 0, visible=True)
    commands = Commands(parser, 1, "p2psocial", "COMMAND")
    for group in _GROUPS:
        group.register(commands)
    return parser


def main(argv: Sequence[str], make_backend: MakeBackend) -> int:
    """Do what `argv` (without the program's name) says and return the exit status."""
    output = Output(as_json=False)
    try:
        try:
            options = build_parser().parse_args(window.with_command(argv))
        except SystemExit as ended:
            # argparse has printed help, or what is wrong.
            output.flush()
            return ended.code if isinstance(ended.code, int) else WRONG_USAGE
        output.as_json = getattr(options, "json", False)
        status = _run(options, output, make_backend)
        output.flush()
    except KeyboardInterrupt:
        output.erase_progress()
        return INTERRUPTED
    except BrokenPipeError:
        output.give_up()
        return 0
    except Exception as error:  # noqa: BLE001 -- the last resort: one line rather than a traceback
        return _fail(error, output)
    return status


def _run(options: argparse.Namespace, output: Output, make_backend: MakeBackend) -> int:
    run = getattr(options, "run", window.run)
    folder = data_folder.find(getattr(options, "data_dir", None), os.environ)
    chosen = settings.load(folder.settings, overrides(options))
    status: int = run(Command(options, chosen, folder, output, make_backend))
    return status


def _fail(error: Exception, output: Output) -> int:
    if os.environ.get(TRACEBACK_VARIABLE):
        output.erase_progress()
        traceback.print_exception(error, file=sys.stderr)
    output.failure(_explain(error))
    return FAILED


def _explain(error: Exception) -> str:
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in _SIGNS_OF_NO_MEMORY):
        detail = f" ({error})" if str(error) else ""
        return f"there is too little memory; close other programs, or allow more{detail}"
    if _SIGN_OF_MANY_FILES in str(error) and not isinstance(error, MachineError):
        return f"too many files are open; {MORE_FILES}"
    match error:
        case InvalidItem():
            return f"this is not a valid item: {error}"
        case RequestError() | MachineError() | InvalidMagnet() | InvalidPhrase():
            return str(error)
        case OSError(errno=int()):
            return f"{error.strerror}: {error.filename}" if error.filename else str(error.strerror)
        case _:
            return (
                f"this is a bug of p2psocial's own, please report it: {type(error).__name__}:"
                f" {error} ({TRACEBACK_VARIABLE}=1 shows where)"
            )
