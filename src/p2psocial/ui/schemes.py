"""Whether links in other programs open here: a choice of the person's, made in the settings."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QObject, Slot

from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure
from p2psocial.ui.scheme_registrars import Registrar, program, registrar
from p2psocial.ui.tools import Tools


class Schemes(Controller):
    """In `state`: `links` and `magnets` open here; `obstacle` says why that is not `possible`."""

    def __init__(self, tools: Tools, folder: DataFolder, parent: QObject | None = None) -> None:
        now = tools.preferences.now
        super().__init__(
            parent,
            possible=False,
            obstacle="",
            links=now.open_links,
            magnets=now.open_magnets,
            busy=False,
        )
        self._tools = tools
        self._registrar: Registrar | None = None
        self.use(folder)

    def use(self, folder: DataFolder) -> None:
        """Find out how this system is told."""
        try:
            self._registrar = registrar(sys.platform, os.environ, program(folder))
        except MachineError as error:
            self.put(obstacle=str(error))
        else:
            self.put(possible=True)

    @Slot(bool, bool)
    def choose(self, links: bool, magnets: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Open p2psocial: links here, and magnets with them, or neither."""
        chosen = self._registrar
        if chosen is None:
            return
        with_magnets = links and magnets
        wanted = [*(["p2psocial"] if links else []), *(["magnet"] if with_magnets else [])]

        def done(_: None) -> None:
            self._tools.preferences.change(open_links=links, open_magnets=with_magnets)
            self.put(busy=False, links=links, magnets=with_magnets)

        self.put(busy=True)
        self._tools.background.run(lambda: chosen.register(wanted), done, self._fail)

    def _fail(self, failure: Failure) -> None:
        self.put(busy=False)
        # What the switches show was not done.
        for name in ("links", "magnets"):
            self.told.emit(name)
        self._tools.messages.fail(failure)
