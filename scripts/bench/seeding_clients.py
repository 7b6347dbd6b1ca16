"""Programs that can seed many torrents, driven alike: p2psocial, Transmission, qBittorrent."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.measured_process import MeasuredProcess
from p2psocial.control import client
from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError, RequestError
from p2psocial.index.index import Index
from p2psocial.protocol.bencoding import Value, encode
from p2psocial.protocol.magnet import Address

PORT = 17_681
_RPC_PORT = 17_691
_PER_CALL = 100
_RPC_SECONDS = 60.0


@dataclass(frozen=True)
class Torrent:
    """One text as other programs know it: info dict, name of the file, and what is in it."""

    info: bytes
    name: str
    text: bytes

    def file(self, nodes: Sequence[Address] = ()) -> bytes:
        """Return its .torrent file, naming these DHT nodes (BEP 5)."""
        listed = encode([[node.host.encode(), node.port] for node in nodes])
        named = b"5:nodes" + listed if nodes else b""
        return b"d4:info" + self.info + named + b"e"


def torrents_of(folder: Path) -> Iterator[Torrent]:
    """Yield everything that is voted for in a data folder."""
    index = Index.open(DataFolder(folder).index, read_only=True)
    for item in index.seed_torrents():
        text = index.text(item.infohash)
        if text is not None:
            yield Torrent(item.info, item.name, text.encode())
    index.close()


class Client:
    """A program with a folder and an address of its own; `votes` is the data folder to seed."""

    name: str
    program: str
    packages: tuple[str, ...] = ()
    announces_per_hour: float

    def __init__(self, votes: Path, folder: Path, host: str) -> None:
        self.votes = votes
        self.folder = folder
        self.host = host
        folder.mkdir(parents=True)

    def start(self, nodes: Sequence[Address]) -> MeasuredProcess:
        """Start it, in the DHT of these nodes; without any, the DHT is off."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it can be asked."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Put files where it will look for them, before it is started for the first time."""

    def give(self) -> None:
        """Have it seed everything; called once, when it answers."""

    def introduce(self, nodes: Sequence[Address]) -> None:
        """Tell it of these DHT nodes if it was not told at the start."""

    def seeding(self, count: int) -> bool:
        """Whether it seeds that many."""
        raise NotImplementedError

    def log(self) -> Path:
        return self.folder / "output.log"


class P2psocial(Client):
    name = "p2psocial"
    program = sys.executable
    announces_per_hour = 60 / 41

    def start(self, nodes: Sequence[Address]) -> MeasuredProcess:
        listen = ["--listen", f"{self.host}:{PORT}"]
        bootstrap = [part for node in nodes for part in ("--bootstrap", str(node))]
        node = ["--data-dir", str(self.votes), "node", "--private", *listen, *bootstrap]
        return MeasuredProcess([self.program, "-m", "p2psocial", *node], self.log())

    def _status(self) -> dict[str, object]:
        try:
            status = client.call(DataFolder(self.votes), "status", {}, lambda _: None, patience=0)
        except (MachineError, RequestError):
            return {}
        return status if isinstance(status, dict) else {}

    def answers(self) -> bool:
        return bool(self._status())

    def seeding(self, count: int) -> bool:
        return self._status().get("seeding_ready") == count


class _Asked(Client):
    """One that is asked over HTTP."""

    def _request(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host, _RPC_PORT, timeout=_RPC_SECONDS)
        connection.request("GET" if body is None else "POST", path, body, headers or {})
        return connection.getresponse()

    def _store_files(self) -> None:
        downloads = self.folder / "downloads"
        downloads.mkdir(exist_ok=True)
        for torrent in torrents_of(self.votes):
            (downloads / torrent.name).write_bytes(torrent.text)


class Transmission(_Asked):
    name = "transmission-daemon"
    program = "transmission-daemon"
    packages = ("transmission-daemon",)
    announces_per_hour = 60 / 26.5

    def start(self, nodes: Sequence[Address]) -> MeasuredProcess:
        settings = {
            "bind-address-ipv4": self.host,
            "bind-address-ipv6": "::1",
            "blocklist-enabled": False,
            "dht-enabled": bool(nodes),
            "download-dir": str(self.folder / "downloads"),
            "lpd-enabled": False,
            "peer-port": PORT,
            "pex-enabled": False,
            "port-forwarding-enabled": False,
            "queue-stalled-enabled": False,
            "rpc-authentication-required": False,
            "rpc-bind-address": self.host,
            "rpc-host-whitelist-enabled": False,
            "rpc-port": _RPC_PORT,
            "rpc-whitelist-enabled": False,
            "seed-queue-enabled": False,
            "utp-enabled": bool(nodes),
        }
        (self.folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        places = "".join(f"{node.host} {node.port}\n" for node in nodes)
        (self.folder / "dht.bootstrap").write_text(places, encoding="ascii")
        self._session = ""
        command = [self.program, "--foreground", "--config-dir", str(self.folder)]
        return MeasuredProcess(command, self.log())

    def _call(self, method: str, **arguments: object) -> dict[str, object]:
        body = json.dumps({"method": method, "arguments": arguments}).encode()
        answer = b""
        for _ in range(2):
            headers = {"X-Transmission-Session-Id": self._session}
            response = self._request("/transmission/rpc", body, headers)
            answer = response.read()
            # The first call is refused, and told the session that calls are to name.
            if response.status != http.HTTPStatus.CONFLICT:
                break
            self._session = response.headers["X-Transmission-Session-Id"] or ""
        result: dict[str, object] = json.loads(answer)["arguments"]
        return result

    def answers(self) -> bool:
        try:
            return bool(self._call("session-stats"))
        except (OSError, http.client.HTTPException):
            return False

    def prepare(self) -> None:
        self._store_files()
        # Given them over its interface, it looks through every file, and rests for 0.1 s before
        # each. So it is told what it would know itself after that.
        known, resumed = self.folder / "torrents", self.folder / "resume"
        known.mkdir()
        resumed.mkdir()
        for torrent in torrents_of(self.votes):
            digest = hashlib.sha1(torrent.info, usedforsecurity=False).hexdigest()
            stem = f"{torrent.name}.{digest[:16]}"
            (known / f"{stem}.torrent").write_bytes(torrent.file())
            (resumed / f"{stem}.resume").write_bytes(self._state(torrent))

    def _state(self, torrent: Torrent) -> bytes:
        downloads = self.folder / "downloads"
        checked = int((downloads / torrent.name).stat().st_mtime) + 1
        progress: dict[bytes, Value] = {b"blocks": b"all", b"time-checked": [checked]}
        return encode(
            {b"destination": str(downloads).encode(), b"paused": 0, b"progress": progress}
        )

    def seeding(self, count: int) -> bool:
        listed = self._call("torrent-get", fields=["status"])["torrents"]
        # 6 is its number for "seeding".
        return isinstance(listed, list) and sum(each["status"] == 6 for each in listed) >= count  # noqa: PLR2004 -- as the comment says


_QBITTORRENT = r"""[LegalNotice]
Accepted=true
[BitTorrent]
Session\Port={port}
Session\Interface=lo
Session\InterfaceName=lo
Session\InterfaceAddress={host}
Session\DHTEnabled={dht}
Session\LSDEnabled=false
Session\PeXEnabled=false
Session\QueueingSystemEnabled=false
Session\DefaultSavePath={downloads}
Session\UseRandomPort=false
[Network]
PortForwardingEnabled=false
[Preferences]
WebUI\Enabled=true
WebUI\Address={host}
WebUI\Port={rpc}
WebUI\UseUPnP=false
WebUI\CSRFProtection=false
WebUI\HostHeaderValidation=false
WebUI\LocalHostAuth=false
WebUI\AuthSubnetWhitelistEnabled=true
WebUI\AuthSubnetWhitelist=0.0.0.0/0
"""
_NAMES_NODES = b"d6:lengthi1e4:name9:no-such-x12:piece lengthi16384e6:pieces20:" + bytes(20) + b"e"
_BOUNDARY = "d1b6c6f0b7c84a8e"


class QBittorrent(_Asked):
    name = "qbittorrent-nox"
    program = "qbittorrent-nox"
    packages = ("qbittorrent-nox",)
    announces_per_hour = 4

    def start(self, nodes: Sequence[Address]) -> MeasuredProcess:
        places = self.folder / "qBittorrent" / "config"
        places.mkdir(parents=True, exist_ok=True)
        values = {
            "host": self.host,
            "port": PORT,
            "rpc": _RPC_PORT,
            "dht": str(bool(nodes)).lower(),
        }
        downloads = self.folder / "downloads"
        text = _QBITTORRENT.format(downloads=downloads, **values)
        (places / "qBittorrent.conf").write_text(text, encoding="utf-8")
        return MeasuredProcess([self.program, f"--profile={self.folder}"], self.log())

    def answers(self) -> bool:
        try:
            response = self._request("/api/v2/app/version")
            return response.read().startswith(b"v")
        except (OSError, http.client.HTTPException):
            return False

    def prepare(self) -> None:
        self._store_files()

    def give(self) -> None:
        everything = torrents_of(self.votes)
        while batch := list(itertools.islice(everything, _PER_CALL)):
            self._add([torrent.file() for torrent in batch])

    def introduce(self, nodes: Sequence[Address]) -> None:
        # It has no setting for that, but it asks the nodes that a torrent names.
        self._add([Torrent(_NAMES_NODES, "", b"").file(nodes)])

    def _add(self, files: Sequence[bytes]) -> None:
        fields = {
            "savepath": str(self.folder / "downloads"),
            "skip_checking": "true",
            "autoTMM": "false",
        }
        parts = [
            *(_part("torrents", file, f"{number}.torrent") for number, file in enumerate(files)),
            *(_part(name, value.encode()) for name, value in fields.items()),
        ]
        body = b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        response = self._request("/api/v2/torrents/add", body, kind)
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{self.name} refuses torrents: {response.status} {response.reason}")
        response.read()

    def seeding(self, count: int) -> bool:
        # An offset beyond the end is 0 to it: then two are listed, or the first if it is alone.
        # That one is asked for before, as others may come meanwhile.
        first = self._listed(0, 1)
        last = self._listed(count - 1, 2)
        return len(last) == 1 and (count == 1 or last != first)

    def _listed(self, offset: int, limit: int) -> list[str]:
        query = urlencode({"filter": "stalled_uploading", "offset": offset, "limit": limit})
        response = self._request(f"/api/v2/torrents/info?{query}")
        # While it loads what it seeded before, it answers with something else.
        try:
            return [each["hash"] for each in json.loads(response.read())]
        except ValueError:
            return []


def _part(name: str, value: bytes, filename: str = "") -> bytes:
    named = f'; filename="{filename}"' if filename else ""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


CLIENTS: tuple[type[Client], ...] = (P2psocial, Transmission, QBittorrent)
