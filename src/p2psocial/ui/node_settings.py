"""The settings of the node, as they are typed, checked, kept and applied.

What was typed stays as it is until it is applied or taken back, also on the way through other pages
and when it is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from p2psocial import settings
from p2psocial.services.preferences import change_settings
from p2psocial.settings import Settings
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure
from p2psocial.ui.ports import NodeNews, NodeState, Parts
from p2psocial.ui.tools import Tools

# Bytes are shown in larger units.
_UNITS = {
    "disk_budget": 1 << 20,
    "cache_budget": 1 << 20,
    "upload_limit": 1 << 10,
    "count_bytes": 1 << 20,
    "announce_bytes": 1 << 20,
}
_DEFAULTS = Settings()


class NodeSettings(Controller):
    """In `state`: `shown`, `troubles`, `notes` by the name of a setting; `changed` counts them.

    `phase` is '', applying or restarting. `foreign` says that the node is somebody else's process,
    so that what is kept takes effect at its next start.
    """

    applied = Signal()

    def __init__(self, tools: Tools, parts: Parts, parent: QObject | None = None) -> None:
        self._now = parts.settings
        super().__init__(
            parent,
            shown=_all_shown(self._now),
            troubles={},
            notes={},
            changed=0,
            phase="",
            foreign=False,
        )
        self._tools = tools
        self._parts = parts
        self._pending: dict[str, object] = {}
        tools.link.news.connect(self._hear)

    @property
    def now(self) -> Settings:
        """What holds."""
        return self._now

    @Slot(str, "QVariant")
    def enter(self, name: str, typed: object) -> None:
        """Hear what was typed or chosen for a setting; nothing is kept yet."""
        shown, troubles = self._map("shown"), self._map("troubles")
        shown[name] = typed
        troubles.pop(name, None)
        self._pending.pop(name, None)
        try:
            value = settings.checked(name, _read(name, typed))
        except ValueError as error:
            troubles[name] = _sentence(str(error))
        else:
            if value != getattr(self._now, name):
                self._pending[name] = value
        self._show(shown, troubles)

    @Slot()
    def undo(self) -> None:
        """Take back what was typed and not applied."""
        self._pending = {}
        self._show(_all_shown(self._now), {})

    @Slot()
    def apply(self) -> None:
        """Keep what was typed, and start the node again with it."""
        if self._map("troubles") or not self._pending or self.take("phase"):
            return
        parts, changes = self._parts, dict(self._pending)

        def work() -> Settings:
            change_settings(parts.folder.settings, changes)
            return parts.load_settings()

        self.put(phase="applying")
        self._tools.background.run(work, self._kept, self._fail)

    def _kept(self, now: Settings) -> None:
        wanted, self._pending = self._pending, {}
        restarts = now != self._now and not self.take("foreign")
        self._now = now
        notes = {
            name: self.tr("Kept, but the command line says otherwise for as long as this runs.")
            for name, value in wanted.items()
            if getattr(now, name) != value
        }
        self._show(_all_shown(now), {})
        self.put(phase="restarting" if restarts else "", notes=notes)
        if restarts:
            self._parts.node.restart(now)
        elif not notes:
            self._tools.messages.say(self.tr("Kept for the next start of the node."))
        self.applied.emit()

    def _fail(self, failure: Failure) -> None:
        self.put(phase="")
        self._tools.messages.fail(failure)
        self.applied.emit()

    @Slot(object)
    def _hear(self, news: NodeNews) -> None:
        self.put(foreign=news.state is NodeState.ATTACHED)
        if self.take("phase") != "restarting":
            return
        if news.state is NodeState.RUNNING:
            self.put(phase="")
            self._tools.messages.say(self.tr("Applied."))
        elif news.state in (NodeState.FAILED, NodeState.ATTACHED):
            self.put(phase="")

    def _show(self, shown: dict[str, Any], troubles: dict[str, Any]) -> None:
        self.put(shown=shown, troubles=troubles, changed=len(self._pending) + len(troubles))

    def _map(self, name: str) -> dict[str, Any]:
        found = self.take(name)
        return dict(found) if isinstance(found, Mapping) else {}


def _all_shown(values: Settings) -> dict[str, Any]:
    return {each.name: _shown(each.name, getattr(values, each.name)) for each in fields(Settings)}


def _shown(name: str, value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, int | float):
        return f"{value / _UNITS.get(name, 1):.12g}"
    return value


def _read(name: str, typed: object) -> object:
    usual = getattr(_DEFAULTS, name, None)
    if not isinstance(typed, str):
        return typed
    if isinstance(usual, tuple):
        return tuple(typed.replace(",", " ").split())
    if isinstance(usual, bool) or not isinstance(usual, int | float):
        return typed.strip()
    try:
        number = float(typed.strip().replace(",", ".")) * _UNITS.get(name, 1)
    except ValueError:
        return typed
    return number if isinstance(usual, float) or number != int(number) else int(number)


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]
