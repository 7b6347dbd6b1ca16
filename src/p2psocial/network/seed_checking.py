"""Asking those who claim to seed for a piece: one connection each, that offers nothing.

The peer id is that of a session which only reads, so no node counts us for it. Nothing of this goes
through a proxy: behind one there are no checks.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random

from p2psocial.network.options import NetworkOptions
from p2psocial.network.tuning import READER_FINGERPRINT
from p2psocial.protocol.item import HASH_BYTES, Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.peer_wire import PEER_ID_BYTES
from p2psocial.protocol.seed_proof import SeedProof, Verdict

_CONNECT_SECONDS = 3.0
# Many clients serve somebody new only when their turn comes, which it does every ten seconds.
_TALK_SECONDS = 12.0
# But what they have they say at once.
_CLAIM_SECONDS = 3.0
_AT_A_TIME = 16
_READ_BYTES = 1 << 15


class SeedChecking:
    """Belongs to one event loop."""

    def __init__(self, options: NetworkOptions, chance: random.Random | None = None) -> None:
        """Prepare; connections come from the addresses that `options` says to listen on."""
        self._hosts = {":" in each.host: each.host for each in options.listen}
        self._places = asyncio.Semaphore(_AT_A_TIME)
        self._chance = chance or random.SystemRandom()

    async def check(self, item: Item, peer: Address) -> Verdict:
        """Find out whether a peer has an item: it must send a piece chosen at random."""
        piece = self._chance.randrange(len(item.pieces) // HASH_BYTES)
        fingerprint = READER_FINGERPRINT.encode()
        peer_id = fingerprint + os.urandom(PEER_ID_BYTES - len(fingerprint))
        proof = SeedProof(item, piece, peer_id)
        async with self._places:
            return await self._talk(proof, peer)

    async def _talk(self, proof: SeedProof, peer: Address) -> Verdict:
        host = self._hosts.get(":" in peer.host)
        local = (host, 0) if host else None
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(
                    peer.host, peer.port, local_addr=local, limit=_READ_BYTES
                )
        except OSError:
            # TimeoutError is one of them.
            return Verdict.UNREACHABLE
        try:
            begun = asyncio.get_running_loop().time()
            async with asyncio.timeout(_CLAIM_SECONDS) as limit:
                writer.write(proof.begin)
                while proof.verdict is None and (data := await reader.read(_READ_BYTES)):
                    writer.write(proof.feed(data))
                    if proof.claims:
                        limit.reschedule(begun + _TALK_SECONDS)
        except OSError:
            # Hung up on, or out of time.
            pass
        finally:
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        return proof.end()
