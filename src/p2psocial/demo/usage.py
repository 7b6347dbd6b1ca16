"""What a process uses: memory, files, processor time."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path


def of_this_process() -> dict[str, float]:
    """Return resident bytes, open files (both 0 but on Linux), threads, and processor seconds."""
    times = os.times()
    resident = descriptors = 0
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        resident = pages * os.sysconf("SC_PAGE_SIZE")
        descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
    return {
        "rss": resident,
        "fds": descriptors,
        "threads": threading.active_count(),
        "cpu": times.user + times.system,
    }
