"""Changes settings in their file, so that at every moment the old or the new ones are there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from p2psocial import settings
from p2psocial.data_folder import create_private_folder, write_private


def change_settings(file: Path, values: Mapping[str, object]) -> settings.Settings:
    """Write these values into the settings file, and return what it says now.

    All of them or none. Raises `RequestError` for a value that cannot be, or for a file that is
    wrong already, which is then left alone; `MachineError` when it cannot be written.
    """
    new = settings.changed(file, values)
    create_private_folder(file.parent)
    write_private(file, settings.to_json(new))
    return new
