"""settings: what can be set, and how it is."""

from __future__ import annotations

import json
from dataclasses import asdict

from p2psocial.cli import arguments
from p2psocial.cli.command import Command
from p2psocial.protocol.text import for_display
from p2psocial.settings import describe


def register(commands: arguments.Commands) -> None:
    """Add this command."""
    commands.add("settings", "list every setting with its value and what it does", _settings)


def _settings(command: Command) -> int:
    described = describe(command.settings)
    output = command.output
    if output.as_json:
        output.json(
            {"file": str(command.folder.settings), "settings": list(map(asdict, described))}
        )
        return 0
    output.line(f"Change them in {for_display(str(command.folder.settings), one_line=True)}")
    for setting in described:
        value = json.dumps(setting.value, ensure_ascii=False)
        shown = f"{setting.name} = {for_display(value, one_line=True)}"
        if setting.value != setting.default:
            shown += f"  (default {json.dumps(setting.default)})"
        output.line()
        output.line(shown)
        output.line(f"    {setting.help}")
    return 0
