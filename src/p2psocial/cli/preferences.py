"""settings: what can be set, and how it is."""

from __future__ import annotations

import json
from dataclasses import asdict

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.failures import RequestError
from p2psocial.protocol.text import for_display
from p2psocial.services.preferences import change_settings
from p2psocial.settings import Described, Settings, describe


def register(commands: arguments.Commands) -> None:
    """Add this command."""
    settings = commands.add(
        "settings", "list every setting with its value and what it does, or change one", _settings
    )
    settings.add_argument("name", nargs="?", metavar="NAME", help="only this one")
    settings.add_argument(
        "value", nargs="*", metavar="VALUE", help="its new value; several for a list"
    )


def _settings(command: Command) -> int:
    name, values = command.options.name, command.options.value
    if name is None:
        return _list(command, describe(command.settings))
    if not values:
        return _list(command, [_find(command.settings, name)])
    file = command.folder.settings
    default = _find(command.settings, name).default
    changed = change_settings(file, {name: _parsed(default, values)})
    status = _list(command, [_find(changed, name)])
    if command.folder.is_locked():
        command.output.note("A running node takes this up when it is started again")
    return status


def _find(settings: Settings, name: str) -> Described:
    for described in describe(settings):
        if described.name == name:
            return described
    raise RequestError(f"there is no setting {name[:40]!r}; 'p2psocial settings' lists them")


def _parsed(default: object, values: list[str]) -> object:
    """Return what was typed, as the setting with that default may hold it."""
    if isinstance(default, tuple):
        return [value for value in values if value]
    typed = " ".join(values)
    if isinstance(default, str):
        return typed
    try:
        # Numbers, true and false are written as in the file.
        return json.loads(typed)
    except (ValueError, RecursionError):
        return typed


def _list(command: Command, described: list[Described]) -> int:
    output = command.output
    if output.as_json:
        output.json(
            {"file": str(command.folder.settings), "settings": list(map(asdict, described))}
        )
        return 0
    output.line(f"They are in {for_display(str(command.folder.settings), one_line=True)}")
    for setting in described:
        value = json.dumps(setting.value, ensure_ascii=False)
        shown = f"{setting.name} = {for_display(value, one_line=True)}"
        if setting.value != setting.default:
            shown += f"  (default {json.dumps(setting.default)})"
        output.line()
        output.line(shown)
        output.line(f"    {setting.help}")
    return 0
