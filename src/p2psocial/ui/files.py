"""Asking for a file, without stopping the window meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QFileDialog

Chosen = Callable[[Path], None]


class FileDialogs(QObject):
    """One dialog at a time, the system's own where it has one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialog: QFileDialog | None = None
        self._chosen: Chosen = _ignore

    def ask_where_to_save(self, title: str, name: str, chosen: Chosen) -> None:
        """Ask for a file to write; `name` is proposed."""
        dialog = QFileDialog(None, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(name)
        self._ask(dialog, chosen)

    def ask_what_to_open(self, title: str, chosen: Chosen) -> None:
        """Ask for a file that is there."""
        dialog = QFileDialog(None, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog, chosen)

    def close(self) -> None:
        """Ask no more."""
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _ask(self, dialog: QFileDialog, chosen: Chosen) -> None:
        self.close()
        self._dialog, self._chosen = dialog, chosen
        dialog.urlSelected.connect(self._take)
        dialog.finished.connect(self.close)
        dialog.open()

    def _take(self, file: QUrl) -> None:
        if file.isLocalFile():
            self._chosen(Path(file.toLocalFile()))


def _ignore(_: Path) -> None:
    pass
