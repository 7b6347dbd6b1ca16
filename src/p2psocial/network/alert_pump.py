"""libtorrent's alerts, brought to the event loop.

libtorrent calls back on a thread of its own, where nothing but a wake-up is safe. Alerts are valid
only until the next `pop_alerts`, so the handlers, which run on the loop, must turn what they need
into values before they return.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import libtorrent as lt

_log = logging.getLogger(__name__)

_FIRST_ALERT_MILLISECONDS = 5_000

# An alert of the one class that the handler was registered for; the bindings give no common type.
Handler = Callable[[Any], None]


def keep_quiet(session: lt.session) -> None:
    """Keep libtorrent from calling back until alerts are popped again; for the loop's thread.

    libtorrent calls back while it holds a lock of its own, and then waits for Python's. Changing
    the callback, `session_state` and the end of a session wait for libtorrent while they hold
    Python's: either waits for the other for ever. But it calls back for the first alert of an empty
    queue only, so one alert that lies there is enough.
    """
    session.post_session_stats()
    session.wait_for_alert(_FIRST_ALERT_MILLISECONDS)


class AlertPump:
    """Calls a handler by alert class for every alert of one session, on the running loop."""

    def __init__(self, session: lt.session, handlers: Mapping[type, Handler]) -> None:
        """Start pumping at once; must be called on the loop that the handlers belong to."""
        self._session: lt.session | None = session
        self._handlers = handlers
        self._loop = asyncio.get_running_loop()
        session.set_alert_notify(self._wake)

    def _wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._drain)
        except RuntimeError:
            # The loop closed between libtorrent's decision to call and this line.
            return

    def _drain(self) -> None:
        if self._session is None:
            return
        for alert in self._session.pop_alerts():
            handler = self._handlers.get(type(alert))
            if handler is None:
                continue
            try:
                handler(alert)
            except Exception:  # noqa: BLE001 -- a bug of ours, which must not stop other alerts
                _log.exception("handling %s failed", type(alert).__name__)

    def close(self) -> None:
        """Stop calling handlers; let go of them and of the session, which lives while held."""
        session, self._session = self._session, None
        self._handlers = {}
        if session is not None:
            keep_quiet(session)
