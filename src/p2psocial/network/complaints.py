"""Tells the log that the machine is in the way, a full disk say: not more than once a minute.

What happens then happens to every message that comes in. Nobody is helped by a line for each, and
the log may lie on the same disk.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from p2psocial.failures import MachineError

_EVERY_SECONDS = 60.0
_next_at = 0.0


def complain(log: logging.Logger, error: MachineError) -> None:
    """Log one line, unless that was done a short while ago."""
    global _next_at  # noqa: PLW0603 -- one log, one clock
    now = time.monotonic()
    if now >= _next_at:
        _next_at = now + _EVERY_SECONDS
        log.warning("%s", error)


def run_guarded(log: logging.Logger, callback: Callable[[], None]) -> None:
    """Call back, and let no failure of that end what goes on here: it is logged instead."""
    try:
        callback()
    except MachineError as error:
        complain(log, error)
    except Exception:
        log.exception("what should have been done failed")
