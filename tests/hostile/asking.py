"""What tests ask of a running node: over its channel, without a process for each command."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from p2psocial.control import client
from p2psocial.data_folder import DataFolder
from tests.node_process import NodeProcess


def configure(folder: Path, **settings: object) -> None:
    """Write the settings of a node on a private network, at first with stamps that cost nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {"private": True, "stamp_bits": 0} | settings
    (folder / "settings.json").write_text(json.dumps(chosen))


def ask(node: NodeProcess, operation: str, **arguments: object) -> Any:  # noqa: ANN401 -- any JSON
    """Have a running node do something; raises what it raises."""
    return client.call(DataFolder(node.folder), operation, arguments, lambda _: None)


def wait_until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until `condition()` holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def memory_of(node: NodeProcess) -> int:
    """Return how many bytes of memory a node takes."""
    status = Path(f"/proc/{node.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) << 10


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
