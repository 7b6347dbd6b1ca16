"""What the command line works with.

Each method loads what it needs when it is called: the window is to be on the screen before the rest
of a node is loaded, and no other command needs Qt.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from p2psocial.app.clock import unix_time
from p2psocial.app.limits import check_limits
from p2psocial.app.loading import loading
from p2psocial.control.documents import Document
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore
from p2psocial.settings import Settings

if TYPE_CHECKING:
    from p2psocial.app.commands import Commands


class Backend:
    """See `cli.backend.Backend`."""

    def __init__(self, settings: Settings, folder: DataFolder) -> None:
        self._settings = settings
        self._folder = folder
        keystore = Keystore(folder.identities, os.urandom)
        self._identities = Identities(keystore, unix_time, os.urandom)

    @property
    def identities(self) -> Identities:
        """The identities of the data folder."""
        return self._identities

    def perform(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> object:
        """Do something on the running node, or by ourselves when none runs."""
        return self._commands.perform(operation, arguments, on_progress)

    def run_node(self) -> int:
        """Be a node until interrupted."""
        check_limits()
        return self._commands.run_node()

    def run_window(self, link: str, load_settings: Callable[[], Settings]) -> int:
        """Show the window until it is closed."""
        check_limits()
        try:
            with loading():
                from p2psocial.app.window import window_parts  # noqa: PLC0415 -- see above
                from p2psocial.ui import launch  # noqa: PLC0415 -- see above
        except ImportError as error:
            raise MachineError(
                f"the window cannot be loaded ({error}): install PySide6-Essentials and the system"
                " libraries that Qt needs, or use 'p2psocial node'"
            ) from error
        parts = window_parts(self._settings, self._folder, self._identities, load_settings)
        return launch.run(parts, link)

    def run_demo(
        self, nodes: int, seconds: float | None, folder: Path | None, tell: Callable[[str], None]
    ) -> Document:
        """Run a private network of real nodes."""
        return self._commands.run_demo(nodes, seconds, folder, tell)

    def run_demo_window(self, nodes: int, folder: Path | None) -> int:
        """Show the window on such a network."""
        with loading():
            from p2psocial.app import demo_window  # noqa: PLC0415 -- see above

        return demo_window.run(nodes, folder)

    def run_demo_worker(self) -> int:
        """Be one process of a demo network."""
        return self._commands.run_demo_worker()

    @cached_property
    def _commands(self) -> Commands:
        with loading():
            from p2psocial.app.commands import Commands  # noqa: PLC0415 -- see above

        return Commands(self._settings, self._folder, self._identities)


def make_backend(settings: Settings, folder: DataFolder) -> Backend:
    """Return the backend of the command line."""
    return Backend(settings, folder)
