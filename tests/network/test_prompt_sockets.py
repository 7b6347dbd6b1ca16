"""Connections to a socket that listens send small packets at once, where the system can do that."""

from __future__ import annotations

import socket
import sys

import pytest

from p2psocial.network.prompt_sockets import send_at_once
from p2psocial.protocol.magnet import Address


def sends_at_once(listener: socket.socket) -> bool:
    with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
        return bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


@pytest.mark.skipif(sys.platform == "win32", reason="sockets are no descriptors there")
def test_connections_to_that_address_send_at_once_and_no_others() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as meant,
        socket.create_server(("127.0.0.1", 0)) as other,
    ):
        send_at_once(Address(*meant.getsockname()))
        assert (sends_at_once(meant), sends_at_once(other)) == (True, False)
