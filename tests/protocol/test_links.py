"""Magnet links, addresses of peers and `.torrent` files."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.bencoding import Value, encode
from p2psocial.protocol.errors import InvalidItem, InvalidMagnet
from p2psocial.protocol.magnet import MAX_PEERS, Address, Magnet, parse_address, parse_magnet
from p2psocial.protocol.torrent import (
    MAX_TORRENT_FILE_BYTES,
    torrent_file,
    torrent_info,
    torrent_nodes,
)
from p2psocial.protocol.validation import read_header
from tests.protocol import hostile_bytes
from tests.protocol.vector_files import joined, load, named

_MAGNETS = load("magnets.json")
_TORRENTS = load("torrents.json")

any_text = st.text(st.characters())  # with halves of surrogate pairs
hosts = st.ip_addresses(v=4) | st.ip_addresses(v=6).filter(
    lambda address: isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped
)
addresses = st.builds(Address, hosts.map(str), st.integers(1, 65_535))


@pytest.mark.parametrize("vector", _MAGNETS["read"], ids=named(_MAGNETS["read"]))
def test_a_magnet_link_is_read(vector: dict[str, Any]) -> None:
    magnet = parse_magnet(vector["link"])

    assert magnet.infohash.hex() == vector["infohash"]
    assert magnet.name == vector["dn"]
    assert [str(peer) for peer in magnet.peers] == vector["peers"]


@pytest.mark.parametrize("vector", _MAGNETS["refused"], ids=named(_MAGNETS["refused"]))
def test_what_is_no_magnet_link_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(InvalidMagnet):
        parse_magnet(vector["link"])


@pytest.mark.parametrize("vector", _MAGNETS["written"])
def test_a_magnet_link_is_written(vector: dict[str, Any]) -> None:
    peers = tuple(map(parse_address, vector["peers"]))
    magnet = Magnet(bytes.fromhex(vector["infohash"]), vector["dn"], peers)
    assert str(magnet) == vector["link"]


@given(
    st.binary(min_size=20, max_size=20),
    st.text(max_size=100),
    st.lists(addresses, max_size=MAX_PEERS, unique=True).map(tuple),
)
def test_a_written_magnet_link_is_read_as_it_was(
    infohash: bytes, name: str, peers: tuple[Address, ...]
) -> None:
    magnet = Magnet(infohash, name, peers)
    assert parse_magnet(str(magnet)) == magnet


_parts = st.sampled_from(
    ["xt=urn:btih:" + "0" * 40, "xt=", "&", "dn=", "x.pe=", "%", "+", "=", "[::1]:1", "\udc80", "é"]
)


@given(
    any_text
    | any_text.map("magnet:?".__add__)
    | st.lists(_parts | any_text).map(lambda parts: "magnet:?" + "".join(parts))
)  # fmt: skip -- three sources
def test_any_text_is_a_magnet_link_or_refused(link: str) -> None:
    try:
        magnet = parse_magnet(link)
    except InvalidMagnet:
        return
    assert len(magnet.infohash) == 20
    assert len(magnet.peers) <= MAX_PEERS
    magnet.name.encode()
    quote(str(magnet))


@pytest.mark.parametrize("vector", _MAGNETS["addresses"], ids=lambda v: str(v["text"]))
def test_an_address_is_read(vector: dict[str, Any]) -> None:
    assert parse_address(vector["text"]) == Address(vector["host"], vector["port"])


@pytest.mark.parametrize("text", [*_MAGNETS["refused_addresses"], "1" * 10_000 + ":1"], ids=ascii)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        parse_address(text)


@given(addresses)
def test_a_written_address_is_read_as_it_was(address: Address) -> None:
    assert parse_address(str(address)) == address


@given(any_text | st.text("0123456789abcdef.:[]%\u0661", max_size=70))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except ValueError:
        return
    assert parse_address(str(address)) == address


@pytest.mark.parametrize("vector", _TORRENTS["read"], ids=named(_TORRENTS["read"]))
def test_the_info_dict_of_a_torrent_file_is_found(vector: dict[str, Any]) -> None:
    assert torrent_info(joined(vector["file"])).hex() == vector["info"]


@pytest.mark.parametrize("vector", _TORRENTS["refused"], ids=named(_TORRENTS["refused"]))
def test_what_is_no_torrent_file_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(InvalidItem) as refused:
        torrent_info(joined(vector["file"]))
    assert refused.value.reason == vector["reason"]


@pytest.mark.parametrize("vector", _TORRENTS["written"])
def test_a_torrent_file_is_written(vector: dict[str, Any]) -> None:
    item = read_header(bytes.fromhex(vector["info"]))
    nodes = tuple((host, port) for host, port in vector["nodes"])

    file = torrent_file(item, nodes)

    assert file == joined(vector["file"])
    assert torrent_info(file) == item.info


@given(
    hostile_bytes.nearly_bencoded
    | hostile_bytes.nearly_bencoded.map(lambda data: b"d4:info" + data + b"e")
)  # fmt: skip -- two sources
def test_any_bytes_are_a_torrent_file_or_refused(data: bytes) -> None:
    try:
        info = torrent_info(data)
    except InvalidItem:
        return
    assert b"4:info" + info in data


@pytest.mark.timeout(5)
def test_the_largest_torrent_file_is_read_soon() -> None:
    start, end = b"d1:al", b"e4:infodee"
    values = b"0:" * ((MAX_TORRENT_FILE_BYTES - len(start + end)) // 2)
    assert torrent_info(start + values + end) == b"de"


@given(st.binary(max_size=300))
def test_reading_the_nodes_of_a_torrent_never_fails(data: bytes) -> None:
    assert isinstance(torrent_nodes(data), tuple)


def test_the_nodes_of_a_torrent_are_read_without_host_names() -> None:
    nodes: list[Value] = [
        [b"127.0.0.2", 7681],
        [b"example.org", 1],
        [b"::1", 9],
        [b"127.0.0.2", 0],
        b"x",
    ]
    data = encode({b"info": {}, b"nodes": nodes})
    assert torrent_nodes(data) == (Address("127.0.0.2", 7681), Address("::1", 9))
