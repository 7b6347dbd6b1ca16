"""Options that all commands share, and the kinds of argument that more than one takes.

The options that choose data folder and network are accepted before and after the command. argparse
fills one namespace for each level and lets the inner one win, so lists get a name for each level
and are put together in `overrides`.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import NoReturn

from p2psocial import settings
from p2psocial.protocol.errors import InvalidMagnet
from p2psocial.protocol.item import MAX_NICK_BYTES, MAX_TITLE_BYTES
from p2psocial.protocol.magnet import parse_magnet
from p2psocial.protocol.text import for_display, is_board, is_line

_HEX = re.compile(r"[0-9a-f]{6,40}")
_LEVELS = 3
_LIMIT = 20
_MAX_LIMIT = 1_000
_MAX_BYTES_DIGITS = 15
_MAX_SECONDS = 86_400.0

# The options for all commands that take a value, which may be the next argument.
_WITH_VALUE = ("--data-dir", "--listen", "--gossip", "--bootstrap", "--proxy")

Run = Callable[..., int]


class Parser(argparse.ArgumentParser):
    """An argparse parser that reports a mistake in one line.

    With `intermixed` set, options may stand between the arguments, as in `edit ITEM --title T -`:
    argparse by itself takes the first argument as a sign that an optional second one is missing.
    """

    intermixed = False

    def parse_known_args(  # type: ignore[override]  # argparse declares three overloads of it
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse, with options anywhere if that was asked for."""
        # Before Python 3.12 the intermixed parser loses track of what follows `--`.
        if not self.intermixed or "--" in (args or ()):
            return super().parse_known_args(args, namespace)
        # The inherited method calls this one again.
        self.intermixed = False
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.intermixed = True

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with status 2."""
        shown = for_display(message, one_line=True)
        self.exit(2, f"{self.prog}: {shown}; '{self.prog} --help' shows how\n")


class Commands:
    """Where the groups of commands register; `level` counts how deep these commands are."""

    def __init__(self, parser: argparse.ArgumentParser, level: int, prog: str, name: str) -> None:
        self._level = level
        self._parsers = parser.add_subparsers(
            metavar=name,
            dest=f"command{level}",
            required=level > 1,
            parser_class=Parser,
            prog=prog,
        )

    def add(
        self, name: str, explanation: str, run: Run | None = None, *, json: bool = True
    ) -> Parser:
        """Add a command; `run` takes a `Command` and returns the exit status."""
        description = explanation[0].upper() + explanation[1:] + "."
        parser = self._parsers.add_parser(
            name, help=explanation, description=description, allow_abbrev=False
        )
        add_shared_options(parser, self._level, visible=False)
        parser.epilog = "Options for all commands: see p2psocial --help."
        if json:
            parser.add_argument("--json", action="store_true", help="print one JSON document")
        if run:
            parser.intermixed = True
            parser.set_defaults(run=run)
        return parser


def _setting(name: str) -> Callable[[str], object]:
    def read(value: str) -> object:
        try:
            return settings.checked(name, value)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def _bootstrap(value: str) -> str:
    try:
        settings.checked("bootstrap", [value])
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return value


def add_shared_options(parser: argparse.ArgumentParser, level: int, *, visible: bool) -> None:
    """Add the options that choose data folder and network; `level` is 0 for the program itself."""
    group = parser.add_argument_group("options for all commands") if visible else parser

    def add(option: str, explanation: str, **how: object) -> None:
        shown = explanation if visible else argparse.SUPPRESS
        # Without a default, what is not given at one level leaves the other levels alone.
        group.add_argument(option, default=argparse.SUPPRESS, help=shown, **how)  # type: ignore[arg-type]  # argparse itself checks these

    add("--data-dir", "the data folder (also P2PSOCIAL_DATA_DIR)", metavar="DIR")
    add("--listen", "for BitTorrent", metavar="ADDR:PORT", type=_setting("listen"))
    add("--gossip", "for announcements", metavar="ADDR:PORT", type=_setting("gossip"))
    add(
        "--bootstrap",
        "a DHT node to begin with (may be repeated)",
        metavar="HOST:PORT",
        type=_bootstrap,
        action="append",
        dest=f"bootstrap{level}",
    )
    add("--private", "a network of this machine or LAN alone", action="store_true")
    add("--proxy", "socks5://, http:// or i2p://", metavar="URL", type=_setting("proxy"))
    add(
        "--no-port-mapping",
        "do not ask the router for a port",
        action="store_false",
        dest="port_mapping",
    )


def first_word(argv: Sequence[str]) -> int:
    """Return the place of the first argument that is no option for all commands, nor its value."""
    place = 0
    while place < len(argv) and argv[place].startswith("-"):
        place += 2 if argv[place] in _WITH_VALUE else 1
    return place


def add_limit(parser: argparse.ArgumentParser) -> None:
    """Add the option that says how long a list may be."""
    parser.add_argument(
        "--limit",
        type=count,
        default=_LIMIT,
        metavar="N",
        help=f"how many at most ({_LIMIT})",
    )


def overrides(options: argparse.Namespace) -> dict[str, object]:
    """Return the settings that were given on the command line."""
    given = vars(options)
    names = ("listen", "gossip", "private", "proxy", "port_mapping")
    found = {name: given[name] for name in names if name in given}
    bootstrap = [place for level in range(_LEVELS) for place in given.get(f"bootstrap{level}", [])]
    return found | ({"bootstrap": bootstrap} if bootstrap else {})


def wanted(value: str) -> dict[str, object]:
    """Read which item is meant: an infohash, the beginning of one, or a magnet link.

    Returns the arguments that say so to the node. A magnet link goes there whole, because it may
    name peers that have the item.
    """
    if value.lower().startswith("magnet:"):
        try:
            parse_magnet(value)
        except InvalidMagnet as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        return {"infohash": value}
    if not _HEX.fullmatch(value.lower()):
        raise argparse.ArgumentTypeError(
            f"{value[:80]!r} is not an infohash (40 hexadecimal digits, or at least the first 6),"
            " nor a magnet link"
        )
    return {"infohash": value.lower()}


def board(value: str) -> str:
    """Read the name of a board."""
    if not is_board(value):
        raise argparse.ArgumentTypeError(
            f"{value[:80]!r} is not the name of a board: 1 to 32 of a-z, 0-9 and '-'"
        )
    return value


def title(value: str) -> str:
    """Read a title."""
    if not is_line(value, MAX_TITLE_BYTES):
        raise argparse.ArgumentTypeError(
            f"a title is one line of 1 to {MAX_TITLE_BYTES} bytes without spaces around it"
        )
    return value


def nick(value: str) -> str:
    """Read a nick, which may be empty."""
    if value and not is_line(value, MAX_NICK_BYTES):
        raise argparse.ArgumentTypeError(
            f"a nick is one line of at most {MAX_NICK_BYTES} bytes without spaces around it"
        )
    return value


def words(value: str) -> str:
    """Read words to search for."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("these words are not valid UTF-8") from None
    return value


def count(value: str) -> int:
    """Read how many results to show."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= _MAX_LIMIT):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_MAX_LIMIT}")
    return int(value[:9])


def bytes_to_free(value: str) -> int:
    """Read a number of bytes."""
    if not (value.isascii() and value.isdigit() and len(value) <= _MAX_BYTES_DIGITS):
        raise argparse.ArgumentTypeError("must be a number of bytes")
    return int(value)


def seconds(value: str) -> float:
    """Read a time to wait."""
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0 < number <= _MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"must be seconds, more than 0, up to {_MAX_SECONDS:.0f}")
    return number
