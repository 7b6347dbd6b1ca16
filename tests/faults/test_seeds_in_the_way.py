"""Texts that cannot be written at the start: the node works all the same, and says so briefly."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.node_process import NodeProcess, running


def test_a_node_that_can_serve_nothing_can_still_be_asked(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "node", "--board", "test")
    node.folder.mkdir()
    (node.folder / "settings.json").write_text('{"private": true, "stamp_bits": 0}')
    with running(node):
        for number in range(7):
            node.post(f"Post {number}")
    seeds = node.folder / "seeds"
    shutil.rmtree(seeds)
    seeds.write_bytes(b"in the way")
    before = len(node.log.read_text())
    with running(node):
        status = node.json("status")
        assert (status["seeding"], status["seeding_ready"]) == (7, 0)
        assert len(node.json("top", "--limit", "50")) == 7
    told = node.log.read_text()[before:]
    assert "Traceback" not in told
    assert 0 < told.count("cannot seed") < 7
    seeds.unlink()
    with running(node):
        assert node.json("status")["seeding_ready"] == 7
