from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from p2psocial.ui.app_icon import ASSETS, SIZES, app_icon
from p2psocial.ui.scheme_registrars import (
    DESKTOP_FILE,
    LinuxRegistrar,
    desktop_file,
    program,
    registrar,
)
from tests.ui.opened import OpenedWindow


@pytest.fixture
def xdg_mime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program into PATH that writes down what it is asked for, and return where."""
    programs, asked = tmp_path / "bin", tmp_path / "asked"
    programs.mkdir()
    (programs / "xdg-mime").write_text(f'#!/bin/sh\necho "$@" >> {shlex.quote(str(asked))}\n')
    (programs / "xdg-mime").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return asked


def test_the_desktop_file_says_what_opens_links() -> None:
    file = desktop_file(["/opt/p y/bin/python", "-m", "p2psocial"], ["p2psocial", "magnet"])
    assert 'Exec="/opt/p y/bin/python" "-m" "p2psocial" %u' in file.splitlines()
    assert "MimeType=x-scheme-handler/p2psocial;x-scheme-handler/magnet;" in file.splitlines()


def test_nothing_in_a_path_is_taken_for_something_else() -> None:
    (line,) = [
        line
        for line in desktop_file(['/a"b$(c)`d`\\e%u\nf'], []).splitlines()
        if line.startswith("Exec=")
    ]
    assert line == r'Exec="/a\\"b\\$(c)\\`d\\`\\\\e%%u\nf" %u'


def test_linux_is_told_and_told_otherwise(tmp_path: Path, xdg_mime: Path) -> None:
    registrar = LinuxRegistrar(tmp_path / "applications", ["p2psocial"])
    registrar.register(["p2psocial", "magnet"])
    assert xdg_mime.read_text().splitlines() == [
        f"default {DESKTOP_FILE} x-scheme-handler/p2psocial",
        f"default {DESKTOP_FILE} x-scheme-handler/magnet",
    ]
    assert (tmp_path / "applications" / DESKTOP_FILE).exists()
    registrar.register([])
    assert not (tmp_path / "applications" / DESKTOP_FILE).exists()
    registrar.register([])


def test_where_it_is_not_possible_it_says_why() -> None:
    with pytest.raises(MachineError, match="bundle"):
        registrar("darwin", {}, ["p2psocial"])
    with pytest.raises(MachineError, match="xdg-utils"):
        registrar("linux", {"PATH": ""}, ["p2psocial"])


def test_links_open_on_the_same_data_folder(tmp_path: Path) -> None:
    command = program(DataFolder(tmp_path))
    assert command[-2:] == ["--data-dir", str(tmp_path)]
    done = subprocess.run([*command, "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("p2psocial ")


def test_a_switch_in_the_settings_tells_the_system(
    window: OpenedWindow, tmp_path: Path, xdg_mime: Path
) -> None:
    window.controller("schemes").use(window.folder)
    window.click("place-settings")
    window.click("openLinks")
    window.until(lambda: window.state("schemes", "links"))
    window.click("openMagnets")
    window.until(lambda: window.state("schemes", "magnets"))
    assert xdg_mime.read_text().count("magnet") == 1
    assert (tmp_path / "share" / "applications" / DESKTOP_FILE).exists()
    window.click("openLinks")
    window.until(lambda: not window.state("schemes", "links"))
    assert not (tmp_path / "share" / "applications" / DESKTOP_FILE).exists()


def test_the_icon_is_there_in_every_size(window: OpenedWindow) -> None:
    del window
    assert (ASSETS / "icon.svg").exists()
    assert {size.width() for size in app_icon().availableSizes()} == set(SIZES)
