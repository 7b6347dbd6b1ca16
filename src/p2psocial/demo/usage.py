"""What a process uses: memory, files, threads, tasks, processor time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from pathlib import Path


def of_this_process() -> dict[str, float]:
    """Return resident bytes, open files, threads, tasks, and processor seconds.

    The first two are 0 but on Linux, and the threads only those of Python. Tasks are those of the
    running event loop.
    """
    times = os.times()
    resident = descriptors = 0
    threads = threading.active_count()
    with contextlib.suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        resident = pages * os.sysconf("SC_PAGE_SIZE")
        descriptors = sum(1 for _ in Path("/proc/self/fd").iterdir())
        threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    return {
        "rss": resident,
        "fds": descriptors,
        "threads": threads,
        "tasks": len(asyncio.all_tasks()),
        "cpu": times.user + times.system,
    }
