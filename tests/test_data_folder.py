from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from p2psocial import data_folder
from p2psocial.data_folder import DataFolder, write_private
from p2psocial.failures import MachineError

HOLD = """
import pathlib, sys, time
from p2psocial.data_folder import DataFolder
lock = DataFolder(pathlib.Path(sys.argv[1])).try_lock()
print(bool(lock), flush=True)
time.sleep(60)
"""

posix = pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
not_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere"
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_option_wins_over_the_environment_and_that_over_the_usual_place() -> None:
    environment = {"P2PSOCIAL_DATA_DIR": "/from/environment"}
    assert data_folder.find("/from/option", environment).path == Path("/from/option").absolute()
    found = data_folder.find(None, environment).path
    assert found == Path("/from/environment").absolute()
    assert data_folder.find(None, {}).path.name == "p2psocial"
    assert data_folder.find("relative", {}).path.is_absolute()
    assert "~" not in str(data_folder.find("~/p2psocial", {}).path)
    assert data_folder.find("~no-such-user/x", {}).path.name == "x"


@posix
def test_it_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        folder = DataFolder(tmp_path / "deep" / "er")
        folder.create()
        folder.create()
        lock = folder.try_lock()
    finally:
        os.umask(old)
    assert mode(folder.path) == 0o700
    assert mode(folder.lock_file) == 0o600
    assert lock
    lock.release()


def test_a_file_in_its_place_is_a_failure_of_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(MachineError, match="there is a file where a folder should be") as told:
            DataFolder(path).try_lock()
        assert "\n" not in str(told.value)


@posix
def test_a_link_to_a_disk_that_is_not_connected_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    with pytest.raises(MachineError, match=r"it is a link to .*disk, which is not there; connect"):
        DataFolder(tmp_path / "link").try_lock()
    assert not (tmp_path / "disk").exists()


@posix
@not_root
def test_a_folder_that_is_not_writable_is_a_failure_of_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(MachineError, match="permission denied"):
        DataFolder(tmp_path).try_lock()
    with pytest.raises(MachineError, match="permission denied"):
        DataFolder(tmp_path / "new").try_lock()
    tmp_path.chmod(0o700)


def test_a_name_that_is_too_long_is_a_failure_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="too long"):
        DataFolder(tmp_path / ("x" * 300)).create()


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert not folder.is_locked()
    assert not folder.path.exists()
    lock = folder.try_lock()
    assert lock
    assert folder.is_locked()
    assert folder.try_lock() is None
    lock.release()
    lock.release()
    assert not folder.is_locked()
    with folder.try_lock() or pytest.fail("the lock was not released"):
        assert folder.is_locked()
    assert not folder.is_locked()


def test_the_lock_of_a_killed_process_is_released(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        assert folder.is_locked()
        assert folder.try_lock() is None
        holder.kill()
        holder.wait()
    deadline = time.monotonic() + 5
    while folder.is_locked() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not folder.is_locked()


@posix
def test_a_private_file_is_never_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o666)
    old = os.umask(0)
    try:
        write_private(path, b"new")
    finally:
        os.umask(old)
    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_could_not_be_replaced_stays_and_nothing_is_left_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    write_private(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match="no space is left on the disk; free some"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_into_a_missing_folder_is_a_failure_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="cannot write"):
        write_private(tmp_path / "no" / "file", b"")
