from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from p2psocial.cli.main import main
from p2psocial.data_folder import DataFolder
from p2psocial.settings import Settings
from tests.cli.fake_backend import NOW, FakeBackend


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


class CommandLine:
    """Runs commands in this process, against a fake backend on a data folder of their own."""

    def __init__(self, folder: DataFolder, read: Callable[[], tuple[str, str]]) -> None:
        self.backend = FakeBackend(folder)
        self.answers = self.backend.answers
        self._read = read

    def __call__(self, *arguments: str) -> Ran:
        def make_backend(settings: Settings, folder: DataFolder) -> FakeBackend:
            self.backend.settings = settings
            self.backend.folder = folder
            return self.backend

        status = main(["--data-dir", str(self.backend.folder.path), *arguments], make_backend)
        out, err = self._read()
        return Ran(status, out, err)

    @property
    def asked(self) -> tuple[str, dict[str, object]]:
        """The one thing that the backend was asked for."""
        (only,) = self.backend.asked
        return only


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the display away, on a system that has one only if it is named."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def p2psocial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    monkeypatch.delenv("P2PSOCIAL_DATA_DIR", raising=False)
    monkeypatch.delenv("P2PSOCIAL_PASSPHRASE", raising=False)
    monkeypatch.delenv("P2PSOCIAL_TRACEBACK", raising=False)
    monkeypatch.setattr(time, "time", lambda: NOW + 0.5)
    monkeypatch.chdir(tmp_path)

    def read() -> tuple[str, str]:
        captured = capsys.readouterr()
        return captured.out, captured.err

    return CommandLine(DataFolder(tmp_path / "data"), read)
