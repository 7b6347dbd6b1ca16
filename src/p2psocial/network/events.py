"""What the network tells and is told: frozen values without any trace of libtorrent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.protocol.bloom import EMPTY, BloomFilter
from p2psocial.protocol.magnet import Address


@dataclass(frozen=True, slots=True)
class SeedTorrent:
    """A text to be seeded: its info dict, its infohash, its size and when it was created.

    `endangered`: when it was counted last, nobody else seeded it.
    """

    infohash: bytes
    info: bytes
    length: int
    created: int
    endangered: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A text that came over BitTorrent: its raw bytes, and what is known of its peers.

    `seeds` proved to have all of it: they say so, and sent some of it, or they sent all. `claims`
    only say so.
    """

    info: bytes
    data: bytes
    seeds: tuple[Address, ...]
    claims: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class SwarmSeeds:
    """Peers of a torrent that proved to be seeds just now."""

    infohash: bytes
    seeds: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class SeedFailed:
    """A torrent that could not be seeded any more, with the machine's reason."""

    infohash: bytes
    message: str


@dataclass(frozen=True, slots=True)
class PortMapped:
    """The outcome of asking the router for a port; `message` says it to a person."""

    succeeded: bool
    message: str


@dataclass(frozen=True, slots=True)
class SeedsCounted:
    """What the DHT says of an item's seeds now: an estimate, its spread, the nodes behind it.

    `listed` has the addresses of these seeds. `peers` is how many others are in the swarm, with the
    addresses in `listed_peers`: many clients seed without telling the DHT that they have all of it.
    """

    infohash: bytes
    estimate: float
    low: float
    high: float
    nodes: int
    listed: BloomFilter = EMPTY
    peers: float = 0.0
    listed_peers: BloomFilter = EMPTY


@dataclass(frozen=True, slots=True)
class Announced:
    """Something that we seed is known to the DHT now."""

    infohash: bytes


NetworkEvent = SwarmSeeds | SeedFailed | PortMapped | SeedsCounted | Announced


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How a fetch stands: peers asked for their data so far, and whether the header is here."""

    peers: int
    header: bool


@dataclass(frozen=True, slots=True)
class CountingStatus:
    """What counting in the DHT spends and may spend; packets and bytes count both ways.

    `bytes_in_hour` are those of the last hour, averages those of the last minute, and 0
    `bytes_allowed` (an hour) is no limit.
    """

    counts_per_minute: float
    packets_per_second: float
    bytes_in_hour: int
    packets_allowed: float
    bytes_allowed: int


@dataclass(frozen=True, slots=True)
class AnnouncingStatus:
    """How many seeds the DHT knows of, and what that costs; the rest as in `CountingStatus`.

    `late` seeds are not known to the DHT, or not any more. The budget is enough for `capacity`
    seeds; one more vote costs `vote_packets_per_hour` and `vote_bytes_per_hour`.
    """

    announced: int
    late: int
    announces_per_minute: float
    packets_per_second: float
    bytes_in_hour: int
    packets_allowed: float
    bytes_allowed: int
    capacity: int
    vote_packets_per_hour: int
    vote_bytes_per_hour: int


@dataclass(frozen=True, slots=True)
class NetworkStatus:
    """The session as it is: where it listens, what it knows, bytes per second both ways.

    `counting` and `announcing` are None where libtorrent announces and nobody counts.
    """

    listening: tuple[Address, ...]
    dht_nodes: int
    peers: int
    torrents: int
    upload_rate: int
    download_rate: int
    port_mapping: str
    counting: CountingStatus | None = None
    announcing: AnnouncingStatus | None = None


# Called with the info dict as soon as it is there and before any text is asked for; raises
# InvalidItem to refuse it.
AcceptInfo = Callable[[bytes], None]
