"""What a session learnt about the DHT (its node id and good nodes), kept between starts (BEP 5)."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

import libtorrent as lt

from p2psocial.network.alert_pump import keep_quiet

_log = logging.getLogger(__name__)


def read(path: Path) -> lt.session_params:
    """Return the saved state, or an empty one when there is none or it is damaged."""
    try:
        return lt.read_session_params(path.read_bytes())
    except OSError:
        return lt.session_params()
    except RuntimeError:
        _log.warning("ignoring %s, which is damaged; the DHT is joined afresh", path.name)
        return lt.session_params()


def write(path: Path, session: lt.session) -> None:
    """Save the state whole or not at all. A failure is logged: the next start just takes longer."""
    keep_quiet(session)
    data = lt.write_session_params_buf(session.session_state(lt.save_state_flags_t.save_dht_state))
    partial = path.with_suffix(".part")
    try:
        partial.touch(mode=0o600)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        _log.warning("cannot save %s: %s", path.name, error.strerror)
        with contextlib.suppress(OSError):
            partial.unlink()
