"""Starts the command line."""

from __future__ import annotations

import sys

from p2psocial.cli.backend import Backend
from p2psocial.cli.main import main as run
from p2psocial.data_folder import DataFolder
from p2psocial.settings import Settings


def _make_backend(settings: Settings, folder: DataFolder) -> Backend:
    # Here, so that help and mistakes are answered before the rest of the program is loaded.
    from p2psocial.app.backend import make_backend  # noqa: PLC0415

    return make_backend(settings, folder)


def main() -> int:
    """Run the command that the program was started with and return its exit status."""
    return run(sys.argv[1:], _make_backend)


if __name__ == "__main__":
    sys.exit(main())
