"""Reading what people hand in: the text of a post, a torrent file, a recovery phrase.

Never more than the limit is read. Texts come from every kind of editor, so a byte order mark is
taken off and all line ends become newlines before the text is looked at.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import cast

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.text import decode_text

STANDARD_INPUT = "-"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_text(file: str | None, limit: int) -> str:
    """Return the text in `file`, or on standard input when that is None or `-`.

    Raises `RequestError` with one line that says what is wrong with it.
    """
    name = "the text" if file in (None, STANDARD_INPUT) else str(file)
    data = read_bytes(file, limit).removeprefix(_BYTE_ORDER_MARK)
    try:
        text = decode_text(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    except InvalidItem as error:
        detail = error.detail.removeprefix("the text ")
        raise RequestError(f"{name} {detail}: only plain text, saved as UTF-8, works") from None
    if not text.strip():
        raise RequestError(f"{name} is empty; write something first")
    return text


def read_bytes(file: str | None, limit: int) -> bytes:
    """Return what is in `file`, or on standard input; at most `limit` bytes, else RequestError."""
    if file in (None, STANDARD_INPUT):
        name, data = "the text", _read_standard_input(limit + 1)
    else:
        name, data = str(file), _read_file(Path(str(file)), limit + 1)
    if len(data) > limit:
        raise RequestError(f"{name} is too long: at most {limit:,} bytes are allowed")
    return data


def _read_standard_input(count: int) -> bytes:
    if sys.stdin is None:
        raise RequestError("there is no standard input; name a file")
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if os.name == "nt" else "Ctrl-D"
        print(f"Type the text and end it with {end} on a line of its own:", file=sys.stderr)
    return _read_up_to(cast("io.BufferedReader", sys.stdin.buffer), count)


def _read_file(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as file:
            return _read_up_to(file, count)
    except FileNotFoundError:
        raise RequestError(f"there is no file {path}; check its name") from None
    except IsADirectoryError:
        raise RequestError(f"{path} is a folder; name a file in it") from None
    except PermissionError:
        # Windows says this for folders, too.
        what = "is a folder; name a file in it" if path.is_dir() else "may not be read by you"
        raise RequestError(f"{path} {what}") from None
    except (OSError, ValueError) as error:
        raise MachineError(f"cannot read {path}: {error}") from error


def _read_up_to(file: io.BufferedReader, count: int) -> bytes:
    # `read` would go on reading at the end of what is typed, which then has to be said twice.
    parts: list[bytes] = []
    while count > 0 and (part := file.read1(count)):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
