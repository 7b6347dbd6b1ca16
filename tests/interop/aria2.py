"""`aria2c`, which downloads one torrent and goes on seeding it."""

from __future__ import annotations

from pathlib import Path

from tests.interop.client_process import ClientProcess

_OPTIONS = (
    "--no-conf",
    "--enable-dht6=false",
    "--bt-enable-lpd=false",
    "--enable-peer-exchange=false",
    "--disable-ipv6",
    "--seed-ratio=0",
    "--bt-tracker-interval=1",
    "--bt-tracker-timeout=5",
    "--console-log-level=info",
    "--summary-interval=0",
    "--file-allocation=none",
    # What is on the disk already is seeded.
    "--check-integrity=true",
)


class Aria2(ClientProcess):
    """aria2 on loopback: it knows whom a tracker or the DHT names, and who dials it."""

    program = "aria2c"
    package = "aria2"

    def __init__(self, folder: Path, source: str, tracker: str = "", dht: str = "") -> None:
        """Prepare to download `source`, a magnet link or the path of a `.torrent`.

        `dht` is where a DHT node is, empty for no DHT.
        """
        super().__init__(folder)
        self._source = source
        self._tracker = tracker
        self._dht = dht

    def command(self) -> list[str]:
        places = [
            f"--interface={self.host}",
            f"--listen-port={self.port}",
            f"--dir={self.downloads}",
        ]
        trackers = [f"--bt-tracker={self._tracker}"] if self._tracker else []
        return [self.program, *_OPTIONS, *places, *trackers, *self._dht_options(), self._source]

    def _dht_options(self) -> list[str]:
        if not self._dht:
            return ["--enable-dht=false"]
        return [
            "--enable-dht=true",
            f"--dht-listen-port={self.port}",
            f"--dht-entry-point={self._dht}",
            f"--dht-file-path={self.folder / 'dht.dat'}",
        ]

    def has_met(self, host: str) -> bool:
        """Whether a peer at that address has shaken hands with it for the torrent."""
        return any(f"From: {host}:" in line and "handshake" in line for line in self._log())

    def has_announced(self) -> bool:
        """Whether it has told a DHT node that it has the torrent."""
        return any("Message sent: dht query announce_peer" in line for line in self._log())

    def received(self) -> int:
        """Return how many blocks of the text it has been sent."""
        return sum("From: " in line and " piece index=" in line for line in self._log())

    def _log(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()
