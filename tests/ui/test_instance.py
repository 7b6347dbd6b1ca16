from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from p2psocial.ui.deletion import delete_now
from p2psocial.ui.instance import Instance

LINK = f"p2psocial:{'ab' * 20}"


@pytest.fixture
def folder(qapp: QApplication, tmp_path: Path) -> DataFolder:
    del qapp
    folder = DataFolder(tmp_path / "data")
    folder.create()
    return folder


@pytest.fixture
def first(folder: DataFolder) -> Iterator[Instance]:
    """Be the one window on the folder."""
    instance = Instance(folder)
    assert instance.claim()
    yield instance
    instance.close()
    delete_now(instance)


_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from p2psocial.data_folder import DataFolder
from p2psocial.ui.instance import Instance
application = QCoreApplication([])
second = Instance(DataFolder(Path(sys.argv[1])))
assert not second.claim()
second.call_the_other(sys.argv[2])
"""


def call(folder: DataFolder, link: str) -> None:
    """Start the program again with a link, while the first one is alive."""
    with subprocess.Popen([sys.executable, "-c", _SECOND, str(folder.path), link]) as other:
        while other.poll() is None:
            QTest.qWait(10)
    assert other.returncode == 0


@pytest.mark.parametrize("link", ["", LINK])
def test_the_first_hears_what_the_second_was_started_with(
    folder: DataFolder, first: Instance, link: str
) -> None:
    heard: list[str] = []
    first.called.connect(heard.append)
    call(folder, link)
    assert heard == [link]


def test_another_folder_has_a_window_of_its_own(first: Instance, tmp_path: Path) -> None:
    del first
    other = DataFolder(tmp_path / "other")
    other.create()
    instance = Instance(other)
    assert instance.claim()
    instance.close()


def test_a_folder_with_a_very_long_name_works_too(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    folder = DataFolder(tmp_path / ("x" * 120))
    folder.create()
    instance = Instance(folder)
    assert instance.claim()
    heard: list[str] = []
    instance.called.connect(heard.append)
    call(folder, LINK)
    assert heard == [LINK]
    instance.close()


def test_nobody_but_the_owner_reaches_it(folder: DataFolder, first: Instance) -> None:
    del first
    assert folder.window_socket.stat().st_mode & 0o077 == 0


def test_nonsense_is_dropped(folder: DataFolder, first: Instance) -> None:
    heard: list[str] = []
    first.called.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(str(folder.window_socket))
    assert socket.waitForConnected(1_000)
    for _ in range(10):
        socket.write(b"x" * 10_000)
        socket.flush()
        QTest.qWait(10)
    assert socket.state() is QLocalSocket.LocalSocketState.UnconnectedState
    assert not heard


@pytest.mark.parametrize("left", [b"", b"rubbish", bytes(64), b"1\npython\nmachine\n"])
def test_a_lock_that_a_crash_left_keeps_nobody_out(folder: DataFolder, left: bytes) -> None:
    folder.window_lock.write_bytes(left)
    instance = Instance(folder)
    assert instance.claim()
    instance.close()


@pytest.mark.parametrize("name", ["window.lock", "window.sock"])
def test_what_is_in_the_way_is_named(folder: DataFolder, name: str) -> None:
    (folder.path / name).mkdir()
    instance = Instance(folder)
    with pytest.raises(MachineError, match=f"{name}.*move"):
        instance.claim()
    instance.close()


def test_one_that_does_not_answer_is_named(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("p2psocial.ui.instance._PATIENCE_SECONDS", 0.2)
    with pytest.raises(MachineError, match="does not answer"):
        Instance(folder).call_the_other("")
