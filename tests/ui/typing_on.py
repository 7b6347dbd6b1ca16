"""Somebody who writes a post and never stops typing: `python -m tests.ui.typing_on FOLDER`."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from PySide6.QtTest import QTest

from p2psocial.ui.launch import make_application
from tests.ui.opened import OpenedWindow

_BETWEEN_KEYS_MILLISECONDS = 10


def main() -> None:
    """Type until killed."""
    application = make_application()
    window = OpenedWindow(Path(sys.argv[1]))
    window.click("newPost")
    window.write("composerBoard", "linux")
    window.write("composerTitle", "Never a pause")
    window.click("composerText")
    for number in itertools.count():
        window.type(f"{number} ")
        QTest.qWait(_BETWEEN_KEYS_MILLISECONDS)
    del application


if __name__ == "__main__":
    main()
