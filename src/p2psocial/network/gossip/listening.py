"""The sockets on which other endpoints reach us."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import socket
from collections.abc import Sequence

from p2psocial.failures import MORE_FILES, MachineError
from p2psocial.network.gossip.options import GossipOptions
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

_BACKLOG = 100
_TRIES = 5
# What asyncio needs from seeing a connection to having told its protocol of it.
_ROUNDS_TO_ACCEPT = 3
_ANY_IPV4 = "0.0.0.0"  # noqa: S104 -- a peer-to-peer node serves everybody
_ANY_IPV6 = "::"
ANY_HOSTS = frozenset({_ANY_IPV4, _ANY_IPV6})


def family(host: str) -> socket.AddressFamily:
    """Return the kind of socket that an IP address needs."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _open(host: str, port: int) -> socket.socket:
    listener = socket.create_server((host, port), family=family(host), backlog=_BACKLOG)
    listener.setblocking(False)  # noqa: FBT003 -- takes no names
    return listener


def address_of(listener: socket.socket) -> Address:
    """Return where a socket listens."""
    host, port = listener.getsockname()[:2]
    return Address(host, port)


async def stop_accepting(servers: Sequence[asyncio.Server]) -> None:
    """Close servers, all that was accepted having been handed out before.

    asyncio loses what it is accepting just when its server is closed: the connection stays open
    until it is collected as garbage.
    """
    loop = asyncio.get_running_loop()
    for listener in (each for server in servers for each in server.sockets):
        # Windows' event loop takes no readers.
        with contextlib.suppress(NotImplementedError):
            loop.remove_reader(listener.fileno())
    for _ in range(_ROUNDS_TO_ACCEPT):
        await asyncio.sleep(0)
    for server in servers:
        server.close()


def open_sockets(options: GossipOptions, last_port: int) -> list[socket.socket]:
    """Listen as the options say. Raises `MachineError` when an address is not to be had.

    Where the port may be chosen it is `last_port` if that is free, because others remember it.
    """
    if not options.accept_incoming or options.proxy is not None:
        return []
    if options.listen:
        return _open_chosen(options.listen, last_port)
    if options.private:
        return [_open_with_free_port("127.0.0.1", last_port)]
    return _open_everywhere(last_port)


def _open_chosen(addresses: tuple[Address, ...], last_port: int) -> list[socket.socket]:
    opened: list[socket.socket] = []
    for address in addresses:
        try:
            if address.port:
                opened.append(_open(address.host, address.port))
            else:
                opened.append(_open_with_free_port(address.host, last_port))
        except OSError as error:
            for listener in opened:
                listener.close()
            raise MachineError(
                f"cannot listen on {address}: {_cause(error)}; choose another with --gossip"
            ) from error
    return opened


def _cause(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses it"
    if error.errno == errno.EMFILE:
        return f"{error.strerror}; {MORE_FILES}"
    return error.strerror or str(error)


def _open_with_free_port(host: str, last_port: int) -> socket.socket:
    if last_port:
        with contextlib.suppress(OSError):
            return _open(host, last_port)
    return _open(host, 0)


def _open_everywhere(last_port: int) -> list[socket.socket]:
    """Listen on all addresses of both kinds, at one port; IPv6 is left out where there is none."""
    for attempt in range(_TRIES):
        try:
            first = _open_with_free_port(_ANY_IPV4, 0 if attempt else last_port)
        except OSError as error:
            raise MachineError(
                f"cannot listen for other nodes: {_cause(error)}; choose an address with --gossip"
            ) from error
        try:
            return [first, _open(_ANY_IPV6, address_of(first).port)]
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                _log.info("not listening on IPv6: %s", error.strerror)
                return [first]
            first.close()
    return [_open_with_free_port(_ANY_IPV4, 0)]
