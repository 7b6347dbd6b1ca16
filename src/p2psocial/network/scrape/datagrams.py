"""The UDP sockets of the scrape client, one of each family."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable

from p2psocial.failures import MachineError
from p2psocial.network.scrape.options import ScrapeOptions
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)
_RECEIVE_BUFFER = 512 * 1024
_ANY = (Address("0.0.0.0", 0), Address("::", 0))  # noqa: S104 -- answers come from everywhere
_LOOPBACK = (Address("127.0.0.1", 0),)

Received = Callable[[bytes, Address], None]


def is_ipv6(address: Address) -> bool:
    """Whether an address is of IPv6."""
    return ":" in address.host


class Datagrams(asyncio.DatagramProtocol):
    """Sends and receives. All methods belong to the event loop that `start` ran on."""

    def __init__(self, options: ScrapeOptions, received: Received) -> None:
        """Prepare; `received` is told every datagram and where it says it is from."""
        self._options = options
        self._received = received
        self._transports: dict[bool, asyncio.DatagramTransport] = {}
        self._open = 0
        self._closed = asyncio.Event()

    async def start(self) -> None:
        """Open the sockets. Raises `MachineError` when a chosen address, or every one, fails."""
        default = _LOOPBACK if self._options.private else _ANY
        for address in self._options.listen or default:
            try:
                opened = _bound(address)
            except OSError as error:
                if self._options.listen:
                    await self.close()
                    message = f"cannot send from {address}: {error.strerror}; choose another"
                    raise MachineError(message) from error
                _log.info("no counting over %s: %s", address, error.strerror)
                continue
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=opened)
            self._transports[is_ipv6(address)] = transport
        if not self._transports:
            message = "no socket to count seeds with; is the network up?"
            raise MachineError(message)

    def has(self, *, ipv6: bool) -> bool:
        """Whether there is a socket of a family."""
        return ipv6 in self._transports

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram; whether it arrives is another matter."""
        transport = self._transports.get(is_ipv6(address))
        if transport is not None and not transport.is_closing():
            transport.sendto(data, (address.host, address.port))

    async def close(self) -> None:
        """Close the sockets, and wait until they are."""
        for transport in self._transports.values():
            transport.abort()
        self._transports.clear()
        if self._open:
            await self._closed.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: ARG002 -- asyncio's
        self._open += 1
        self._closed.clear()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's
        self._open -= 1
        if not self._open:
            self._closed.set()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._received(data, Address(addr[0].partition("%")[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        _log.debug("counting in the DHT: %s", exc)


def _bound(address: Address) -> socket.socket:
    family = socket.AF_INET6 if is_ipv6(address) else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_DGRAM)
    try:
        opened.setblocking(False)  # noqa: FBT003 -- takes no names
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        with contextlib.suppress(OSError):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        opened.bind((address.host, address.port))
    except BaseException:
        opened.close()
        raise
    return opened
