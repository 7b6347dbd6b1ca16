"""What the command line needs from the rest of the program, which it does not import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.settings import Settings

if TYPE_CHECKING:
    # For the types alone: help and mistakes are to be answered before this is loaded.
    from p2psocial.services.identities import Identities


class Backend(Protocol):
    """A node, running or made for one command, and the identities of its data folder."""

    @property
    def identities(self) -> Identities:
        """The identities, read and changed on the disk without any node."""

    def perform(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> object:
        """Do something and return its JSON-like result.

        Raises the classes of `failures` and `protocol.errors`. A KeyboardInterrupt cancels it.
        """

    def run_node(self) -> int:
        """Be a node until a KeyboardInterrupt is raised in it; return the exit status."""

    def run_window(self, link: str, load_settings: Callable[[], Settings]) -> int:
        """Show the window until it is closed, opened on what `link` names; return the exit status.

        When it is open already, that one comes to the front. `load_settings` reads them anew.
        Raises `MachineError` when no window is to be had.
        """

    def run_demo(
        self, nodes: int, seconds: float | None, folder: Path | None, tell: Callable[[str], None]
    ) -> Mapping[str, object]:
        """Run a network of nodes on this machine until then, or until a KeyboardInterrupt.

        It takes place in `folder` (None: a temporary one), which must be new or empty and is
        deleted at the end. `tell` is called with one line for each event. Returns what happened.
        """

    def run_demo_window(self, nodes: int, folder: Path | None) -> int:
        """Show the window on such a network until it is closed; return the exit status."""

    def run_demo_worker(self) -> int:
        """Run some of a demo's nodes until stdin ends; return the exit status."""


MakeBackend = Callable[[Settings, DataFolder], Backend]
