"""What this program is made of, for those who want to know."""

from __future__ import annotations

import platform

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from p2psocial import __version__
from p2psocial.data_folder import DataFolder
from p2psocial.ui.controller import Controller
from p2psocial.ui.tools import Tools

# The name on PyPI, and under which terms it may be used.
PARTS = (
    ("libtorrent", "BSD-3-Clause", "https://www.libtorrent.org/"),
    ("PySide6-Essentials", "LGPL-3.0", "https://doc.qt.io/qtforpython-6/"),
    ("PyNaCl", "Apache-2.0", "https://pynacl.readthedocs.io/"),
    ("markdown-it-py", "MIT", "https://markdown-it-py.readthedocs.io/"),
    ("mnemonic", "MIT", "https://github.com/trezor/python-mnemonic"),
    ("bencode.py", "BitTorrent Open Source License 1.1", "https://pypi.org/project/bencode.py/"),
    ("platformdirs", "MIT", "https://platformdirs.readthedocs.io/"),
    ("filelock", "MIT", "https://py-filelock.readthedocs.io/"),
)


class About(Controller):
    """In `state`: `parts` lists {name, version, licence, url} of what is used."""

    def __init__(self, tools: Tools, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(
            parent,
            version=__version__,
            system=f"Python {platform.python_version()}, {platform.system()}",
            folder=str(folder.path),
            parts=[],
        )
        self._tools = tools
        self._folder = folder

    @Slot()
    def read(self) -> None:
        """Find out which versions are installed."""
        self._tools.background.run(_parts, self._show, self._tools.messages.fail)

    @Slot()
    def open_folder(self) -> None:
        """Show the data folder in whatever shows folders."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder.path))):
            self._tools.messages.say(self.tr("There is no program that shows folders."))

    @Slot()
    def copy_folder(self) -> None:
        """Put the path of the data folder on the clipboard."""
        QGuiApplication.clipboard().setText(str(self._folder.path))
        self._tools.messages.say(self.tr("The path is on the clipboard."))

    def _show(self, parts: list[dict[str, str]]) -> None:
        self.put(parts=parts)


def _parts() -> list[dict[str, str]]:
    return [
        {"name": name, "version": _version(name), "licence": licence, "url": url}
        for name, licence, url in PARTS
    ]


def _version(name: str) -> str:
    # Here, because it is slow to load and seldom needed.
    from importlib import metadata  # noqa: PLC0415

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
