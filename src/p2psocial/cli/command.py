"""What every command is given: its options, the settings, where to write, and the backend."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from p2psocial.cli.backend import Backend, MakeBackend
from p2psocial.cli.output import Output
from p2psocial.cli.passphrase import ask_passphrase
from p2psocial.data_folder import DataFolder
from p2psocial.failures import IdentityLockedError
from p2psocial.settings import Settings

_Result = TypeVar("_Result")


class Command:
    """One command as it was given."""

    def __init__(
        self,
        options: argparse.Namespace,
        settings: Settings,
        folder: DataFolder,
        output: Output,
        make_backend: MakeBackend,
    ) -> None:
        self.options = options
        self.settings = settings
        self.folder = folder
        self.output = output
        self._make_backend = make_backend

    @cached_property
    def backend(self) -> Backend:
        """Made when it is first needed, because that takes a while."""
        return self._make_backend(self.settings, self.folder)

    def perform(self, operation: str, arguments: Mapping[str, object]) -> object:
        """Have the node do something, showing how far it has come."""
        try:
            return self.backend.perform(operation, arguments, self._show_progress)
        finally:
            self.output.erase_progress()

    def perform_signed(self, operation: str, arguments: Mapping[str, object]) -> object:
        """As `perform`, asking for the passphrase when the identity that signs has one."""

        def attempt(passphrase: str | None) -> object:
            given = {} if passphrase is None else {"passphrase": passphrase}
            return self.perform(operation, {**arguments, **given})

        return self.with_passphrase(attempt)

    def with_passphrase(self, attempt: Callable[[str | None], _Result]) -> _Result:
        """Return what `attempt` returns, tried again with a passphrase when it needs one."""
        try:
            return attempt(None)
        except IdentityLockedError as error:
            locked = str(error)
        return attempt(ask_passphrase(locked))

    def hint_if_unseeded(self, document: Mapping[str, object]) -> None:
        """Say so when what was made is not offered to anybody yet."""
        if document.get("node_running") is False and not self.output.as_json:
            self.output.note("Nothing is seeded until a node runs: start 'p2psocial node'")

    def _show_progress(self, progress: Mapping[str, object]) -> None:
        self.output.progress(_progress_text(progress))


def _progress_text(progress: Mapping[str, object]) -> str:
    match progress:
        case {"stage": "stamp", "attempts": int(attempts), "expected": int(expected)}:
            return f"Stamping: {attempts:,} attempts, about {expected:,} expected"
        case {"stage": "fetch", "peers": int(peers), "header": bool(header)}:
            found = "reading the text" if header else "looking for the header"
            return f"Fetching: {peers} peers asked, {found}"
        case _:
            return "Working"
