"""The demo with a window: a private network of real nodes, and the window on one more of them."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from pathlib import Path

from p2psocial import settings
from p2psocial.app.clock import unix_time
from p2psocial.app.window import window_parts
from p2psocial.control.documents import Document
from p2psocial.data_folder import DataFolder, write_private
from p2psocial.demo import program as demo
from p2psocial.demo.network import DemoNetwork
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore
from p2psocial.settings import Settings
from p2psocial.ui import launch
from p2psocial.ui.ports import Parts
from p2psocial.ui.preferences import Preferences
from p2psocial.ui.preferences import write as write_preferences

_log = logging.getLogger("p2psocial")
_END_SECONDS = 30.0
_NICK = "you"


def run(nodes: int, folder: Path | None) -> int:
    """Show the window on a demo until it is closed; returns the exit status.

    It takes place in `folder`, as `demo.program.run` says. Raises `MachineError`.
    """
    with demo.stage(folder) as place:
        network = DemoNetwork(place)
        play = _Play(network, nodes)
        parts = _parts(network, nodes + 1, place / _NICK)
        play.start()
        try:
            return launch.run(parts, boards=demo.boards())
        finally:
            play.end()


class _Play:
    """The demo itself, on a thread of its own."""

    def __init__(self, network: DemoNetwork, nodes: int) -> None:
        self._network = network
        self._nodes = nodes
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Document] | None = None
        self._thread = threading.Thread(target=self._run, name="demo", daemon=True)
        self._ended = threading.Event()

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """End every node of it, and wait for that."""
        self._ended.set()
        loop, task = self._loop, self._task
        if loop is not None and task is not None:
            loop.call_soon_threadsafe(task.cancel)
        self._thread.join(_END_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._play())
        except Exception:  # noqa: BLE001 -- the window is worth keeping open without it
            _log.exception("the demo ended")

    async def _play(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.ensure_future(demo.play(self._network, self._nodes, None, _log.info))
        if self._ended.is_set():
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def _parts(network: DemoNetwork, number: int, path: Path) -> Parts:
    folder = DataFolder(path)
    folder.create()
    chosen = network.guest_settings(number)
    values = Settings(**{name: settings.checked(name, value) for name, value in chosen.items()})  # type: ignore[arg-type]  # `checked` returns what the setting of that name holds
    write_private(folder.settings, settings.to_json(values))
    write_preferences(folder.window, Preferences(welcomed=True))
    identities = Identities(Keystore(folder.identities, os.urandom), unix_time, os.urandom)
    identities.create(_NICK)

    def load() -> Settings:
        return settings.load(folder.settings, {})

    return window_parts(values, folder, identities, load)
