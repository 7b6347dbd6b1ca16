"""What the owner of a data folder may not read or write is named in one line, and left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.node_process import COMMAND_SECONDS, NodeProcess, running

_RIGHTS = "-dac_override,-dac_read_search"


def as_anybody() -> list[str]:
    """Return what to put before a command so that permissions hold for it, also of root."""
    if os.geteuid() != 0:
        return []
    command = ["setpriv", f"--bounding-set={_RIGHTS}", f"--inh-caps={_RIGHTS}"]
    probe = [*command, "true"]
    if not shutil.which("setpriv") or subprocess.run(probe, check=False).returncode:
        pytest.skip("root may read and write everything")
    return command


@contextmanager
def forbidden(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        node.post("Before")
    (node.folder / "settings.json").write_text("{}")
    return node.folder


@pytest.mark.parametrize(
    ("name", "mode", "told"),
    [
        ("index.sqlite3", 0o400, "cannot be opened for writing"),
        ("index.sqlite3", 0, "make it writable, or choose another folder"),
        ("settings.json", 0, "change its permissions, or choose another --data-dir"),
        ("node.lock", 0, "change its permissions or choose another --data-dir"),
        ("identities", 0, "change its permissions or choose another --data-dir"),
        ("identities/current", 0, "identities/current"),
        (".", 0, "change its permissions, or choose another --data-dir"),
    ],
)
def test_it_is_one_line(folder: Path, name: str, mode: int, told: str) -> None:
    command = [*as_anybody(), sys.executable, "-m", "p2psocial", "--data-dir", str(folder)]
    before = (folder / "index.sqlite3").read_bytes()
    with forbidden(folder / name, mode):
        done = subprocess.run(
            [*command, "post", "--board", "test", "--title", "After"],
            input=b"Text.",
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    message = done.stderr.decode()
    assert done.returncode == 1, message
    assert told in message
    assert message.count("\n") == 1
    assert "bug" not in message
    assert (folder / "index.sqlite3").read_bytes() == before
