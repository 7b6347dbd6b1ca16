"""Who is likely the same party: IP addresses by what one household, network or region shares.

Addresses are cheap for an attacker, but only within what it rents: so limits count households (an
IPv4 address, an IPv6 /64), diversity counts subnets (/24, /48), and crowding regions (/16, /32).
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from p2psocial.protocol.magnet import Address

_FIRST_UNPRIVILEGED_PORT = 1_024


@lru_cache(maxsize=4_096)
def _packed(host: str) -> bytes:
    return ipaddress.ip_address(host.partition("%")[0]).packed


def _share(host: str, ipv4_bytes: int, ipv6_bytes: int) -> bytes:
    packed = _packed(host)
    return packed[: ipv4_bytes if len(packed) == 4 else ipv6_bytes]  # noqa: PLR2004 -- IPv4


def household(host: str) -> bytes:
    """Return what stands for everybody behind one connection to the internet."""
    return _share(host, 4, 8)


def subnet(host: str) -> bytes:
    """Return the network that an address is in, as a site rents it."""
    return _share(host, 3, 6)


def region(host: str) -> bytes:
    """Return the network that an address is in, as a provider owns it."""
    return _share(host, 2, 4)


def is_on_lan(host: str) -> bool:
    """Whether an address is of this machine or its local network."""
    found = ipaddress.ip_address(host)
    return found.is_private or found.is_link_local


def is_worth_dialling(address: Address, *, private: bool) -> bool:
    """Whether an address that a stranger told may be dialled.

    In public that excludes the local network, which is none of a stranger's business, and ports of
    system services, which strangers could make us pester.
    """
    try:
        host = ipaddress.ip_address(address.host)
    except ValueError:
        return False
    if host.is_unspecified or host.is_multicast or not address.port:
        return False
    return private or (host.is_global and address.port >= _FIRST_UNPRIVILEGED_PORT)
