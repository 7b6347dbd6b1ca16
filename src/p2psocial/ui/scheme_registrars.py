"""Being what the system opens p2psocial: and magnet links with, for this user alone.

Linux has a file for each program and a list of what opens what (xdg-mime), Windows a part of the
registry, macOS reads it from an application's bundle and asks nobody else.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSettings

from p2psocial import data_folder
from p2psocial.data_folder import DataFolder, machine_error
from p2psocial.failures import MachineError
from p2psocial.ui.app_icon import ASSETS

DESKTOP_FILE = "p2psocial.desktop"
_PATIENCE_SECONDS = 20
_CLASSES = "HKEY_CURRENT_USER\\Software\\Classes\\"


class Registrar(Protocol):
    """Tells the system. Both methods block."""

    def register(self, schemes: Sequence[str]) -> None:
        """Be what opens links of these schemes, and of no others. Raises `MachineError`."""


def program(folder: DataFolder) -> list[str]:
    """Return what starts this program on that data folder; a link is to follow."""
    frozen = getattr(sys, "frozen", False)
    executable = Path(sys.executable)
    without_console = executable.with_name("pythonw.exe")
    if sys.platform == "win32" and without_console.exists():
        executable = without_console
    command = [str(executable)] if frozen else [str(executable), "-m", "p2psocial"]
    usual = folder.path == data_folder.find(None, {}).path
    return command if usual else [*command, "--data-dir", str(folder.path)]


def registrar(platform: str, environment: Mapping[str, str], command: Sequence[str]) -> Registrar:
    """Return the one of a system; raises `MachineError`, which says why there is none."""
    if platform == "win32":
        return WindowsRegistrar(command)
    if platform == "darwin":
        raise MachineError("On macOS this comes with the application bundle, not from here.")
    if shutil.which("xdg-mime", path=environment.get("PATH")) is None:
        raise MachineError("This needs xdg-mime, from your system's package xdg-utils.")
    named = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return LinuxRegistrar(Path(named) / "applications", command)


class LinuxRegistrar:
    """Writes a desktop file and names it to xdg-mime."""

    def __init__(self, applications: Path, command: Sequence[str]) -> None:
        self._file = applications / DESKTOP_FILE
        self._command = command

    def register(self, schemes: Sequence[str]) -> None:
        """Write the file, or delete it when there is nothing to open."""
        try:
            if not schemes:
                self._file.unlink(missing_ok=True)
                return
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(desktop_file(self._command, schemes), encoding="utf-8")
        except OSError as error:
            instead = "XDG_DATA_HOME"
            raise machine_error("cannot write", self._file, error, instead=instead) from error
        for scheme in schemes:
            _run("xdg-mime", "default", DESKTOP_FILE, f"x-scheme-handler/{scheme}")


class WindowsRegistrar:
    """Writes into this user's part of the registry."""

    def __init__(self, command: Sequence[str], root: str = _CLASSES) -> None:
        self._command = f'{subprocess.list2cmdline(command)} "%1"'
        self._root = root

    def register(self, schemes: Sequence[str]) -> None:
        """Write the keys of these schemes; delete those of the others that are ours."""
        for scheme in ("p2psocial", "magnet"):
            keys = QSettings(f"{self._root}{scheme}", QSettings.Format.NativeFormat)
            if scheme in schemes:
                keys.setValue(".", f"URL:{scheme}")
                keys.setValue("URL Protocol", "")
                keys.setValue("shell/open/command/.", self._command)
            elif keys.value("shell/open/command/.") == self._command:
                keys.clear()
            keys.sync()
            if keys.status() is not QSettings.Status.NoError:
                raise MachineError("the registry could not be written")


def desktop_file(command: Sequence[str], schemes: Sequence[str]) -> str:
    """Return the desktop entry of the program, as freedesktop.org specifies it."""
    opened = "".join(f"x-scheme-handler/{scheme};" for scheme in schemes)
    return "\n".join(
        [
            "[Desktop Entry]",
            "Type=Application",
            "Name=p2psocial",
            "Comment=A social network without servers",
            f"Exec={' '.join(map(_quoted, command))} %u",
            f"Icon={_escaped(str(ASSETS / 'icon-256.png'))}",
            "Terminal=false",
            "Categories=Network;",
            f"MimeType={opened}",
            "",
        ]
    )


def _quoted(argument: str) -> str:
    """Quote an argument of Exec: first as an argument, then as a string of the file."""
    for special in ("\\", '"', "`", "$"):
        argument = argument.replace(special, f"\\{special}")
    return _escaped(f'"{argument}"').replace("%", "%%")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _run(*command: str) -> None:
    try:
        subprocess.run(  # noqa: S603 -- a program of the system's, with arguments of ours
            command,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MachineError(f"{command[0]} did not do what it was asked for: {error}") from error
