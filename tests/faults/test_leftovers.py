"""Files of the data folder that are damaged, gone, or of somebody else: one line, or no matter."""

from __future__ import annotations

import shutil

import pytest

from tests.node_process import CommandFailedError, NodeProcess, running

RUBBISH = bytes(range(256)) * 16


def test_rubbish_in_what_can_be_made_again_is_no_obstacle(node: NodeProcess) -> None:
    for name in ("peers.json", "session.state", "control.json", "index.sqlite3-shm"):
        (node.folder / name).write_bytes(RUBBISH)
    (node.folder / "index.sqlite3-wal").write_bytes(RUBBISH)
    with running(node):
        node.post("After")
        assert node.json("status")["seeding"] == 2
    assert "Traceback" not in node.log.read_text()


def test_folders_of_texts_that_are_gone_are_made_again(node: NodeProcess) -> None:
    shutil.rmtree(node.folder / "seeds")
    shutil.rmtree(node.folder / "reading", ignore_errors=True)
    with running(node):
        assert node.json("status")["seeding"] == 1
    assert len(list((node.folder / "seeds").rglob("*.txt"))) == 1


def test_rubbish_in_the_settings_is_named_in_one_line(node: NodeProcess) -> None:
    (node.folder / "settings.json").write_bytes(RUBBISH)
    with pytest.raises(CommandFailedError) as caught:
        node.run("status")
    assert caught.value.status == 1
    assert "settings.json" in caught.value.message
    assert caught.value.message.count("\n") == 1


def test_a_damaged_identity_is_named_in_one_line_and_left_alone(node: NodeProcess) -> None:
    keys = [path for path in (node.folder / "identities").iterdir() if path.stat().st_size > 20]
    for path in keys:
        path.write_bytes(RUBBISH)
    with pytest.raises(CommandFailedError) as caught:
        node.post("After")
    assert caught.value.status == 1
    assert str(keys[0].parent) in caught.value.message
    assert caught.value.message.count("\n") == 1
    assert all(path.read_bytes() == RUBBISH for path in keys)


def test_a_second_node_on_a_data_folder_says_that_one_runs_already(node: NodeProcess) -> None:
    with running(node):
        with pytest.raises(CommandFailedError) as caught:
            node.run("node", "--private", "--listen", node.address)
        assert caught.value.status == 1
        assert f"a node runs on {node.folder} already" in caught.value.message
        assert caught.value.message.count("\n") == 1
        node.post("After")
        assert node.json("status")["seeding"] == 2


def test_what_a_killed_node_left_behind_is_no_obstacle(node: NodeProcess) -> None:
    with running(node):
        node.post("After")
        node.kill()
        assert node.json("status")["seeding"] == 2
    with running(node):
        assert node.json("status")["seeding"] == 2
