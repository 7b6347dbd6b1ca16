"""Opening a TCP connection to a gossip address: directly, or through a proxy, never around it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ipaddress
import socket

from p2psocial.network.gossip.listening import family
from p2psocial.network.options import Proxy
from p2psocial.protocol.magnet import Address

_SOCKS_OK = b"\x05\x00"
_MAX_HTTP_HEAD = 4_096


class ProxyError(OSError):
    """The proxy did not open the connection."""


async def open_socket(address: Address, source: str | None, proxy: Proxy | None) -> socket.socket:
    """Connect to an address, from the local IP address `source` if given. Raises `OSError`."""
    if proxy is None:
        return await _connect(address.host, address.port, source)
    loop = asyncio.get_running_loop()
    host = (await loop.getaddrinfo(proxy.host, proxy.port, type=socket.SOCK_STREAM))[0][4][0]
    opened = await _connect(str(host), proxy.port, None)
    try:
        if proxy.scheme == "socks5":
            await _ask_socks(opened, address, proxy)
        else:
            await _ask_http(opened, address, proxy)
    except BaseException:
        opened.close()
        raise
    return opened


async def _connect(host: str, port: int, source: str | None) -> socket.socket:
    opened = socket.socket(family(host), socket.SOCK_STREAM)
    try:
        opened.setblocking(False)  # noqa: FBT003 -- takes no names
        if source is not None and family(source) == family(host):
            opened.bind((source, 0))
        await asyncio.get_running_loop().sock_connect(opened, (host, port))
    except BaseException:
        opened.close()
        raise
    return opened


async def _read(opened: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    data = b""
    while len(data) < size:
        more = await loop.sock_recv(opened, size - len(data))
        if not more:
            raise ProxyError("the proxy closed the connection")
        data += more
    return data


async def _ask_socks(opened: socket.socket, address: Address, proxy: Proxy) -> None:
    """Ask a SOCKS5 proxy (RFC 1928, with the password of RFC 1929) to connect."""
    loop = asyncio.get_running_loop()
    method = 2 if proxy.user else 0
    await loop.sock_sendall(opened, bytes([5, 1, method]))
    if await _read(opened, 2) != bytes([5, method]):
        raise ProxyError("the proxy wants another kind of login")
    if proxy.user:
        user, password = proxy.user.encode()[:255], proxy.password.encode()[:255]
        login = bytes([1, len(user)]) + user + bytes([len(password)]) + password
        await loop.sock_sendall(opened, login)
        if (await _read(opened, 2))[1]:
            raise ProxyError("the proxy refused the password")
    host = ipaddress.ip_address(address.host)
    kind = 1 if host.version == 4 else 4  # noqa: PLR2004 -- of IP
    request = bytes([5, 1, 0, kind]) + host.packed + address.port.to_bytes(2, "big")
    await loop.sock_sendall(opened, request)
    head = await _read(opened, 4)
    if head[:2] != _SOCKS_OK:
        raise ProxyError(f"the proxy could not connect (code {head[1]})")
    # Where it connects from, which is of no use to us, but must be read.
    sizes = {1: 4, 4: 16}
    size = sizes[head[3]] if head[3] in sizes else (await _read(opened, 1))[0]
    await _read(opened, size + 2)


async def _ask_http(opened: socket.socket, address: Address, proxy: Proxy) -> None:
    """Ask an HTTP proxy (RFC 9110, CONNECT) to connect."""
    lines = [f"CONNECT {address} HTTP/1.1", f"Host: {address}"]
    if proxy.user:
        login = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {login}")
    request = "\r\n".join([*lines, "", ""]).encode()
    await asyncio.get_running_loop().sock_sendall(opened, request)
    head = b""
    # Byte by byte, because what follows the head belongs to the connection.
    while not head.endswith(b"\r\n\r\n"):
        head += await _read(opened, 1)
        if len(head) > _MAX_HTTP_HEAD:
            raise ProxyError("the proxy's answer is too long")
    with contextlib.suppress(IndexError):
        if head.split(b" ", 2)[1] == b"200":
            return
    raise ProxyError("the proxy could not connect")
