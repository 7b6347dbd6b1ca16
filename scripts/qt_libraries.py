"""The system libraries that Qt's window needs on Linux and does not bring along.

Only the window needs them: where they are missing and cannot be installed, this says so and all
else goes on.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import system_packages

# Names as in Debian 12; later releases know them too.
DEBIAN_PACKAGES = [
    # for Qt Quick to draw at all
    "libglib2.0-0",
    "libbrotli1",
    "libegl1",
    "libgl1",
    "libx11-6",
    "libdbus-1-3",
    "libfontconfig1",
    "libfreetype6",
    "libxkbcommon0",
    # for a window on X11
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxcb1",
    "libxcb-glx0",
    "libx11-xcb1",
    "libxkbcommon-x11-0",
]

# Between them these need all that the window does.
PARTS_OF_QT = [
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "QtQuick.abi3.so",
    "QtWidgets.abi3.so",
]


def provide(venv: Path, log: Path) -> bool:
    """Install what the Qt in `venv` lacks; False, and a line about what to run, if that fails."""
    if not _missing(venv):
        return True
    print("  installing system libraries for the window", file=sys.stderr, flush=True)
    system_packages.install(DEBIAN_PACKAGES, log)
    still_missing = _missing(venv)
    if still_missing:
        _say_what_to_do(still_missing)
    return not still_missing


def _missing(venv: Path) -> list[str]:
    """Return the names of libraries that Qt asks for and the system does not have."""
    if sys.platform != "linux" or shutil.which("ldd") is None:
        return []
    parts = [
        file for part in PARTS_OF_QT for file in venv.glob(f"lib/*/site-packages/PySide6/{part}")
    ]
    # ldd's exit status tells about the last file only, and its words depend on the language.
    listing = subprocess.run(
        ["ldd", *parts],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C"},
    ).stdout
    return sorted({line.split()[0] for line in listing.splitlines() if "not found" in line})


def _say_what_to_do(missing: list[str]) -> None:
    line = system_packages.line_to_run(DEBIAN_PACKAGES)
    todo = f"Run: {line}" if line else f"Install the packages with {', '.join(missing)}."
    print(
        f"p2psocial: the window needs system libraries; the command line works. {todo}",
        file=sys.stderr,
        flush=True,
    )
