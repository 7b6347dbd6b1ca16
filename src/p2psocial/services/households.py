"""Which addresses count as one household, so that one household is one seed.

An IPv4 address or an IPv6 /64 is what one home usually has. On a private network every address is
a node of its own, and those that share one machine's only address are told apart by their ports.
"""

from __future__ import annotations

import ipaddress

from p2psocial.protocol.magnet import Address

_HOME_PREFIX = 64
_SHARED = ("127.0.0.1", "::1")


def household(address: Address, *, private: bool) -> str:
    """Return the name under which a peer at this address is counted."""
    ip = ipaddress.ip_address(address.host)
    if private:
        # An incoming connection comes from a port that says nothing, so ports count only where
        # there is no other address: macOS has but this one on the loopback.
        return str(address) if address.host in _SHARED else str(ip)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, _HOME_PREFIX), strict=False))
    return str(ip)


def home_of(address: Address) -> str:
    """Return who is charged for what comes from an address: its household.

    Where a machine has no other address than the usual one of the loopback, each connection.
    """
    return str(address) if address.host in _SHARED else household(address, private=False)
