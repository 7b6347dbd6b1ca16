"""What the system must allow a node before it starts: what it lacks later would abort it."""

from __future__ import annotations

import sys

from p2psocial.failures import MachineError

# Measured: 592 MB are in use once every thread has its stack and its heap, 65 MB of them in memory.
# libtorrent ends the whole process, without a word of ours, when it cannot start a thread.
_ADDRESS_SPACE = 640 << 20


def check_limits() -> None:
    """Raise `MachineError` when a node cannot live within the limits of this process."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 -- Windows has no such module

    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY and allowed < _ADDRESS_SPACE:
        raise MachineError(
            f"only {allowed >> 20} MB of address space are allowed, and a node needs"
            f" {_ADDRESS_SPACE >> 20}; allow more ('ulimit -v unlimited')"
        )
