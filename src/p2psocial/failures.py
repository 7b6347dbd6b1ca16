"""The failures that are neither a peer's nor a bug of ours.

`protocol.errors` says what a peer did wrong. `RequestError` says that what the user asked for
cannot be done, `MachineError` that this machine is in the way. Both carry one line that says what
is wrong and what to do. Whatever else is raised is a bug.
"""

from __future__ import annotations

# What to do about EMFILE, EIO and EFBIG, which many parts can meet.
MORE_FILES = "allow more ('ulimit -n 4096')"
BAD_DISK = "the disk reports an error; check it"
LARGER_FILES = "a file may not be that large; allow more ('ulimit -f unlimited')"


class RequestError(Exception):
    """The user asked for something that cannot be done; the message says what to do instead."""


class IdentityLockedError(RequestError):
    """The identity that is to sign is protected, and its passphrase is missing or wrong."""


class BudgetFullError(RequestError):
    """What is to be seeded does not fit into the disk budget; it needs `needed` bytes."""

    def __init__(self, message: str, needed: int = 0) -> None:
        super().__init__(message)
        self.needed = needed


class MachineError(Exception):
    """The machine is in the way (disk, port, permissions); the message says how to clear it."""


class DamagedIndexError(MachineError):
    """The index file holds what was never written to it; what can be read must be saved."""
