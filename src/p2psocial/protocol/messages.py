"""What gossip peers say to each other: bencoded dictionaries with a type under `t`.

Each message is a frozen dataclass. `decode` checks every size before it builds one, and returns
None for a type that it does not know, which is how the protocol can grow.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias, cast

from p2psocial.protocol.bencoding import BencodeError, Value, encode
from p2psocial.protocol.bencoding import decode as decode_bencoding
from p2psocial.protocol.item import HASH_BYTES, ID_BYTES, MAX_CREATED, MAX_INFO_BYTES
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.peer_wire import MAX_FRAME_BYTES
from p2psocial.protocol.text import is_board

MAX_IDS = 512
MAX_INFOS = 100
MAX_BODY_IDS = 16
MAX_BODY_BYTES = 65_536
MAX_SYNC_BYTES = 60_000
MAX_BOARDS = 200
MAX_PEERS = 50
MAX_SYNC_NUMBER = 1_000_000
MAX_SEEDS = 1_000_000_000
MAX_BYE = 64
# The largest message that makes sense, `Boards`, has about 1,000 bencoded tokens. More are refused
# before they are decoded: 128 KiB of nothing but empty strings take 0.1 s of a processor.
MAX_TOKENS = 2_048
_TOKEN = re.compile(rb"[dle]|i[-0-9]*e|([0-9]{1,6}):")
DIRECTORY_HASH = hashlib.sha1(b"p2psocial:1:boards", usedforsecurity=False).digest()


def board_hash(board: str) -> bytes:
    """Return the rendezvous hash of a board: where its members meet in the DHT."""
    name = f"p2psocial:1:board:{board}".encode()
    return hashlib.sha1(name, usedforsecurity=False).digest()


class MessageError(ValueError):
    """The peer sent a message that breaks the protocol."""


@dataclass(frozen=True, slots=True)
class Items:
    """Info dicts, new ones or those that were asked for."""

    infos: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Have:
    """Ids of items that the sender has and thinks we lack."""

    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Get:
    """Ids of items whose info dicts are wanted."""

    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class SyncOpen:
    """Begins a reconciliation of one board's items with since <= created < until."""

    number: int
    board: str
    since: int
    until: int
    message: bytes


@dataclass(frozen=True, slots=True)
class SyncMessage:
    """Goes on with the reconciliation of that number, which its opener chose."""

    number: int
    opener: bool
    message: bytes


@dataclass(frozen=True, slots=True)
class SyncClose:
    """Ends a reconciliation; `done` when its opener has learnt the whole difference."""

    number: int
    opener: bool
    done: bool = False


@dataclass(frozen=True, slots=True)
class GetBody:
    """Ids of items whose files are wanted."""

    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The file of an item; None when the sender cannot give it."""

    id: bytes
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Boards:
    """The boards that the sender has joined, and others that it knows with their activity.

    Activity is how many items of the last week the sender knows.
    """

    joined: tuple[str, ...]
    known: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Peers:
    """Addresses at which other members accept connections."""

    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """The seed count that the sender measured for an infohash, and when (Unix time)."""

    infohash: bytes
    seeds: int
    measured: int


@dataclass(frozen=True, slots=True)
class Bye:
    """Why the sender closes the connection, in a few letters."""

    code: str


Message: TypeAlias = (
    Items
    | Have
    | Get
    | SyncOpen
    | SyncMessage
    | SyncClose
    | GetBody
    | Body
    | Boards
    | Peers
    | Hint
    | Bye
)
_Dict = dict[bytes, Value]


def _pack_address(address: Address) -> bytes:
    return ipaddress.ip_address(address.host).packed + address.port.to_bytes(2, "big")


def _fields(message: Message) -> tuple[bytes, _Dict]:  # noqa: C901, PLR0911 -- one line a message
    match message:
        case Items(infos):
            return b"items", {b"i": [*infos]}
        case Have(ids):
            return b"have", {b"i": [*ids]}
        case Get(ids):
            return b"get", {b"i": [*ids]}
        case SyncOpen(number, board, since, until, data):
            window: list[Value] = [since, until]
            return b"open", {b"n": number, b"b": board.encode(), b"w": window, b"m": data}
        case SyncMessage(number, opener, data):
            return b"sync", {b"n": number, b"o": int(opener), b"m": data}
        case SyncClose(number, opener, done):
            told: _Dict = {b"d": 1} if done else {}
            return b"close", told | {b"n": number, b"o": int(opener)}
        case GetBody(ids):
            return b"getbody", {b"i": [*ids]}
        case Body(identifier, data):
            found: _Dict = {} if data is None else {b"d": data}
            return b"body", found | {b"i": identifier}
        case Boards(joined, known):
            others: list[Value] = [[name.encode(), activity] for name, activity in known]
            return b"boards", {b"j": [name.encode() for name in joined], b"k": others}
        case Peers(addresses):
            return b"peers", {b"a": [_pack_address(address) for address in addresses]}
        case Hint(infohash, seeds, measured):
            return b"hint", {b"h": infohash, b"s": seeds, b"m": measured}
        case Bye(code):
            return b"bye", {b"c": code.encode()}


def encode_message(message: Message) -> bytes:
    """Return the canonical bytes of a message, without its frame."""
    kind, fields = _fields(message)
    return encode({**fields, b"t": kind})


def _list(value: Value | None, limit: int) -> list[Value]:
    if not isinstance(value, list) or len(value) > limit:
        raise MessageError(f"not a list of at most {limit}")
    return value


def _bytes(value: Value | None, low: int, high: int) -> bytes:
    if not isinstance(value, bytes) or not low <= len(value) <= high:
        raise MessageError(f"not a string of {low} to {high} bytes")
    return value


def _integer(value: Value | None, high: int) -> int:
    if not isinstance(value, int) or not 0 <= value <= high:
        raise MessageError(f"not a number from 0 to {high}")
    return value


def _ids(value: Value | None, limit: int) -> tuple[bytes, ...]:
    return tuple(_bytes(each, ID_BYTES, ID_BYTES) for each in _list(value, limit))


def _board(value: Value | None) -> str:
    name = _bytes(value, 1, 32).decode("ascii", "replace")
    if not is_board(name):
        raise MessageError("not the name of a board")
    return name


def _address(value: Value) -> Address:
    packed = _bytes(value, 6, 18)
    try:
        host = ipaddress.ip_address(packed[:-2])
    except ValueError as error:
        raise MessageError("not an address") from error
    # One that stands for an IPv4 address is that one, as in magnet links.
    host = getattr(host, "ipv4_mapped", None) or host
    port = int.from_bytes(packed[-2:], "big")
    if not port:
        raise MessageError("not a port")
    return Address(str(host), port)


def _known_board(value: Value) -> tuple[str, int]:
    pair = _list(value, 2)
    if len(pair) != 2:  # noqa: PLR2004 -- a name and its activity
        raise MessageError("not a board and its activity")
    return _board(pair[0]), _integer(pair[1], MAX_SEEDS)


def _read_open(fields: _Dict) -> SyncOpen:
    window = _list(fields.get(b"w"), 2)
    if len(window) != 2:  # noqa: PLR2004 -- since and until
        raise MessageError("not a window of two times")
    since, until = (_integer(each, MAX_CREATED + 1) for each in window)
    number = _integer(fields.get(b"n"), MAX_SYNC_NUMBER)
    message = _bytes(fields.get(b"m"), 1, MAX_SYNC_BYTES)
    return SyncOpen(number, _board(fields.get(b"b")), since, until, message)


def _side(fields: _Dict) -> tuple[int, bool]:
    return _integer(fields.get(b"n"), MAX_SYNC_NUMBER), bool(_integer(fields.get(b"o"), 1))


def _read_sync(fields: _Dict) -> SyncMessage:
    return SyncMessage(*_side(fields), _bytes(fields.get(b"m"), 1, MAX_SYNC_BYTES))


def _read_boards(fields: _Dict) -> Boards:
    joined = tuple(_board(each) for each in _list(fields.get(b"j"), MAX_BOARDS))
    return Boards(joined, tuple(map(_known_board, _list(fields.get(b"k"), MAX_BOARDS))))


def _infos(value: Value | None) -> tuple[bytes, ...]:
    return tuple(_bytes(each, 1, MAX_INFO_BYTES) for each in _list(value, MAX_INFOS))


def _read_body(fields: _Dict) -> Body:
    data = fields.get(b"d")
    identifier = _bytes(fields.get(b"i"), ID_BYTES, ID_BYTES)
    return Body(identifier, None if data is None else _bytes(data, 1, MAX_BODY_BYTES))


def _read_hint(fields: _Dict) -> Hint:
    infohash = _bytes(fields.get(b"h"), HASH_BYTES, HASH_BYTES)
    seeds, measured = _integer(fields.get(b"s"), MAX_SEEDS), _integer(fields.get(b"m"), MAX_CREATED)
    return Hint(infohash, seeds, measured)


_READERS: dict[bytes, Callable[[_Dict], Message]] = {
    b"items": lambda fields: Items(_infos(fields.get(b"i"))),
    b"have": lambda fields: Have(_ids(fields.get(b"i"), MAX_IDS)),
    b"get": lambda fields: Get(_ids(fields.get(b"i"), MAX_IDS)),
    b"open": _read_open,
    b"sync": _read_sync,
    b"close": lambda fields: SyncClose(*_side(fields), bool(_integer(fields.get(b"d", 0), 1))),
    b"getbody": lambda fields: GetBody(_ids(fields.get(b"i"), MAX_BODY_IDS)),
    b"body": _read_body,
    b"boards": _read_boards,
    b"peers": lambda fields: Peers(tuple(map(_address, _list(fields.get(b"a"), MAX_PEERS)))),
    b"hint": _read_hint,
    b"bye": lambda fields: Bye(_bytes(fields.get(b"c"), 0, MAX_BYE).decode("ascii", "replace")),
}


def _check_tokens(data: bytes) -> None:
    # Every token holds a colon, an `e`, or is closed by one: few of both are proof enough.
    if data.count(b":") + 2 * data.count(b"e") <= MAX_TOKENS:
        return
    position = count = 0
    while token := _TOKEN.match(data, position):
        count += 1
        position = token.end() + int(token[1] or 0)
        if count > MAX_TOKENS:
            raise MessageError(f"more than {MAX_TOKENS} bencoded tokens")


def decode_message(data: bytes) -> Message | None:
    """Read one message; None for a type that is not known here. Raises `MessageError`.

    Keys that a type does not have are passed over, so that a message can gain some.
    """
    _check_tokens(data)
    try:
        value = decode_bencoding(data, limit=MAX_FRAME_BYTES)
    except BencodeError as error:
        raise MessageError(str(error)) from error
    kind = value.get(b"t") if isinstance(value, dict) else None
    if not isinstance(kind, bytes):
        raise MessageError("not a dictionary with a type")
    reader = _READERS.get(kind)
    return reader(cast("_Dict", value)) if reader else None


def in_frames(ids: Iterable[bytes], limit: int = MAX_IDS) -> Iterable[tuple[bytes, ...]]:
    """Yield ids in groups of at most `limit`, as one message can hold."""
    group: list[bytes] = []
    for identifier in ids:
        group.append(identifier)
        if len(group) == limit:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)
