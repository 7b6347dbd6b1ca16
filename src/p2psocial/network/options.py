"""What a node's owner decides about the network, as one value."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from p2psocial.network.scrape.budget import FOR_ANNOUNCING, FOR_COUNTING, Limits
from p2psocial.protocol.magnet import Address


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that all traffic goes through; `scheme` is socks5, http or i2p."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Proxy({self.scheme}://{self.host}:{self.port})"


def is_literal(host: str) -> bool:
    """Whether a host is an IP address, which nobody has to look up."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class NetworkOptions:
    """Where to listen, whom to ask first, and how to behave.

    A bootstrap node may have a host name for a host. `listen` empty means the default addresses,
    where the port may move up when it is taken; an explicit address must be free. `upload_limit`
    is bytes per second, 0 for none; `counting` and `announcing` limit what each sends into the DHT.
    `private` makes a network of machines that know each other (loopback, LAN): no public bootstrap
    nodes, no port mapping, and private addresses are taken into the DHT.
    """

    seeds_folder: Path
    reading_folder: Path
    state_file: Path
    listen: tuple[Address, ...] = ()
    bootstrap: tuple[Address, ...] = ()
    private: bool = False
    proxy: Proxy | None = None
    port_mapping: bool = True
    upload_limit: int = 0
    counting: Limits = FOR_COUNTING
    announcing: Limits = FOR_ANNOUNCING

    def dialled_bootstrap(self) -> tuple[Address, ...]:
        """Return the bootstrap nodes to ask; behind a proxy only those that are IP addresses."""
        if self.proxy is None:
            return self.bootstrap
        return tuple(node for node in self.bootstrap if is_literal(node.host))
