"""magnet, export, import: to and from ordinary BitTorrent clients."""

from __future__ import annotations

import base64
import contextlib
import re
from pathlib import Path

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.posting import add_item
from p2psocial.cli.rendering import Document, document, headline, short_hash, words
from p2psocial.cli.text_input import STANDARD_INPUT, read_bytes
from p2psocial.data_folder import machine_error
from p2psocial.failures import RequestError

_MAX_TORRENT_BYTES = 1 << 19
_HARMLESS_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    add_item(commands.add("magnet", "print the magnet link of a text", _magnet))
    export = commands.add("export", "write the .torrent file of a text", _export)
    add_item(export)
    export.add_argument(
        "-o", "--output", metavar="FILE", help="the file; named after the text if not given"
    )
    export.add_argument("--force", action="store_true", help="overwrite the file")
    bring = commands.add("import", "fetch a text by magnet link or .torrent file", _import)
    bring.add_argument("source", metavar="FILE-or-MAGNET")
    bring.add_argument(
        "--timeout",
        type=arguments.seconds,
        metavar="S",
        help="seconds to wait (setting fetch_timeout, at first 60)",
    )


def _magnet(command: Command) -> int:
    found = document(command.perform("magnet", command.options.item))
    if command.output.as_json:
        command.output.json(found)
    else:
        command.output.line(words(found, "magnet"))
    return 0


def _export(command: Command) -> int:
    options, output = command.options, command.output
    if options.output and not options.force:
        # Before any fetching; opening the file checks again.
        _refuse_existing(Path(options.output))
    found = document(command.perform("export", options.item))
    torrent = base64.b64decode(str(found["torrent"]), validate=True)
    path = Path(options.output or _file_name(found))
    write_file(path, torrent, force=options.force)
    if output.as_json:
        output.json({"file": str(path), "bytes": len(torrent)})
    else:
        output.line(str(path))
    return 0


def _file_name(found: Document) -> str:
    name = str(found.get("name", ""))
    if not _HARMLESS_NAME.fullmatch(name):
        raise TypeError("the node named a file that is none")
    return name.removesuffix(".torrent").removesuffix(".txt") + ".torrent"


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise RequestError(f"{path} exists already; choose another name, or add --force")


def write_file(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that is not there yet, or any with `force`; half of one is taken away again."""
    try:
        with path.open("wb" if force else "xb") as file:
            try:
                file.write(data)
                file.flush()
            except OSError:
                with contextlib.suppress(OSError):
                    path.unlink()
                raise
    except FileExistsError:
        _refuse_existing(path)
        raise
    except OSError as error:
        raise machine_error("cannot write", path, error, instead="file") from error


def _import(command: Command) -> int:
    options, output = command.options, command.output
    timeout = options.timeout or command.settings.fetch_timeout
    brought = document(command.perform("import", {**_source(options.source), "timeout": timeout}))
    if output.as_json:
        output.json(brought)
    else:
        state = "Fetched" if brought.get("new") else "Already here"
        output.line(f"{state}: {headline(brought)}{output.symbols.dot}{short_hash(brought)}")
    command.hint_if_unseeded(brought)
    return 0


def _source(source: str) -> dict[str, object]:
    if source.lower().startswith("magnet:"):
        return {"magnet": source}
    if source != STANDARD_INPUT and not Path(source).exists() and not source.endswith(".torrent"):
        raise RequestError(f"{source} is neither a file nor a link that begins with magnet:?")
    torrent = read_bytes(source, _MAX_TORRENT_BYTES)
    return {"torrent": base64.b64encode(torrent).decode()}
