"""Notices that the data folder was deleted, moved or replaced while a node works on it.

The node would not: its files stay open, and what is written to them is gone when it ends. Meanwhile
a command would make a new folder, with a new index, and a second node could run there.
"""

from __future__ import annotations

from pathlib import Path

from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError


class FolderWatch:
    """Knows which files were there when it was made, after the lock was taken."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._known = [(path, _which(path)) for path in (folder.lock_file, folder.index)]

    def check(self) -> None:
        """Raise `MachineError` when they are not there any more."""
        if all(_which(path) == known for path, known in self._known):
            return
        raise MachineError(
            f"the data folder {self._folder.path} was deleted, moved or replaced while the node"
            " ran, so nothing more can be kept: put it back, then start p2psocial again"
        )


def _which(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
