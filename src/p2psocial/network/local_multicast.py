"""Members of our boards on the local network, found without the internet (BEP 14, IPv4).

Datagrams go to a multicast group on the interface that we listen on and nowhere else, with a time
to live of one hop. What comes is believed only from addresses of a local network. There is nothing
to answer: whoever hears of a member dials it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from p2psocial.network.gossip.allowance import Allowance
from p2psocial.network.gossip.listening import ANY_HOSTS
from p2psocial.network.gossip.subnets import is_on_lan
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

GROUP = Address("239.192.152.143", 6771)
MAX_DATAGRAM_BYTES = 1_400
_HASHES_PER_DATAGRAM = 20
_MAX_LINES = 40
_MAX_COOKIE = 64
_FIRST_LINE = "BT-SEARCH * HTTP/1.1"
_HEADER = re.compile(r"([A-Za-z-]{1,20}): ?([ -~]{0,100})")
_PORT = re.compile("[1-9][0-9]{0,4}")
_INFOHASH = re.compile("[0-9A-Fa-f]{40}")
_MAX_PORT = 65_535
_FIRST_UNPRIVILEGED_PORT = 1_024
# Datagrams that are looked at: per second, and at once.
_RATE = 20
_BURST = 100
# Linux: receive only from groups joined by this very socket. The socket module has no name for it.
_IP_MULTICAST_ALL = 49

Heard = Callable[[Sequence[bytes], Address], None]


@dataclass(frozen=True, slots=True)
class LocalSearch:
    """Somebody accepts connections for these infohashes at a port; `cookie` tells own echoes."""

    infohashes: tuple[bytes, ...]
    port: int
    cookie: str


def write(search: LocalSearch) -> bytes:
    """Return the datagram; of the infohashes there may be 20."""
    lines = [_FIRST_LINE, f"Host: {GROUP}", f"Port: {search.port}"]
    lines += [f"Infohash: {infohash.hex()}" for infohash in search.infohashes]
    lines += [f"cookie: {search.cookie}", "", "", ""]
    return "\r\n".join(lines).encode()


def read(datagram: bytes) -> LocalSearch | None:
    """Return what a datagram says, None when it is not exactly of the form."""
    if len(datagram) > MAX_DATAGRAM_BYTES or not datagram.isascii():
        return None
    lines = datagram.decode("ascii").rstrip("\r\n").split("\r\n")
    if lines[0] != _FIRST_LINE or len(lines) > _MAX_LINES:
        return None
    headers: dict[str, list[str]] = {}
    for line in lines[1:]:
        matched = _HEADER.fullmatch(line)
        if not matched:
            return None
        headers.setdefault(matched[1].lower(), []).append(matched[2])
    return _read_headers(headers)


def _read_headers(headers: dict[str, list[str]]) -> LocalSearch | None:
    ports, hashes = headers.get("port", []), headers.get("infohash", [])
    cookie = headers.get("cookie", [""])[0]
    if headers.get("host") != [str(GROUP)] or len(ports) != 1 or not hashes:
        return None
    if not _PORT.fullmatch(ports[0]) or int(ports[0]) > _MAX_PORT or len(cookie) > _MAX_COOKIE:
        return None
    if not all(map(_INFOHASH.fullmatch, hashes)):
        return None
    return LocalSearch(tuple(map(bytes.fromhex, hashes)), int(ports[0]), cookie)


class LocalMulticast(asyncio.DatagramProtocol):
    """The datagrams of one node. All methods belong to the event loop that `start` ran on."""

    def __init__(
        self,
        heard: Heard,
        monotonic: Callable[[], float],
        chance: random.Random,
        group: Address = GROUP,
    ) -> None:
        """Prepare; `heard` is told what members of the local network announce."""
        self._heard = heard
        self._monotonic = monotonic
        self._cookie = chance.randbytes(8).hex()
        self._group = group
        self._allowance = Allowance(_RATE, _BURST, monotonic())
        self._transports: list[asyncio.DatagramTransport] = []

    async def start(self, listening: Sequence[Address]) -> bool:
        """Take part on the interfaces of these addresses; False when none is of a local network."""
        loop = asyncio.get_running_loop()
        for interface in dict.fromkeys(_interfaces(listening)):
            try:
                opened = _open(interface, self._group)
            except OSError as error:
                _log.info("no local discovery on %s: %s", interface, error.strerror)
                continue
            transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=opened)
            self._transports.append(transport)
        return bool(self._transports)

    def announce(self, infohashes: Sequence[bytes], port: int) -> None:
        """Tell the local network that we accept connections for these, if we do."""
        if not port:
            return
        for first in range(0, len(infohashes), _HASHES_PER_DATAGRAM):
            some = tuple(infohashes[first : first + _HASHES_PER_DATAGRAM])
            datagram = write(LocalSearch(some, port, self._cookie))
            for transport in self._transports:
                transport.sendto(datagram, (self._group.host, self._group.port))

    def close(self) -> None:
        """Leave the group."""
        for transport in self._transports:
            transport.close()
        self._transports.clear()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self._allowance.take(1, self._monotonic()) or not is_on_lan(addr[0]):
            return
        search = read(data)
        if search is None or search.cookie == self._cookie:
            return
        if search.port >= _FIRST_UNPRIVILEGED_PORT:
            self._heard(search.infohashes, Address(addr[0], search.port))

    def error_received(self, exc: Exception) -> None:
        _log.debug("local discovery: %s", exc)


def _interfaces(listening: Sequence[Address]) -> Iterator[str]:
    """Yield the local addresses whose networks can reach where we listen."""
    for address in listening:
        host = address.host
        if host in ANY_HOSTS:
            host = _outward_host()
        if host and ":" not in host and not host.startswith("127."):
            yield host


def _outward_host() -> str:
    """Return the address from which this machine would send to the group; empty for none."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Connecting a datagram socket sends nothing; it only chooses the interface.
        probe.connect((GROUP.host, GROUP.port))
        return str(probe.getsockname()[0])
    return ""


def _open(interface: str, group: Address) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        opened.setblocking(False)  # noqa: FBT003 -- takes no names
        # Other BitTorrent programs of this machine have the same port.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        opened.bind(("", group.port))
        ip, here = socket.IPPROTO_IP, socket.inet_aton(interface)
        opened.setsockopt(ip, socket.IP_MULTICAST_IF, here)
        opened.setsockopt(ip, socket.IP_MULTICAST_TTL, 1)
        opened.setsockopt(ip, socket.IP_MULTICAST_LOOP, 1)
        with contextlib.suppress(OSError):
            opened.setsockopt(ip, _IP_MULTICAST_ALL, 0)
        membership = struct.pack("4s4s", socket.inet_aton(group.host), here)
        opened.setsockopt(ip, socket.IP_ADD_MEMBERSHIP, membership)
    except BaseException:
        opened.close()
        raise
    return opened
