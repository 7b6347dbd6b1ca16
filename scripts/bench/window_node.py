"""How quick the window is with its real node, while everything that was voted for comes up.

    python scripts/bench/window_node.py [--texts 100000] [--keep FOLDER]

The program itself is started as a person starts it, drawn by Qt's software renderer into memory, on
a data folder with that many votes: once closed again while seeds come up, and once used until they
all are up, and after. With --keep the folder stays, and is used again by the next run.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from pathlib import Path

# `bench` is found whether this runs as a program or is checked as a module.
sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measured_process import MeasuredProcess, end_cleanly
from bench.stored_votes import store_votes
from p2psocial.data_folder import DataFolder

MEASURED = Path(__file__).with_name("window_node_measured.py")
ADDRESS = "127.94.0.1:17681"
PATIENCE_SECONDS = 600.0
HIDDEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def run(folder: DataFolder, plan: str) -> None:
    """Start the window, have it used as `plan` says, and print what that process prints."""
    log = folder.path / "bench.log"
    log.unlink(missing_ok=True)
    command = [sys.executable, str(MEASURED), plan, repr(time.monotonic())]
    arguments = ["--data-dir", str(folder.path), "--private", "--listen", ADDRESS]
    process = MeasuredProcess([*command, *arguments], log, HIDDEN)
    try:
        ended = process.wait(PATIENCE_SECONDS)
    finally:
        process.stop()
    print(f"-- {plan}")
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith("closing at "):
            closing = ended - float(line.removeprefix("closing at "))
            print(f"from closing the window to the end of the program: {closing:.2f} s")
        else:
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    end_cleanly()
    with contextlib.ExitStack() as stack:
        folder = DataFolder(
            options.keep
            or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="p2psocial-window-")))
        )
        if not folder.index.exists():
            store_votes(folder.path, options.texts)
        folder.window.write_text('{"welcomed": true, "period": "week"}', encoding="ascii")
        for plan in ("close while starting", "use"):
            run(folder, plan)


if __name__ == "__main__":
    main()
