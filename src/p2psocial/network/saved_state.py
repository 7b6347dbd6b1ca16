"""What a session learnt about the DHT (its node id and good nodes), kept between starts (BEP 5)."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
from pathlib import Path

import libtorrent as lt

from p2psocial.network.alert_pump import keep_quiet
from p2psocial.protocol.bencoding import decode
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

_MAX_STATE_BYTES = 1 << 20
_PORT_BYTES = 2
_PACKED_SIZES = (4 + _PORT_BYTES, 16 + _PORT_BYTES)


def read(path: Path) -> lt.session_params:
    """Return the saved state, or an empty one when there is none or it is damaged."""
    try:
        return lt.read_session_params(path.read_bytes())
    except OSError:
        return lt.session_params()
    except RuntimeError:
        _log.warning("ignoring %s, which is damaged; the DHT is joined afresh", path.name)
        return lt.session_params()


def _encoded(session: lt.session) -> bytes:
    keep_quiet(session)
    return lt.write_session_params_buf(session.session_state(lt.save_state_flags_t.save_dht_state))


def dht_addresses(session: lt.session) -> list[Address]:
    """Return where the DHT nodes are that a session knows to be good; alerts are to be popped then.

    The bindings have no other way to read them than from the state as it is saved.
    """
    saved = decode(_encoded(session), limit=_MAX_STATE_BYTES)
    state = saved.get(b"dht state") if isinstance(saved, dict) else None
    if not isinstance(state, dict):
        return []
    lists = [value for key in (b"nodes", b"nodes6") if isinstance(value := state.get(key), list)]
    packed = [node for nodes in lists for node in nodes if isinstance(node, bytes)]
    return [_address(node) for node in packed if len(node) in _PACKED_SIZES]


def _address(packed: bytes) -> Address:
    host = ipaddress.ip_address(packed[:-_PORT_BYTES])
    return Address(str(host), int.from_bytes(packed[-_PORT_BYTES:], "big"))


def write(path: Path, session: lt.session) -> None:
    """Save the state whole or not at all. A failure is logged: the next start just takes longer."""
    data = _encoded(session)
    partial = path.with_suffix(".part")
    try:
        partial.touch(mode=0o600)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        _log.warning("cannot save %s: %s", path.name, error.strerror)
        with contextlib.suppress(OSError):
            partial.unlink()
