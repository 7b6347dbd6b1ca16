"""A node for those who harm what it left in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.node_process import NodeProcess, running


@pytest.fixture
def node(tmp_path: Path) -> NodeProcess:
    """Return a node that has run, published something, and ended."""
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        node.post("Before")
    return node
