"""Files where folders should be, and the other way round: put aside, or named in one line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from p2psocial.app.index_file import open_index
from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from tests.node_process import CommandFailedError, NodeProcess, run_command, running


def refused(node: NodeProcess, *arguments: str, text: str | None = None) -> str:
    """Return the one line with which a command fails."""
    with pytest.raises(CommandFailedError) as caught:
        node.run(*arguments, text=text)
    assert caught.value.status == 1
    assert caught.value.message.count("\n") == 1
    return caught.value.message


def test_a_folder_in_the_place_of_a_text_is_put_aside(node: NodeProcess) -> None:
    (text,) = (node.folder / "seeds").rglob("*.txt")
    text.unlink()
    text.mkdir()
    (text / "whose").write_text("not ours")
    with running(node):
        assert node.json("status")["seeding_ready"] == 1
    assert text.is_file()
    (kept,) = text.parent.glob("*.moved-*/whose")
    assert kept.read_text() == "not ours"


def test_a_file_in_the_place_of_a_folder_of_texts_is_put_aside(node: NodeProcess) -> None:
    (text,) = (node.folder / "seeds").rglob("*.txt")
    shutil.rmtree(text.parent)
    text.parent.write_text("not ours")
    with running(node):
        assert node.json("status")["seeding_ready"] == 1
    assert text.is_file()


def test_a_file_in_the_place_of_the_identities_is_named(node: NodeProcess) -> None:
    shutil.rmtree(node.folder / "identities")
    (node.folder / "identities").write_text("not ours")
    told = refused(node, "post", "--board", "test", "--title", "After", text="Text.")
    assert f"{node.folder / 'identities'}: there is a file where a folder should be" in told
    assert "move it away" in told


@pytest.mark.parametrize("name", ["index.sqlite3", "index.sqlite3-wal"])
def test_a_folder_in_the_place_of_the_index_is_named(tmp_path: Path, name: str) -> None:
    folder = DataFolder(tmp_path / "anna")
    (folder.path / name).mkdir(parents=True)
    with pytest.raises(MachineError, match=f"{name}: there is a folder where a file should be"):
        open_index(folder)


@pytest.mark.parametrize("name", ["node.lock", "settings.json"])
def test_a_folder_in_the_place_of_a_file_is_named(node: NodeProcess, name: str) -> None:
    (node.folder / name).unlink(missing_ok=True)
    (node.folder / name).mkdir()
    told = refused(node, "post", "--board", "test", "--title", "After", text="Text.")
    assert str(node.folder / name) in told
    assert "move it away" in told


def test_settings_as_windows_saves_them_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes('{"nick": "änna"}'.encode("utf-16"))
    assert "änna" in run_command(tmp_path, "settings")


def test_a_folder_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    try:
        folder = Path(os.fsdecode(bytes(tmp_path) + b"/\xff"))
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes no such name")
    with pytest.raises(MachineError, match="its name is not UTF-8; choose another"):
        DataFolder(folder).try_lock()


def test_a_path_that_the_index_cannot_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="the name is too long; choose a shorter --data-dir"):
        DataFolder(tmp_path.joinpath(*["x" * 100] * 5)).try_lock()
