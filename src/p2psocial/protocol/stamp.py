"""Proof of work: the leading zero bits of an item's id (counted as in NIP-13).

The nonce lies in the middle of the bytes that are hashed, so what comes before it is hashed once
and each attempt costs one copy of that state and one short update.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

NONCE_BYTES = 8


def leading_zero_bits(digest: bytes) -> int:
    """Return how many bits of `digest` are zero before the first one (0 to 8 x its length)."""
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


@dataclass(frozen=True, slots=True)
class Puzzle:
    """The bytes before and after the nonce, and how many leading zero bits are wanted."""

    before: bytes
    after: bytes
    bits: int

    def search(self, start: int, attempts: int) -> bytes | None:
        """Try `attempts` nonces from `start` on (wrapping at 2^64); the first that fits, or None.

        About a microsecond an attempt: callers choose `attempts` by how long they may be away.
        """
        prefix = hashlib.sha256(self.before)
        limit = 1 << (256 - self.bits)
        after = self.after
        for number in range(start, start + attempts):
            nonce = (number & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(NONCE_BYTES, "big")
            attempt = prefix.copy()
            attempt.update(nonce + after)
            if int.from_bytes(attempt.digest(), "big") < limit:
                return nonce
        return None
