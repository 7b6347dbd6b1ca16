"""demo: a private network of real nodes on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.cli.display import require_display
from p2psocial.cli.node import end_like_ctrl_c
from p2psocial.cli.rendering import document, number

_NODES = 12
_MOST_NODES = 500


def register(commands: arguments.Commands) -> None:
    """Add this command."""
    demo = commands.add(
        "demo", "run a private network of real nodes on this machine, with texts and votes", _demo
    )
    demo.add_argument("--headless", action="store_true", help="without a window")
    demo.add_argument(
        "--nodes", type=_nodes, default=_NODES, metavar="N", help=f"how many (default {_NODES})"
    )
    demo.add_argument(
        "--seconds", type=arguments.seconds, metavar="S", help="end by itself, after the beginning"
    )
    # How the demo starts its own processes.
    demo.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)


def _nodes(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= _MOST_NODES):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {_MOST_NODES}")
    return int(value)


def _demo(command: Command) -> int:
    options, output = command.options, command.output
    if options.worker:
        return command.backend.run_demo_worker()
    # Only a folder named for this very purpose: the usual one is not for a demo, which deletes it.
    named = getattr(options, "data_dir", None)
    folder = command.folder.path if named else None
    if not options.headless:
        require_display()
        return command.backend.run_demo_window(options.nodes, folder)
    end_like_ctrl_c()
    happened = command.backend.run_demo(options.nodes, options.seconds, folder, _tell(command))
    if output.as_json:
        output.json(happened)
    else:
        output.line(_summary(happened))
    return 0


def _tell(command: Command) -> Callable[[str], None]:
    """Return what writes an event at once, beside the result when that is JSON."""
    output = command.output

    def tell(line: str) -> None:
        # All that is said and done in a demo is our own, so there is nothing to disarm.
        if output.as_json:
            output.note(line)
        else:
            output.line(line)
            output.flush()

    return tell


def _summary(happened: Mapping[str, object]) -> str:
    events, times = document(happened.get("events")), document(happened.get("readable_ms"))
    done = ", ".join(f"{number(events, name)} {name}s" for name in events)
    line = f"In {happened['seconds']} s on {number(happened, 'nodes')} nodes: {done}."
    delivered = happened.get("delivered")
    if not isinstance(delivered, float):
        return line
    taken = ", ".join(f"{name} {times[name]} ms" for name in times)
    return f"{line} {delivered:.2%} of all texts arrived; readable after {taken}."
