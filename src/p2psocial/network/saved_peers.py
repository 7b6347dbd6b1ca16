"""Gossip peers from one start to the next: `peers.json` in the data folder."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from p2psocial.protocol.magnet import Address, parse_address
from p2psocial.protocol.text import is_board

_log = logging.getLogger(__name__)

VERSION = 1
MAX_PEERS = 500
MAX_ANCHORS = 2
_MAX_BOARDS = 64
_MAX_FILE_BYTES = 2 << 20
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class SavedPeer:
    """Where somebody accepted connections, when that was last so, and that member's boards."""

    address: Address
    seen: int
    boards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedPeers:
    """What is kept: our own port (0 for none yet), the anchors, and the peers, latest first.

    Anchors are the peers that we were connected to for longest. Returning to them first makes it
    hard to use a restart for surrounding us with an attacker's nodes.
    """

    port: int = 0
    anchors: tuple[Address, ...] = ()
    peers: tuple[SavedPeer, ...] = ()


def read(path: Path) -> SavedPeers:
    """Return what was saved; nothing when there is no such file, or it is damaged."""
    try:
        with path.open("rb") as file:
            return _parse(file.read(_MAX_FILE_BYTES))
    except FileNotFoundError:
        return SavedPeers()
    except OSError as error:
        _log.warning("cannot read %s: %s; peers are found afresh", path.name, error.strerror)
        return SavedPeers()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        _log.warning("ignoring %s, which is damaged; peers are found afresh", path.name)
        return SavedPeers()


def _parse(data: bytes) -> SavedPeers:
    found = json.loads(data)
    if found["version"] != VERSION:
        raise ValueError("another version")
    port = found["port"]
    return SavedPeers(
        port if isinstance(port, int) and 0 < port <= _MAX_PORT else 0,
        tuple(parse_address(text) for text in found["anchors"][:MAX_ANCHORS]),
        tuple(_peer(each) for each in found["peers"][:MAX_PEERS]),
    )


def _peer(found: dict[str, object]) -> SavedPeer:
    address, seen, boards = found["address"], found["seen"], found["boards"]
    if not isinstance(address, str) or not isinstance(seen, int) or not isinstance(boards, list):
        raise TypeError("not a peer")
    names = [name for name in boards[:_MAX_BOARDS] if isinstance(name, str) and is_board(name)]
    return SavedPeer(parse_address(address), seen, tuple(names))


def write(path: Path, saved: SavedPeers) -> None:
    """Save it whole or not at all. A failure is logged: the next start just takes longer."""
    peers = [
        {"address": str(peer.address), "seen": peer.seen, "boards": list(peer.boards)}
        for peer in saved.peers[:MAX_PEERS]
    ]
    anchors = [str(address) for address in saved.anchors[:MAX_ANCHORS]]
    text = json.dumps(
        {"version": VERSION, "port": saved.port, "anchors": anchors, "peers": peers}, indent=1
    )
    partial = path.with_suffix(".part")
    try:
        # Whom somebody talks to is nobody else's business.
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123 -- Path.open takes no descriptor
            file.write(text.encode())
        partial.replace(path)
    except OSError as error:
        _log.warning("cannot save %s: %s", path.name, error.strerror)
        with contextlib.suppress(OSError):
            partial.unlink()
