"""KRPC, the messages of the Mainline DHT: BEP 5 with IPv6 (32), scrapes (33) and read-only (43).

Pure: `encode` and `decode` turn messages into datagrams and back. Real nodes are of many makes, so
decoding is strict only in what is used here: keys may stand in any order (BEP 3 asks for sorted
ones, many do not care), unknown keys and unknown queries (BEP 44, 51) are passed over, and lists
are cut where more would be of no use. Whatever else is wrong is a `KrpcError`, for any bytes.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import bencodepy

from p2psocial.protocol.bencoding import BencodeError, Value
from p2psocial.protocol.bencoding import decode as decode_canonical
from p2psocial.protocol.bencoding import encode as encode_value
from p2psocial.protocol.bloom import FILTER_BYTES, BloomFilter
from p2psocial.protocol.magnet import Address

ID_BYTES = 20
# Datagrams of the DHT stay below 1,500 bytes; with two filters and two lists of nodes, many peers
# take them a little further.
MAX_DATAGRAM_BYTES = 4_096
MAX_NODES = 32
MAX_VALUES = 200
MAX_TOKEN_BYTES = 128
MAX_TRANSACTION_BYTES = 32
_MAX_NAME_BYTES = 32
_MAX_MESSAGE_CHARACTERS = 200
_MAX_PORT = 65_535
_IPV4_BYTES, _IPV6_BYTES, _PORT_BYTES = 4, 16, 2
_CODEC = bencodepy.Bencode()

# Which nodes to name in the answer (BEP 32): those of IPv4, of IPv6.
IPV4, IPV6 = b"n4", b"n6"


class KrpcError(ValueError):
    """These bytes are no message of the DHT, or not one that can be used."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the DHT: its id and where it answers."""

    id: bytes
    address: Address


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks whether the node is there."""


@dataclass(frozen=True, slots=True)
class FindNode:
    """Asks for nodes close to `target`; `want` as in `GetPeers`."""

    target: bytes
    want: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class GetPeers:
    """Asks who has `infohash`; with `scrape`, how many they are (BEP 33).

    `want` None leaves it to the node which nodes to name: those of the family it was asked over.
    An empty one asks for none, which saves 200 bytes.
    """

    infohash: bytes
    scrape: bool = False
    noseed: bool = False
    want: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class AnnouncePeer:
    """Says that we have `infohash` at `port`, with `seed` all of it.

    `token` came with an answer of the same node.
    """

    infohash: bytes
    port: int
    token: bytes
    seed: bool = False
    implied_port: bool = False


@dataclass(frozen=True, slots=True)
class OtherQuery:
    """A query of another kind. Those that have a `target` want nodes close to it, at least."""

    name: bytes
    target: bytes | None = None


Query: TypeAlias = Ping | FindNode | GetPeers | AnnouncePeer | OtherQuery


@dataclass(frozen=True, slots=True)
class Request:
    """A query as it travels. Who is `read_only` (BEP 43) answers none and is not to be asked."""

    transaction: bytes
    sender: bytes
    query: Query
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to a query. What the node left out is None or empty.

    `nodes` are of both families. `seeds` and `peers` are the filters of BEP 33, `values` are peers
    in full, and `token` allows to announce here.
    """

    transaction: bytes
    sender: bytes
    nodes: tuple[Node, ...] = ()
    values: tuple[Address, ...] = ()
    seeds: BloomFilter | None = None
    peers: BloomFilter | None = None
    token: bytes | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The node says that the query was wrong."""

    transaction: bytes
    code: int
    message: str


Message: TypeAlias = Request | Response | Refusal


# -- writing -------------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """Return the datagram."""
    outer: dict[bytes, Value] = {b"t": message.transaction}
    if isinstance(message, Request):
        name, arguments = _arguments(message.query)
        outer |= {b"y": b"q", b"q": name, b"a": {**arguments, b"id": message.sender}}
        if message.read_only:
            outer[b"ro"] = 1
    elif isinstance(message, Response):
        outer |= {b"y": b"r", b"r": _results(message)}
    else:
        outer |= {b"y": b"e", b"e": [message.code, message.message.encode()]}
    return encode_value(outer)


def _arguments(query: Query) -> tuple[bytes, dict[bytes, Value]]:
    match query:
        case Ping():
            return b"ping", {}
        case FindNode():
            return b"find_node", _wanting({b"target": query.target}, query.want)
        case GetPeers():
            arguments: dict[bytes, Value] = {b"info_hash": query.infohash}
            arguments |= dict.fromkeys([b"scrape"] if query.scrape else [], 1)
            arguments |= dict.fromkeys([b"noseed"] if query.noseed else [], 1)
            return b"get_peers", _wanting(arguments, query.want)
        case AnnouncePeer():
            return b"announce_peer", _announcement(query)
        case OtherQuery(name, target):
            return name, {} if target is None else {b"target": target}


def _wanting(arguments: dict[bytes, Value], want: tuple[bytes, ...] | None) -> dict[bytes, Value]:
    return arguments if want is None else {**arguments, b"want": list[Value](want)}


def _announcement(query: AnnouncePeer) -> dict[bytes, Value]:
    arguments: dict[bytes, Value] = {
        b"info_hash": query.infohash,
        b"port": query.port,
        b"token": query.token,
    }
    if query.seed:
        arguments[b"seed"] = 1
    if query.implied_port:
        arguments[b"implied_port"] = 1
    return arguments


def _results(response: Response) -> dict[bytes, Value]:
    results: dict[bytes, Value] = {b"id": response.sender}
    for node in response.nodes:
        key = b"nodes6" if ":" in node.address.host else b"nodes"
        before = results.get(key, b"")
        results[key] = (before if isinstance(before, bytes) else b"") + _compact_node(node)
    if response.values:
        results[b"values"] = [compact_address(peer) for peer in response.values]
    for key, seen in ((b"BFsd", response.seeds), (b"BFpe", response.peers)):
        if seen is not None:
            results[key] = seen.to_bytes()
    if response.token is not None:
        results[b"token"] = response.token
    return results


def compact_address(address: Address) -> bytes:
    """Return IP address and port as they stand in messages: 6 bytes, or 18 for IPv6."""
    return ipaddress.ip_address(address.host).packed + address.port.to_bytes(_PORT_BYTES, "big")


def pack_nodes(nodes: Iterable[Node]) -> bytes:
    """Return nodes of one family as they stand in messages, for `unpack_nodes`."""
    return b"".join(map(_compact_node, nodes))


def unpack_nodes(data: bytes, *, ipv6: bool) -> tuple[Node, ...]:
    """Read what `pack_nodes` returned, at most `MAX_NODES`."""
    return tuple(_nodes(data, _IPV6_BYTES if ipv6 else _IPV4_BYTES))


def _compact_node(node: Node) -> bytes:
    return node.id + compact_address(node.address)


# -- reading -------------------------------------------------------------------------------------


def decode(data: bytes) -> Message:
    """Read a datagram. Raises `KrpcError`."""
    outer = _dictionary(_loose(data), "the message")
    transaction = _bytes(outer, b"t", most=MAX_TRANSACTION_BYTES)
    kind = outer.get(b"y")
    if kind == b"q":
        arguments = _dictionary(outer.get(b"a"), "the arguments")
        name = _bytes(outer, b"q", most=_MAX_NAME_BYTES)
        sender = _id(arguments, b"id")
        return Request(transaction, sender, _query(name, arguments), outer.get(b"ro") == 1)
    if kind == b"r":
        return _response(transaction, _dictionary(outer.get(b"r"), "the answer"))
    if kind == b"e":
        return _refusal(transaction, outer.get(b"e"))
    message = "neither query, answer nor error"
    raise KrpcError(message)


def _loose(data: bytes) -> Value:
    """Decode what may have its keys in any order, or repeated (then the last one holds)."""
    try:
        return decode_canonical(data, limit=MAX_DATAGRAM_BYTES)
    except BencodeError as error:
        if error.canonical:
            raise KrpcError(str(error)) from error
    # Only the order of keys was wrong with it, so it is safe to decode.
    value: Value = _CODEC.decode(data)
    return value


def _dictionary(value: Value | None, name: str) -> dict[bytes, Value]:
    if not isinstance(value, dict):
        message = f"{name} is not a dictionary"
        raise KrpcError(message)
    return value


def _bytes(of: dict[bytes, Value], key: bytes, *, most: int) -> bytes:
    value = of.get(key)
    if not isinstance(value, bytes) or len(value) > most:
        message = f"{key!r} is not a string of at most {most} bytes"
        raise KrpcError(message)
    return value


def _id(of: dict[bytes, Value], key: bytes) -> bytes:
    value = _bytes(of, key, most=ID_BYTES)
    if len(value) != ID_BYTES:
        message = f"{key!r} has {len(value)} bytes, not {ID_BYTES}"
        raise KrpcError(message)
    return value


def _query(name: bytes, arguments: dict[bytes, Value]) -> Query:
    match name:
        case b"ping":
            return Ping()
        case b"find_node":
            return FindNode(_id(arguments, b"target"), _wanted(arguments))
        case b"get_peers":
            scrape, noseed = (bool(arguments.get(key)) for key in (b"scrape", b"noseed"))
            infohash = _id(arguments, b"info_hash")
            return GetPeers(infohash, scrape, noseed, _wanted(arguments))
        case b"announce_peer":
            return _read_announcement(arguments)
        case _:
            return OtherQuery(name, _id(arguments, b"target") if b"target" in arguments else None)


def _wanted(arguments: dict[bytes, Value]) -> tuple[bytes, ...] | None:
    want = arguments.get(b"want")
    if not isinstance(want, list):
        return None
    return tuple(family for family in (IPV4, IPV6) if family in want)


def _read_announcement(arguments: dict[bytes, Value]) -> AnnouncePeer:
    port, implied = arguments.get(b"port", 0), arguments.get(b"implied_port") == 1
    if not isinstance(port, int) or not (0 < port <= _MAX_PORT or (implied and port == 0)):
        message = "there is no such port"
        raise KrpcError(message)
    token = _bytes(arguments, b"token", most=MAX_TOKEN_BYTES)
    seed = arguments.get(b"seed") == 1
    return AnnouncePeer(_id(arguments, b"info_hash"), port, token, seed, implied)


def _response(transaction: bytes, results: dict[bytes, Value]) -> Response:
    nodes = (
        *_nodes(results.get(b"nodes", b""), _IPV4_BYTES),
        *_nodes(results.get(b"nodes6", b""), _IPV6_BYTES),
    )
    return Response(
        transaction,
        _id(results, b"id"),
        nodes,
        tuple(_values(results.get(b"values", []))),
        _filter(results, b"BFsd"),
        _filter(results, b"BFpe"),
        _bytes(results, b"token", most=MAX_TOKEN_BYTES) if b"token" in results else None,
    )


def _nodes(data: Value, host_bytes: int) -> Iterator[Node]:
    size = ID_BYTES + host_bytes + _PORT_BYTES
    if not isinstance(data, bytes) or len(data) % size:
        message = "the nodes are not of the size of nodes"
        raise KrpcError(message)
    for start in range(0, min(len(data), size * MAX_NODES), size):
        address = _address(data[start + ID_BYTES : start + size])
        if address is not None:
            yield Node(data[start : start + ID_BYTES], address)


def _values(peers: Value) -> Iterator[Address]:
    if not isinstance(peers, list):
        message = "the values are not a list"
        raise KrpcError(message)
    for peer in peers[:MAX_VALUES]:
        sizes = (_IPV4_BYTES + _PORT_BYTES, _IPV6_BYTES + _PORT_BYTES)
        if not isinstance(peer, bytes) or len(peer) not in sizes:
            message = "a value is not an address"
            raise KrpcError(message)
        address = _address(peer)
        if address is not None:
            yield address


def _address(compact: bytes) -> Address | None:
    """Read an address; None when its port is 0, where nobody answers."""
    host, port = compact[:-_PORT_BYTES], int.from_bytes(compact[-_PORT_BYTES:], "big")
    return Address(str(ipaddress.ip_address(host)), port) if port else None


def _filter(results: dict[bytes, Value], key: bytes) -> BloomFilter | None:
    if key not in results:
        return None
    data = _bytes(results, key, most=FILTER_BYTES)
    try:
        return BloomFilter.from_bytes(data)
    except ValueError as error:
        message = f"{key!r}: {error}"
        raise KrpcError(message) from error


def _refusal(transaction: bytes, error: Value | None) -> Refusal:
    match error:
        case [int(code), bytes(words), *_]:
            said = words.decode("utf-8", "replace")[:_MAX_MESSAGE_CHARACTERS]
            return Refusal(transaction, code, said)
        case _:
            message = "an error without code and message"
            raise KrpcError(message)
