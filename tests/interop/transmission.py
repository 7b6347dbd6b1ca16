"""`transmission-daemon`, driven through its own remote procedure calls."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.interop.client_process import ClientProcess, eventually

_RPC_PORT = 9091
_SESSION = "X-Transmission-Session-Id"
# Its status of a torrent that it seeds.
_SEEDS = 6
_SETTINGS = {
    "dht-enabled": False,
    "lpd-enabled": False,
    "pex-enabled": False,
    "port-forwarding-enabled": False,
    "blocklist-enabled": False,
    "rpc-host-whitelist-enabled": False,
    "rpc-whitelist-enabled": False,
    "rpc-authentication-required": False,
    "rpc-port": _RPC_PORT,
    "ratio-limit-enabled": False,
    "rename-partial-files": True,
    "bind-address-ipv6": "::1",
    "peer-port-random-on-start": False,
    "cache-size-mb": 0,
}


class Transmission(ClientProcess):
    """Transmission on loopback, without DHT: it never dials, so it must be dialled."""

    program = "transmission-daemon"
    package = "transmission-daemon"

    def __init__(self, folder: Path, **settings: object) -> None:
        """Configure it; `settings` are Transmission's, with underscores for hyphens."""
        super().__init__(folder)
        more = {name.replace("_", "-"): value for name, value in settings.items()}
        places = {
            "bind-address-ipv4": self.host,
            "rpc-bind-address": self.host,
            "peer-port": self.port,
            "download-dir": str(self.downloads),
        }
        (folder / "settings.json").write_text(json.dumps(_SETTINGS | places | more))
        self._session = ""

    def command(self) -> list[str]:
        return [self.program, "--foreground", "--config-dir", str(self.folder)]

    def wait_until_ready(self) -> None:
        eventually(self._answers, f"{self.program} answers")

    def _answers(self) -> bool:
        assert self.alive(), self.log.read_text()
        try:
            self.call("session-get")
        except OSError:
            return False
        return True

    def call(self, method: str, **arguments: object) -> dict[str, Any]:
        """Call a method of its RPC and return the result's arguments."""
        body = json.dumps({"method": method, "arguments": arguments}).encode()
        for _ in range(2):
            request = urllib.request.Request(
                f"http://{self.host}:{_RPC_PORT}/transmission/rpc", body, {_SESSION: self._session}
            )
            try:
                with _DIRECTLY.open(request, timeout=10) as response:
                    answer: dict[str, Any] = json.load(response)
            except urllib.error.HTTPError as error:
                # The first call is refused, and told the session id that calls must carry.
                error.close()
                self._session = error.headers.get(_SESSION, "")
                continue
            assert answer["result"] == "success", answer
            result: dict[str, Any] = answer["arguments"]
            return result
        raise AssertionError("Transmission keeps refusing its own session id")

    def add_magnet(self, magnet: str) -> None:
        """Begin to download a magnet link."""
        self.call("torrent-add", filename=magnet)

    def add_torrent(self, torrent: bytes) -> None:
        """Begin to download, or to seed if the file is there already, a `.torrent`."""
        self.call("torrent-add", metainfo=base64.b64encode(torrent).decode())

    def torrents(self, *fields: str) -> list[dict[str, Any]]:
        """Return these fields of all its torrents."""
        found: list[dict[str, Any]] = self.call("torrent-get", fields=fields)["torrents"]
        return found

    def has_whole_text(self) -> bool:
        """Whether all that it was given is here and verified."""
        torrents = self.torrents("percentDone", "metadataPercentComplete", "status")
        return all(
            torrent["percentDone"] == torrent["metadataPercentComplete"] == 1
            and torrent["status"] == _SEEDS
            for torrent in torrents
        )


# Whatever proxy the environment names is not for loopback.
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
