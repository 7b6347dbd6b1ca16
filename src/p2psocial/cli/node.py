"""node, status: the node itself."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import time
from collections.abc import Mapping
from types import FrameType
from typing import TextIO

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.rendering import (
    Document,
    author,
    document,
    duration,
    number,
    quantity,
    size,
    words,
)
from p2psocial.protocol.text import for_display


def register(commands: arguments.Commands) -> None:
    """Add these commands."""
    node = commands.add(
        "node", "run a node without a window until it is stopped", _node, json=False
    )
    node.add_argument(
        "--board",
        action="append",
        default=[],
        metavar="B",
        help="join this board (may be repeated)",
    )
    commands.add("status", "say how the node stands", _status)


def _node(command: Command) -> int:
    backend = command.backend
    for board in command.options.board:
        command.perform("join", {"board": board})
    end_like_ctrl_c()
    _log_to_stdout()
    try:
        return backend.run_node()
    except KeyboardInterrupt:
        # Being stopped is how a node ends; it has been shut down by now.
        return 0


class _EventLog(logging.StreamHandler[TextIO]):
    """The log of a node, which goes on when nobody reads it any more, or its disk is full."""

    _told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's name
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
        elif not self._told:
            self._told = True
            with contextlib.suppress(OSError, ValueError, AttributeError):
                line = f"p2psocial: cannot write the log ({error.strerror}); the node goes on"
                print(line, file=sys.stderr, flush=True)


def _log_to_stdout() -> None:
    """One line for each event, with the time in UTC: what a service's log wants."""
    formatter = logging.Formatter("%(asctime)sZ %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = _EventLog(sys.stdout)
    handler.setFormatter(formatter)
    log = logging.getLogger("p2psocial")
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def end_like_ctrl_c() -> None:
    """Have the signals that ask a service to end do what Ctrl-C does, once."""
    ended = False

    def end(_number: int, _frame: FrameType | None) -> None:
        nonlocal ended
        # asyncio takes a second one as an order to drop everything; a shutdown is to be finished.
        if not ended:
            ended = True
            signal.raise_signal(signal.SIGINT)

    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell script starts what it puts into the background so. It must end on SIGTERM too.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGBREAK", "SIGHUP"):
        number = getattr(signal, name, None)
        # Whoever starts it with nohup wants it to outlive the terminal.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)


def _status(command: Command) -> int:
    status = document(command.perform("status", {}))
    if command.output.as_json:
        command.output.json(status)
        return 0
    lines = _status_lines(status)
    width = max(len(label) for label, _ in lines)
    for label, value in lines:
        command.output.line(f"{label:{width}}  {value}")
    return 0


def _status_lines(status: Document) -> list[tuple[str, str]]:
    always = [
        ("Node", _running(status)),
        ("Data folder", words(status, "data_dir")),
        ("Identity", _identity(status.get("identity"))),
        ("Texts", f"{number(status, 'items'):,} ({size(number(status, 'text_bytes'))})"),
        ("Seeding", _seeding(status)),
    ]
    if not status.get("running"):
        return always
    rates = (number(status, "upload_rate"), number(status, "download_rate"))
    return [
        *always,
        ("Network", "private" if status.get("private") else "public"),
        ("Listening", _listening(status.get("listening"))),
        ("Boards", _boards(status.get("boards"))),
        ("Neighbours", f"{number(status, 'neighbours'):,} on these boards"),
        ("Catching up", _catching_up(status)),
        ("DHT nodes", f"{number(status, 'dht_nodes'):,}"),
        ("Peers", f"{number(status, 'peers'):,}"),
        ("Rates", f"{size(rates[0])}/s up, {size(rates[1])}/s down"),
        ("Port mapping", words(status, "port_mapping")),
        *_dht_work(status),
    ]


def _dht_work(status: Document) -> list[tuple[str, str]]:
    announcing, counting = status.get("announcing"), status.get("counting")
    if not isinstance(announcing, Mapping) or not isinstance(counting, Mapping):
        return []
    late = number(status, "announce_late")
    known = f"{number(status, 'announced'):,} seeds known to the DHT"
    if late:
        known += f", {late:,} not (the budget is enough for {number(announcing, 'capacity'):,})"
    cost = size(number(status, "vote_bytes_per_hour"))
    packets = quantity(number(status, "vote_packets_per_hour"), "packet")
    waiting = f"{number(counting, 'per_minute'):,} counts a minute, {number(counting, 'due'):,} due"
    late_for = number(counting, "late_seconds")
    return [
        ("Announcing", f"{known}; {_spent(announcing)}"),
        ("One more vote", f"{cost} and {packets} an hour"),
        ("Counting", waiting + (f" for {duration(late_for)}" if late_for else "")),
        ("", _spent(counting)),
        ("Claims tested", _checks(counting.get("checks"))),
    ]


def _checks(checks: object) -> str:
    if not isinstance(checks, Mapping):
        return ""
    asked = quantity(number(checks, "asked"), "claimed seed")
    return (
        f"{asked}: {number(checks, 'proved'):,} sent a piece, {number(checks, 'denied'):,} did not"
    )


def _spent(work: Document) -> str:
    budget = work.get("budget_bytes_per_hour")
    of_bytes = f" of {size(number(work, 'budget_bytes_per_hour'))}" if budget else ""
    return (
        f"{number(work, 'packets_per_second'):,} of"
        f" {number(work, 'budget_packets_per_second'):,} packets a second,"
        f" {size(number(work, 'bytes_in_hour'))}{of_bytes} this hour"
    )


def _running(status: Document) -> str:
    version = words(status, "version")
    if not status.get("running"):
        return f"not running (p2psocial {version}); start it with 'p2psocial node'"
    return f"running for {duration(number(status, 'uptime'))} (p2psocial {version})"


def _catching_up(status: Document) -> str:
    missing, syncing = number(status, "missing"), number(status, "syncing")
    if not missing and not syncing:
        return "nothing known to be missing"
    return f"{missing:,} known to be missing, comparing with {syncing} neighbours"


def _seeding(status: Document) -> str:
    starting = status.get("starting")
    if isinstance(starting, Mapping):
        return f"{number(starting, 'ready'):,} of {number(starting, 'of'):,} so far, newest first"
    return f"{number(status, 'seeding'):,}"


def _identity(identity: object) -> str:
    if isinstance(identity, Mapping):
        return author(identity)
    return for_display(str(identity), one_line=True) if identity else "none yet"


def _boards(names: object) -> str:
    listed = names if isinstance(names, list) else []
    return for_display(", ".join(map(str, listed)), one_line=True) or "none; see 'p2psocial join'"


def _listening(places: object) -> str:
    listed = places if isinstance(places, list) else []
    return for_display(", ".join(str(place) for place in listed), one_line=True) or "nowhere"
