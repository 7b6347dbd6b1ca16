"""Addresses for the nodes of one network, so that two networks on a machine do not meet.

Each node gets a host of its own in 127.0.0.0/8, because seeds are counted by host. Where the
system has no other loopback address than 127.0.0.1, the nodes share it and get ports of their own.
"""

from __future__ import annotations

import errno
import random
import socket
from dataclasses import dataclass

from p2psocial.failures import MachineError

_TRIES = 200
_BITTORRENT, _GOSSIP = 7681, 7682
# The last byte of a host goes from 2 to 251, then the byte before it goes on.
_PER_BLOCK = 250
_BLOCKS = 4
_SHARED_HOST = "127.0.0.1"
_FIRST_PORT, _LAST_PORT = 20_000, 50_000


@dataclass(frozen=True, slots=True)
class NodeAddress:
    """Where a node listens."""

    host: str
    bittorrent: int
    gossip: int


class AddressPlan:
    """The addresses of a network's nodes; nobody else gets the same until `close`."""

    def __init__(self) -> None:
        """Choose a part of the loopback network. Raises `MachineError` when none is free."""
        # A socket that nobody connects to says that this part is taken.
        self._claim = socket.socket()
        try:
            self._block = self._choose()
        except BaseException:
            self._claim.close()
            raise

    def _choose(self) -> tuple[int, int] | None:
        drawn = random.SystemRandom()
        for _ in range(_TRIES):
            block = (drawn.randrange(20, 250), drawn.randrange(0, 256 - _BLOCKS, _BLOCKS))
            try:
                self._claim.bind((f"127.{block[0]}.{block[1]}.1", _BITTORRENT))
            except OSError as error:
                if error.errno == errno.EADDRNOTAVAIL:
                    self._share(drawn)
                    return None
                continue
            return block
        raise MachineError("no part of 127.0.0.0/8 is free; end other demo networks")

    def _share(self, drawn: random.Random) -> None:
        self._first_port = drawn.randrange(_FIRST_PORT, _LAST_PORT, 2 * _PER_BLOCK)
        self._claim.bind((_SHARED_HOST, self._first_port))

    def __getitem__(self, number: int) -> NodeAddress:
        """Return the address of a node, counted from 1."""
        if self._block is None:
            port = self._first_port + 2 * number
            return NodeAddress(_SHARED_HOST, port, port + 1)
        block, place = divmod(number - 1, _PER_BLOCK)
        host = f"127.{self._block[0]}.{self._block[1] + block}.{place + 2}"
        return NodeAddress(host, _BITTORRENT, _GOSSIP)

    def close(self) -> None:
        """Let others have them."""
        self._claim.close()
