"""The node behind the window, when it could not start or is somebody else's."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from p2psocial import settings
from p2psocial.ui.ports import NodeState
from tests.node_process import NodeProcess, running
from tests.ui.opened import OpenedWindow

# TEST-NET-1 of RFC 5737: no machine has this address.
NOBODYS = "192.0.2.1:7681"


def test_a_node_that_could_not_start_does_so_when_the_settings_are_mended(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"gossip": NOBODYS}))
    window = OpenedWindow(folder)
    window.until(lambda: window.state("status", "connection") == "failed")
    window.until_shows("The node could not start")
    window.click("place-settings")
    window.write("setting-gossip", "")
    window.press(Qt.Key.Key_Delete)
    window.click("applySettings")
    window.until(lambda: window.main.link.state.state is NodeState.RUNNING)
    window.until(lambda: window.state("settings", "phase") == "")
    assert window.perform("status", {})["running"]
    window.close()


def test_what_was_asked_of_a_node_that_cannot_start_fails(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "settings.json").write_text(json.dumps({"gossip": NOBODYS}))
    window = OpenedWindow(folder)
    failures: list[str] = []
    window.main.link.perform(
        "status", {}, lambda _: None, lambda failure: failures.append(failure.message)
    )
    window.until(lambda: failures)
    window.close()


def test_with_a_node_of_another_process_settings_hold_from_its_next_start(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    node = NodeProcess(tmp_path / "data")
    with running(node):
        window = OpenedWindow(node.folder)
        window.until(lambda: window.main.link.state.state is NodeState.ATTACHED)
        window.click("place-settings")
        window.click("setting-carry")
        window.until_shows("holds from its next start")
        window.click("applySettings")
        window.until_shows("Kept for the next start of the node.")
        assert not settings.load(window.folder.settings, {}).carry
        assert window.main.link.state.state is NodeState.ATTACHED
        window.close()
