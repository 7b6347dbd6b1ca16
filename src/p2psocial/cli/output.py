"""The three things a command writes: its result, notes beside it, and passing progress.

The result goes to stdout, all else to stderr. Neither stream ever fails for a character that its
encoding lacks. What strangers wrote must have gone through `for_display` before it comes here;
JSON is plain ASCII, so nothing in it can act on a terminal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from typing import TextIO

from p2psocial.protocol.text import for_display

_MAX_WIDTH = 100
_PROGRESS_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Symbols:
    """The characters that lists and threads are drawn with."""

    dot: str
    seeds: str
    branch: str
    last: str
    rail: str


_DRAWN = Symbols(dot=" · ", seeds="▲", branch="├─ ", last="└─ ", rail="│  ")
_ASCII = Symbols(dot=" - ", seeds="^", branch="+- ", last="`- ", rail="|  ")


class Output:
    """stdout and stderr of one command."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._out = _forgiving(sys.stdout)
        self._err = _forgiving(sys.stderr)
        self._progress_width = 0
        self._progress_at = -_PROGRESS_SECONDS
        self.symbols = _DRAWN if _can_write(self._out, _DRAWN) else _ASCII

    @property
    def width(self) -> int | None:
        """Where to wrap lines; None when the reader is not a terminal."""
        if not self._out.isatty():
            return None
        return min(shutil.get_terminal_size().columns, _MAX_WIDTH)

    def line(self, text: str = "") -> None:
        """Write a line of the result."""
        self.erase_progress()
        print(text.rstrip(" "), file=self._out)

    def json(self, document: object) -> None:
        """Write the one JSON document that is the whole result."""
        self.erase_progress()
        print(json.dumps(document, indent=2), file=self._out)

    def raw(self, data: bytes) -> None:
        """Write bytes as the result."""
        self._out.flush()
        if isinstance(self._out, io.TextIOWrapper):
            self._out.buffer.write(data)

    def note(self, text: str) -> None:
        """Write a line beside the result."""
        self.erase_progress()
        print(text, file=self._err)

    def failure(self, message: str) -> None:
        """Write the one line that says why the command failed."""
        self.note(f"p2psocial: {for_display(message, one_line=True)}")

    def progress(self, text: str) -> None:
        """Show how far the command has come, if a person is looking; the next call replaces it."""
        now = time.monotonic()
        if not self._err.isatty() or now - self._progress_at < _PROGRESS_SECONDS:
            return
        self._progress_at = now
        shown = text[: shutil.get_terminal_size().columns - 1]
        self._err.write("\r" + shown.ljust(self._progress_width))
        self._err.flush()
        self._progress_width = len(shown)

    def erase_progress(self) -> None:
        """Leave nothing of the progress on the screen."""
        if self._progress_width:
            self._err.write("\r" + " " * self._progress_width + "\r")
            self._err.flush()
            self._progress_width = 0

    def flush(self) -> None:
        """Write what is buffered, so that a full disk or a closed pipe is noticed now."""
        self._out.flush()

    def give_up(self) -> None:
        """Take a closed pipe for what it is: nobody reads any more."""
        # Python flushes stdout once more at its end; that must not fail again.
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._out.fileno())
            os.close(nowhere)


def _forgiving(stream: TextIO | None) -> TextIO:
    if stream is None:
        # The program was started with this stream closed.
        return io.StringIO()
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _can_write(stream: TextIO, symbols: Symbols) -> bool:
    drawn = symbols.dot + symbols.seeds + symbols.branch + symbols.last + symbols.rail
    try:
        drawn.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
