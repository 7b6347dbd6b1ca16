"""Magnet links (BEP 9) of items: infohash, a name to show, and peers to ask (`x.pe`)."""

from __future__ import annotations

import base64
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

from p2psocial.protocol.errors import InvalidMagnet

MAX_MAGNET_CHARACTERS = 8_192
MAX_PEERS = 50
MAX_PARAMETERS = 500
_MAX_ADDRESS_CHARACTERS = 64
_MAX_PORT = 65_535
_XT = "urn:btih:"
_TOPIC = re.compile(r"([0-9A-Fa-f]{40})|([A-Za-z2-7]{32})")
_ADDRESS = re.compile(
    r"(?:\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\]|([0-9.]+|localhost)):([1-9][0-9]{0,4})"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """A peer's IP address in its canonical text form, and its port (1 to 65535)."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Magnet:
    """The parts of a magnet link that matter here; `infohash` is 20 bytes."""

    infohash: bytes
    name: str = ""
    peers: tuple[Address, ...] = ()

    def __str__(self) -> str:
        link = f"magnet:?xt={_XT}{self.infohash.hex()}"
        if self.name:
            link += f"&dn={quote(self.name, safe='')}"
        return link + "".join(f"&x.pe={peer}" for peer in self.peers)


def _host(text: str) -> str:
    try:
        address = ipaddress.ip_address("127.0.0.1" if text == "localhost" else text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return str(address)


def parse_address(text: str) -> Address:
    """Read `IPv4:port` or `[IPv6]:port`; `localhost` counts as 127.0.0.1.

    An IPv6 address that stands for an IPv4 one (`::ffff:127.0.0.1`) becomes that one. Other host
    names are refused, because looking one up would tell strangers what is being read. Raises
    `ValueError`.
    """
    matched = _ADDRESS.fullmatch(text) if len(text) <= _MAX_ADDRESS_CHARACTERS else None
    host = _host(matched[1] or matched[2]) if matched else ""
    if not matched or not host or int(matched[3]) > _MAX_PORT:
        message = f"{text[:80]!r} is not an address like 127.0.0.1:7681 or [::1]:7681"
        raise ValueError(message)
    return Address(host, int(matched[3]))


def _infohash(topic: str) -> bytes | None:
    matched = _TOPIC.fullmatch(topic)
    if not matched:
        return None
    return bytes.fromhex(matched[1]) if matched[1] else base64.b32decode(matched[2].upper())


def _peers(values: list[str]) -> tuple[Address, ...]:
    peers: list[Address] = []
    for value in values[:MAX_PEERS]:
        try:
            peers.append(parse_address(value))
        except ValueError:
            continue
    return tuple(dict.fromkeys(peers))


def parse_magnet(link: str) -> Magnet:
    """Read a magnet link; parameters that mean nothing here, and unusable peers, are passed over.

    Raises `InvalidMagnet` when there is no BitTorrent v1 infohash in it.
    """
    if len(link) > MAX_MAGNET_CHARACTERS:
        message = f"the magnet link has more than {MAX_MAGNET_CHARACTERS} characters"
        raise InvalidMagnet(message)
    scheme, _, query = link.strip(" \t\r\n").partition(":?")
    if scheme.lower() != "magnet":
        message = "a magnet link begins with 'magnet:?'"
        raise InvalidMagnet(message)
    if query.count("&") >= MAX_PARAMETERS:
        message = f"the magnet link has more than {MAX_PARAMETERS} parameters"
        raise InvalidMagnet(message)
    parameters = parse_qsl(query)
    topics = [value for key, value in parameters if key == "xt" and value.lower().startswith(_XT)]
    infohash = _infohash(topics[0][len(_XT) :]) if len(topics) == 1 else None
    if infohash is None:
        message = "the magnet link needs one 'xt=urn:btih:' with 40 hexadecimal digits"
        raise InvalidMagnet(message)
    # Strings can hold halves of characters, which no encoding can write; parse_qsl passes them on.
    names = [_SURROGATE.sub("\ufffd", value) for key, value in parameters if key == "dn"]
    peers = _peers([value for key, value in parameters if key == "x.pe"])
    return Magnet(infohash, names[0] if names else "", peers)
