"""What can be decided about counting in the DHT, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.protocol.magnet import Address


@dataclass(frozen=True, slots=True)
class ScrapeOptions:
    """Where to ask from, and how much. Times are in seconds.

    `listen` are the addresses to send from, one of each family at most, with port 0 for any free
    one; empty means all of the machine (only 127.0.0.1 when `private`). DHT nodes store the address
    that an announcement comes from, so it must be the one that libtorrent is reached at.

    `packets_per_second` counts both ways: a query is paid for together with its answer.

    `private` is for networks of machines that know each other: nodes may share a subnet and have
    any address and id. Nothing here goes through a proxy: behind one there must be no client.
    """

    listen: tuple[Address, ...] = ()
    private: bool = False
    packets_per_second: float = 200
    # Lookups under way at once; each has at most eight queries unanswered.
    lookups: int = 24
    # BEP 5: how many nodes store an announcement.
    closest: int = 8
    # Kademlia's alpha: how many nodes are asked at once while none is late.
    parallel: int = 4
    # Of the nodes that are counted, how many may be in one /24 (IPv6: /48); for public networks.
    per_subnet: int = 1
    timeout_least: float = 1.0
    timeout_most: float = 1.5
    # For so long a recount asks the nodes of the last count first.
    neighbourhood_seconds: float = 900
    max_neighbourhoods: int = 4_096
    max_nodes: int = 4_096
