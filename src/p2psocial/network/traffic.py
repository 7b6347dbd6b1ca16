"""A session's own counters, turned into what a status line shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traffic:
    """Totals since the start in bytes, rates in bytes per second, peers and DHT nodes now."""

    at: float = 0.0
    sent: int = 0
    received: int = 0
    upload_rate: int = 0
    download_rate: int = 0
    dht_nodes: int = 0
    peers: int = 0

    def next(self, now: float, counters: dict[str, int]) -> Traffic:
        """Return the traffic after `counters` (libtorrent's session statistics) at time `now`."""
        sent, received = counters["net.sent_bytes"], counters["net.recv_bytes"]
        elapsed = max(now - self.at, 1e-3)
        return Traffic(
            now,
            sent,
            received,
            int((sent - self.sent) / elapsed),
            int((received - self.received) / elapsed),
            counters["dht.dht_nodes"],
            counters["peer.num_peers_connected"],
        )
