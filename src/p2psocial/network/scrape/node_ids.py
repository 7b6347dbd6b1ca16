"""Whether a node may have the id that it has, by its address (BEP 42).

The rule ties the first 21 bits of an id to the IP address, so that nobody can choose to be close to
a key without having many addresses. It is CRC-32C of parts of the address; zlib has another CRC.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from p2psocial.protocol.krpc import Node

_IPV4_MASK = bytes.fromhex("030f3fff")
_IPV6_MASK = bytes.fromhex("0103070f1f3f7fff")
_POLYNOMIAL = 0x82F63B78
_ALL_ONES = 0xFFFFFFFF
_CHOICES = 0x07
# The third byte has five bits of the checksum, and three that the node chooses.
_THIRD_BYTE = 0xF8


def _crc32c(data: bytes) -> int:
    crc = _ALL_ONES
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc ^ _ALL_ONES


@lru_cache(maxsize=4_096)
def _prefix(host: str, choice: int) -> bytes:
    packed = ipaddress.ip_address(host.partition("%")[0]).packed
    mask = _IPV4_MASK if len(packed) == len(_IPV4_MASK) else _IPV6_MASK
    masked = bytearray(a & b for a, b in zip(packed, mask, strict=False))
    masked[0] |= choice << 5
    return _crc32c(bytes(masked)).to_bytes(4, "big")


def is_of_its_address(node: Node) -> bool:
    """Whether the id follows from the address as BEP 42 has it. Local addresses are not exempt."""
    prefix = _prefix(node.address.host, node.id[-1] & _CHOICES)
    same_third = (prefix[2] ^ node.id[2]) & _THIRD_BYTE == 0
    return prefix[:2] == node.id[:2] and same_third
