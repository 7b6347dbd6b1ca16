"""What can be decided about counting in the DHT, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from p2psocial.network.scrape.budget import FOR_ANNOUNCING, FOR_COUNTING, Limits
from p2psocial.protocol.magnet import Address


@dataclass(frozen=True, slots=True)
class ScrapeOptions:
    """Where to ask from, and how much. Times are in seconds.

    `listen` are the addresses to send from, one of each family at most, with port 0 for any free
    one; empty means all of the machine (only 127.0.0.1 when `private`). DHT nodes store the address
    that an announcement comes from, so it must be the one that libtorrent is reached at.

    Counting and announcing have limits of their own. A walk that serves both is paid by whoever
    needed it first.

    `private` is for networks of machines that know each other: nodes may share a subnet and have
    any address and id. Nothing here goes through a proxy: behind one there must be no client.
    """

    listen: tuple[Address, ...] = ()
    private: bool = False
    counting: Limits = FOR_COUNTING
    announcing: Limits = FOR_ANNOUNCING
    # BEP 5: how many nodes store an announcement.
    closest: int = 8
    # Kademlia's alpha: how many nodes are asked at once while none is late.
    parallel: int = 4
    # Of the nodes that are counted, how many may be in one /24 (IPv6: /48); for public networks.
    per_subnet: int = 1
    timeout_least: float = 1.0
    timeout_most: float = 1.5
    # When so many of the closest agree on who seeds, the others are not asked.
    enough: int = 5
    # The same for what we seed, beside announcing it: most of what thousands of seeds cost.
    enough_beside: int = 4
    # For so long a recount asks the nodes of the last count first. Longer than it takes until a
    # seed is announced again.
    neighbourhood_seconds: float = 3_600
    max_neighbourhoods: int = 16_384
    max_nodes: int = 4_096
