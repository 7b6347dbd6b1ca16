"""The time, as every part of a node has it."""

from __future__ import annotations

import time


def unix_time() -> int:
    """Return Unix time in whole seconds."""
    return int(time.time())
