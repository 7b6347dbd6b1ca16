"""Every setting, declared once: its type, its default, what is allowed and what it does.

A setting comes from `settings.json` in the data folder and is overridden by the command line. The
file holds one JSON object and may be missing. Nothing here opens a socket or looks a name up.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote, urlsplit

from p2psocial.failures import MachineError, RequestError

DEFAULT_PORT = 7681
DURATIONS = ("day", "week", "month", "year", "forever")
PROXY_KINDS = ("socks5", "http", "i2p")
NETWORK_STAMP_BITS = 18

_MAX_PORT = 65_535
_MAX_NICK_BYTES = 32
_MAX_STAMP_BITS = 40
_MAX_TIMEOUT = 86_400
_MAX_BYTES = 1 << 50
_MAX_PACKETS = 100_000
_MAX_CHECKS = 6_000
# Control characters, line and paragraph separators, halves of surrogate pairs.
_NOT_IN_A_LINE = ("Cc", "Zl", "Zp", "Cs")
_IPV4 = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|localhost"
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})"
_IPV6 = r"\[[0-9A-Fa-f:.]+\]"
_PORT = r"(?::([0-9]{1,5}))"
_IP_PORT = re.compile(f"({_IPV4}|{_IPV6}){_PORT}")
_HOST_PORT = re.compile(f"({_NAME}|{_IPV6}){_PORT}")
_ADVICE: Mapping[type[OSError], str] = {
    IsADirectoryError: "move it away",
    NotADirectoryError: "move away what is in the place of the folder",
    PermissionError: "change its permissions, or choose another --data-dir",
}
_PASSWORD = re.compile(r"(?<=://)([^:@/]*):[^/]*@")

Place = tuple[str, int]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where all traffic goes through. `kind` is one of `PROXY_KINDS`; no user or password is ''."""

    kind: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def _refuse(allowed: str, value: object) -> ValueError:
    return ValueError(f"must be {allowed}, not {json.dumps(value, default=repr)[:80]}")


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _refuse("true or false", value)
    return value


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _refuse(f"a whole number from {low} to {high}", value)
        return value

    return read


def _seconds(value: object) -> float:
    allowed = f"a number of seconds from 1 to {_MAX_TIMEOUT}"
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _refuse(allowed, value)
    if not 1 <= value <= _MAX_TIMEOUT:
        raise _refuse(allowed, value)
    return float(value)


def _nick(value: object) -> str:
    if (
        not isinstance(value, str)
        or any(unicodedata.category(character) in _NOT_IN_A_LINE for character in value)
        or value != value.strip()
        or len(value.encode("utf-8", "surrogatepass")) > _MAX_NICK_BYTES
    ):
        raise _refuse(f"one line of at most {_MAX_NICK_BYTES} bytes", value)
    return value


def _place(pattern: re.Pattern[str], value: object) -> Place | None:
    matched = pattern.fullmatch(value) if isinstance(value, str) else None
    if not matched or not 1 <= int(matched[2]) <= _MAX_PORT:
        return None
    host = "127.0.0.1" if matched[1] == "localhost" else matched[1].strip("[]")
    return host, int(matched[2])


def _own_address(value: object) -> str:
    if value == "":
        return ""
    place = _place(_IP_PORT, value)
    with contextlib.suppress(ValueError):
        if place:
            ipaddress.ip_address(place[0])
            return str(value)
    raise _refuse("an address of this machine like 0.0.0.0:7681 or [::1]:7681", value)


def _bootstrap(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _refuse('a list like ["node.example.org:6881"]', value)
    for entry in value:
        if not _place(_HOST_PORT, entry):
            raise _refuse("HOST:PORT like node.example.org:6881 or [2001:db8::1]:6881", entry)
    return tuple(value)


def _parse_proxy(value: str) -> Proxy | None:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # Whatever else a URL can hold means nothing here; dropping it silently would mislead.
    surplus = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in PROXY_KINDS or not parts.hostname or not port or surplus:
        return None
    if parts.scheme == "i2p" and (user or password):
        return None
    return Proxy(parts.scheme, parts.hostname, port, user, password)


def _proxy(value: object) -> str:
    # The value is not repeated in the message: it may hold a password.
    if not isinstance(value, str) or (value and not _parse_proxy(value)):
        raise ValueError(
            "must be socks5://[user:password@]host:port, http://[user:password@]host:port"
            " or i2p://host:port"
        )
    return value


def _duration(value: object) -> str:
    if value not in DURATIONS:
        raise _refuse(f"one of {', '.join(DURATIONS)}", value)
    return str(value)


def _setting(
    default: _Value, explanation: str, read: Callable[[object], _Value], *, shown: bool = True
) -> _Value:
    metadata = {"help": explanation, "read": read}
    declared: _Value = field(default=default, repr=shown, metadata=metadata)
    return declared


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. What `load` returns is checked; the methods give the parsed forms."""

    nick: str = _setting("", "the name beside your posts, unless the identity has its own", _nick)
    listen: str = _setting(
        "",
        f"ADDR:PORT for BitTorrent; empty: port {DEFAULT_PORT} on all addresses, or only on"
        " 127.0.0.1 when private",
        _own_address,
    )
    gossip: str = _setting(
        "", "ADDR:PORT for announcements between p2psocial nodes; empty: chosen", _own_address
    )
    bootstrap: tuple[str, ...] = _setting(
        (), "DHT nodes to begin with, each HOST:PORT; empty: the public ones", _bootstrap
    )
    private: bool = _setting(
        False,  # noqa: FBT003 -- the default stands second for every setting
        "a network of this machine or this LAN alone: no public DHT nodes, no port mapping",
        _flag,
    )
    stamp_bits: int = _setting(
        NETWORK_STAMP_BITS,
        "proof of work of what you publish; fewer only when private, others refuse such items",
        _whole(0, _MAX_STAMP_BITS),
    )
    proxy: str = _setting(
        "",
        "socks5://, http:// or i2p://, then [user:password@]host:port; empty: connect directly",
        _proxy,
        shown=False,
    )
    port_mapping: bool = _setting(
        True,  # noqa: FBT003 -- the default stands second for every setting
        "ask the router to let others connect (UPnP, NAT-PMP)",
        _flag,
    )
    local_discovery: bool = _setting(
        True,  # noqa: FBT003 -- the default stands second for every setting
        "find members of your boards in the local network without the internet (multicast)",
        _flag,
    )
    upload_limit: int = _setting(0, "bytes per second; 0: unlimited", _whole(0, _MAX_BYTES))
    count_packets: int = _setting(
        200, "DHT packets per second, both ways, for counting seeds", _whole(1, _MAX_PACKETS)
    )
    count_bytes: int = _setting(
        256 << 20,
        "bytes per hour, both ways, for counting seeds; 0: as many as the packets take",
        _whole(0, _MAX_BYTES),
    )
    checks_per_minute: int = _setting(
        30,
        "claimed seeds that are asked for a piece, of what is on screen or high in a ranking",
        _whole(0, _MAX_CHECKS),
    )
    announce_packets: int = _setting(
        300,
        "DHT packets per second, both ways, for telling that you seed",
        _whole(1, _MAX_PACKETS),
    )
    announce_bytes: int = _setting(
        256 << 20,
        "bytes per hour, both ways, for telling that you seed; 0: as many as the packets take",
        _whole(0, _MAX_BYTES),
    )
    disk_budget: int = _setting(
        1 << 30, "bytes that the texts you seed may take on the disk", _whole(0, _MAX_BYTES)
    )
    carry: bool = _setting(
        True,  # noqa: FBT003 -- the default stands second for every setting
        "fetch new texts of your boards and give them to other members for a day, uncounted",
        _flag,
    )
    cache_budget: int = _setting(
        256 << 20,
        "bytes that texts which you do not seed may take in the index",
        _whole(0, _MAX_BYTES),
    )
    accept_incoming: bool = _setting(
        True,  # noqa: FBT003 -- the default stands second for every setting
        "let other p2psocial nodes connect for announcements",
        _flag,
    )
    fetch_timeout: float = _setting(60.0, "seconds to wait for a text that others have", _seconds)
    follow_edits: bool = _setting(
        False,  # noqa: FBT003 -- the default stands second for every setting
        "when what you seed is edited, seed the new version instead of the old one",
        _flag,
    )
    vote_for: str = _setting("year", "how long an upvote seeds: " + ", ".join(DURATIONS), _duration)

    def listen_places(self) -> tuple[Place, ...]:
        """The addresses and ports to listen on, IPv6 addresses without brackets."""
        if self.listen:
            return (cast("Place", _place(_IP_PORT, self.listen)),)
        hosts = ("127.0.0.1",) if self.private else ("0.0.0.0", "::")  # noqa: S104 -- others must reach us
        return tuple((host, DEFAULT_PORT) for host in hosts)

    def gossip_places(self) -> tuple[Place, ...]:
        """The addresses and ports for announcements; port 0 is one that is free."""
        if self.gossip:
            return (cast("Place", _place(_IP_PORT, self.gossip)),)
        return tuple((host, 0) for host, _ in self.listen_places())

    def bootstrap_places(self) -> tuple[Place, ...]:
        """The hosts and ports of `bootstrap`."""
        return tuple(cast("Place", _place(_HOST_PORT, entry)) for entry in self.bootstrap)

    def proxy_server(self) -> Proxy | None:
        """The parsed `proxy`, None when there is none."""
        return _parse_proxy(self.proxy) if self.proxy else None


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as it is shown to people: a proxy's password is masked in `value`."""

    name: str
    value: object
    default: object
    help: str


def describe(settings: Settings) -> list[Described]:
    """Return every setting in the order of its declaration."""
    described = []
    for declared in fields(Settings):
        value = getattr(settings, declared.name)
        shown = _PASSWORD.sub(r"\1:***@", value) if declared.name == "proxy" else value
        described.append(
            Described(declared.name, shown, declared.default, declared.metadata["help"])
        )
    return described


def checked(name: str, value: object) -> object:
    """Return `value` as the setting of that name holds it; `ValueError` says what is allowed."""
    for declared in fields(Settings):
        if declared.name == name:
            read: Callable[[object], object] = declared.metadata["read"]
            return read(value)
    known = ", ".join(declared.name for declared in fields(Settings))
    raise ValueError(f"is not a setting; there are: {known}")


def load(file: Path, overrides: Mapping[str, object]) -> Settings:
    """Read the settings from `file`, which may be missing, with `overrides` over them.

    Raises `RequestError` naming the file, the setting and what is allowed.
    """
    values = _checked_all(str(file), _read(file)) | _checked_all("command line", overrides)
    return _consistent(file, Settings(**values))


def changed(file: Path, values: Mapping[str, object]) -> Settings:
    """Return what `file` says with these values in it; `services.preferences` writes it.

    Raises `RequestError` as `load` does, naming the setting and what is allowed.
    """
    found = _checked_all(str(file), _read(file))
    return _consistent(file, Settings(**(found | _checked_all("settings", values))))


def _checked_all(source: str, given: Mapping[str, object]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in given.items():
        try:
            values[name] = checked(name, value)
        except ValueError as error:
            raise RequestError(f"{source}: '{name}' {error}") from None
    return values


def _consistent(file: Path, settings: Settings) -> Settings:
    if settings.stamp_bits < NETWORK_STAMP_BITS and not settings.private:
        raise RequestError(
            f"{file}: 'stamp_bits' below {NETWORK_STAMP_BITS} needs 'private' to be true,"
            " because other networks refuse such items"
        )
    return settings


def _read(file: Path) -> dict[str, object]:
    try:
        # As bytes: editors on Windows also write UTF-16, which JSON may be in too.
        found = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        advice = _ADVICE.get(type(error), "choose another --data-dir")
        raise MachineError(f"cannot read {file}: {error.strerror}; {advice}") from error
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise RequestError(f"{file}: not JSON{where}; correct it, or delete the file") from error
    if not isinstance(found, dict):
        raise RequestError(f'{file}: must be one JSON object like {{"nick": "anna"}}')
    return found


def to_json(settings: Settings) -> bytes:
    """Return what `settings.json` is to hold: only what differs from the defaults."""
    values = {each.name: getattr(settings, each.name) for each in fields(Settings)}
    changed = {
        each.name: values[each.name]
        for each in fields(Settings)
        if values[each.name] != each.default
    }
    return (json.dumps(changed, indent=2, ensure_ascii=False) + "\n").encode()
