"""The time, as every part of a node has it."""

from __future__ import annotations

import time

# When this version was written (24 November 2026). A clock that says less is wrong: its battery is
# empty, say. What is dated with it would be of 1970 for ever, and a vote would have ended already.
WRITTEN = 1_795_478_400
_begun = time.monotonic()


def unix_time() -> int:
    """Return Unix time in whole seconds, never before this program was written."""
    return int(max(time.time(), WRITTEN + time.monotonic() - _begun))


def is_behind() -> bool:
    """Whether the machine's clock is certainly wrong."""
    return time.time() < WRITTEN
