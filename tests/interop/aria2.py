"""`aria2c`, which downloads one torrent and goes on seeding it."""

from __future__ import annotations

from pathlib import Path

from tests.interop.client_process import ClientProcess

_OPTIONS = (
    "--no-conf",
    "--enable-dht=false",
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
    "--bt-save-metadata=true",
)


class Aria2(ClientProcess):
    """aria2 on loopback, without DHT: it knows whom a tracker names, and who dials it."""

    program = "aria2c"
    package = "aria2"

    def __init__(self, folder: Path, source: str, tracker: str = "") -> None:
        """Prepare to download `source`, a magnet link or a path of a `.torrent`."""
        super().__init__(folder)
        self._source = source
        self._tracker = tracker

    def command(self) -> list[str]:
        options = [
            f"--interface={self.host}",
            f"--listen-port={self.port}",
            f"--dir={self.downloads}",
        ]
        if self._tracker:
            options.append(f"--bt-tracker={self._tracker}")
        return [self.program, *_OPTIONS, *options, self._source]

    def text(self, name: str) -> bytes | None:
        path = self.downloads / name
        return path.read_bytes() if path.exists() else None
