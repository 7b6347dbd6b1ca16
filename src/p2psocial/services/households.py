"""Which addresses count as one household, so that one household is one seed.

An IPv4 address or an IPv6 /64 is what one home usually has. On a private network many nodes may
share one machine, so there the port tells them apart.
"""

from __future__ import annotations

import ipaddress

from p2psocial.protocol.magnet import Address

_HOME_PREFIX = 64


def household(address: Address, *, private: bool) -> str:
    """Return the name under which a peer at this address is counted."""
    if private:
        return str(address)
    ip = ipaddress.ip_address(address.host)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, _HOME_PREFIX), strict=False))
    return str(ip)
