"""What a link in a stranger's text may open, and how it is shown before it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

from p2psocial.protocol.errors import InvalidMagnet
from p2psocial.protocol.magnet import parse_magnet

MAX_URL_CHARACTERS = 2_048
_LONG = 200
_MAX_HOST = 253
_MAX_PORT = 65_535

# A browser and the parser here must see the same host. So there is no guessing: a backslash, a
# space, a quote or a control character anywhere makes it no link.
_WEB = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<user>[^/?#@\s]*@)?"
    r"(?P<host>\[[0-9a-f:.]{2,45}\]|[^\s/?#@:\[\]%]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:[/?#].*)?)",
    re.IGNORECASE | re.DOTALL,
)
_NEVER_IN_A_URL = re.compile(r'[\x00-\x20\x7f-\xa0\\<>"`{}|^\ud800-\udfff]')
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_OURS = re.compile(r"p2psocial:(?://)?[A-Za-z0-9][A-Za-z0-9/?=&._:%+-]{0,511}")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
# What a URL may hold unquoted: RFC 3986's reserved and unreserved characters, and "%".
_SAFE = "%/?#[]@!$&'()*+,;=:-._~"


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads.

    `url` is exactly what is opened, in ASCII. `host` is as in the URL, so with `xn--` when it has
    other letters than ASCII; it is empty for magnet and p2psocial links. `suspicious` is for
    links that could mislead about where they go.
    """

    kind: Literal["web", "magnet", "p2psocial"]
    url: str
    host: str
    suspicious: bool


@lru_cache(maxsize=512)
def link_target(url: str) -> LinkTarget | None:
    """Return where `url` leads, None when it is nothing that a click may open."""
    if len(url) > MAX_URL_CHARACTERS or _NEVER_IN_A_URL.search(url):
        return None
    scheme = url.partition(":")[0].lower()
    if scheme in ("http", "https"):
        return _web(url)
    if scheme == "magnet":
        return _magnet(url)
    if scheme == "p2psocial" and _OURS.fullmatch(url):
        return LinkTarget("p2psocial", url, "", suspicious=len(url) > _LONG)
    return None


def _magnet(url: str) -> LinkTarget | None:
    try:
        parse_magnet(url)
    except InvalidMagnet:
        return None
    shown = quote(url, safe=_SAFE)
    return LinkTarget("magnet", shown, "", suspicious=len(shown) > 2 * _LONG)


def _web(url: str) -> LinkTarget | None:
    matched = _WEB.fullmatch(url)
    host = _ascii_host(matched["host"]) if matched else ""
    if not matched or not host or int(matched["port"] or 0) > _MAX_PORT:
        return None
    user = quote(matched["user"] or "", safe="%@!$&'()*+,;=:-._~")
    port = f":{matched['port']}" if matched["port"] else ""
    rest = quote(matched["rest"], safe=_SAFE)
    shown = f"{matched['scheme'].lower()}://{user}{host}{port}{rest}"
    misleading = bool(user or port) or _is_misleading(host) or not matched["host"].isascii()
    return LinkTarget("web", shown, host, suspicious=misleading or len(shown) > _LONG)


def _ascii_host(host: str) -> str:
    """Return the host in ASCII and lower case, '' when it is not a proper one."""
    if host.startswith("["):
        return host.lower()
    try:
        known = host.lower() if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = known.removesuffix(".").split(".")
    return known if len(known) <= _MAX_HOST and all(map(_LABEL.fullmatch, labels)) else ""


def _is_misleading(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return (
        host.startswith("[")
        or len(labels) == 1
        or any(label.startswith("xn--") for label in labels)
        or _NUMBER.fullmatch(labels[-1]) is not None
    )
