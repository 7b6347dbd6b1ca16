"""Small packets that leave at once.

libtorrent sends the head of a piece and the piece itself one after the other. The system keeps the
second back until the first is acknowledged (Nagle's algorithm), which the other side's system does
40 ms later: ten times as long as everything else that the opening of a text takes. libtorrent has
no setting for that. But sockets inherit it from the one that listens (Linux, BSD, macOS), and that
one can be found among the descriptors of this process.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Iterator

from p2psocial.protocol.magnet import Address

_DESCRIPTORS = "/dev/fd"


def send_at_once(listening: Address) -> None:
    """Have all connections that come in at this address send at once; silent where impossible."""
    for descriptor in _sockets():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as found:
            if _listens(found, listening):
                found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _sockets() -> Iterator[int]:
    try:
        names = os.listdir(_DESCRIPTORS)  # noqa: PTH208 -- numbers are wanted, not paths
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError, ValueError):
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                yield int(name)


def _listens(found: socket.socket, at: Address) -> bool:
    if found.family not in (socket.AF_INET, socket.AF_INET6) or found.type != socket.SOCK_STREAM:
        return False
    place = found.getsockname()[:2]
    accepts = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    return bool(accepts) and place == (at.host, at.port)
