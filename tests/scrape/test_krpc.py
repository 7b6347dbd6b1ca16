"""KRPC messages: what is written is read again, BEP 5's examples, and any bytes end well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.bencoding import Value
from p2psocial.protocol.bencoding import encode as bencode
from p2psocial.protocol.bloom import BloomFilter
from p2psocial.protocol.krpc import (
    IPV4,
    IPV6,
    AnnouncePeer,
    FindNode,
    GetPeers,
    KrpcError,
    Message,
    Node,
    OtherQuery,
    Ping,
    Refusal,
    Request,
    Response,
    decode,
    encode,
)
from p2psocial.protocol.magnet import Address

_ID = b"abcdefghij0123456789"
_KEY = b"mnopqrstuvwxyz123456"

ids = st.binary(min_size=20, max_size=20)
wants = st.none() | st.sampled_from([(), (IPV4,), (IPV6,), (IPV4, IPV6)])
ports = st.integers(1, 65_535)
hosts = st.ip_addresses().map(str)
peers = st.builds(Address, hosts, ports)
tokens = st.binary(max_size=128)
queries = (
    st.just(Ping())
    | st.builds(FindNode, ids, wants)
    | st.builds(GetPeers, ids, st.booleans(), st.booleans(), wants)
    | st.builds(AnnouncePeer, ids, ports, tokens, st.booleans(), st.booleans())
    | st.builds(OtherQuery, st.just(b"sample_infohashes"), st.none() | ids)
)
transactions = st.binary(max_size=32)
nodes = st.lists(st.builds(Node, ids, peers), max_size=16).map(
    # Those of IPv4 are read first.
    lambda some: tuple(sorted(some, key=lambda node: ":" in node.address.host))
)
filters = st.none() | st.integers(0, 2**2_048 - 1).map(BloomFilter)
responses = st.builds(
    Response,
    transactions,
    ids,
    nodes,
    st.lists(peers, max_size=20).map(tuple),
    filters,
    filters,
    st.none() | tokens,
)
messages = (
    st.builds(Request, transactions, ids, queries, st.booleans())
    | responses
    | st.builds(Refusal, transactions, st.integers(0, 999), st.text(max_size=50))
)


@given(messages)
def test_what_is_written_is_read_again(message: Message) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    ("datagram", "message"),
    [
        (b"d1:ad2:id20:" + _ID + b"e1:q4:ping1:t2:aa1:y1:qe", Request(b"aa", _ID, Ping())),
        (
            b"d1:ad2:id20:" + _ID + b"6:target20:" + _KEY + b"e1:q9:find_node1:t2:aa1:y1:qe",
            Request(b"aa", _ID, FindNode(_KEY)),
        ),
        (
            b"d1:ad2:id20:" + _ID + b"9:info_hash20:" + _KEY + b"e1:q9:get_peers1:t2:aa1:y1:qe",
            Request(b"aa", _ID, GetPeers(_KEY)),
        ),
        (
            b"d1:ad2:id20:"
            + _ID
            + b"12:implied_porti1e9:info_hash20:"
            + _KEY
            + b"4:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe",
            Request(b"aa", _ID, AnnouncePeer(_KEY, 6_881, b"aoeusnth", implied_port=True)),
        ),
        (
            b"d1:rd2:id20:" + _ID + b"5:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re",
            Response(
                b"aa",
                _ID,
                (),
                (Address("97.120.106.101", 11_893), Address("105.100.104.116", 28_269)),
                token=b"aoeusnth",
            ),
        ),
        (
            b"d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee",
            Refusal(b"aa", 201, "A Generic Error Ocurred"),
        ),
    ],
    ids=["ping", "find_node", "get_peers", "announce_peer", "values", "error"],
)  # fmt: skip -- one datagram a line
def test_examples_of_bep_5(datagram: bytes, message: Message) -> None:
    assert decode(datagram) == message
    assert encode(message) == datagram


def test_keys_may_stand_in_any_order() -> None:
    datagram = b"d1:y1:r1:t2:aa2:ip6:1234561:v4:LT211:rd5:token1:x2:id20:" + _ID + b"ee"
    assert decode(datagram) == Response(b"aa", _ID, token=b"x")


def test_a_scrape_says_that_we_answer_nobody() -> None:
    datagram = encode(Request(b"aa", _ID, GetPeers(_KEY, scrape=True, want=()), read_only=True))
    assert b"6:scrapei1e" in datagram
    assert b"2:roi1e" in datagram
    assert b"4:wantle" in datagram


_TOKENS = (
    b"d",
    b"l",
    b"e",
    b"i0e",
    b"i-0e",
    b"i65536e",
    b"1:a",
    b"1:r",
    b"1:y",
    b"1:q",
    b"1:t",
    b"1:e",
    b"2:id",
    b"20:" + _ID,
    b"5:nodes",
    b"6:nodes6",
    b"6:values",
    b"4:BFsd",
    b"5:token",
    b"9:get_peers",
    b"-5:",
    b"0:",
    b"999999999999:",
    b"26:" + bytes(26),
    b"\xff",
)  # fmt: skip -- a list
_keys = st.sampled_from(
    [
        b"t",
        b"y",
        b"q",
        b"a",
        b"r",
        b"e",
        b"id",
        b"nodes",
        b"nodes6",
        b"values",
        b"BFsd",
        b"BFpe",
        b"token",
        b"target",
        b"info_hash",
        b"port",
        b"want",
        b"ro",
    ]
)  # fmt: skip -- a list
_leaves = (
    st.integers(-1, 70_000)
    | st.binary(max_size=30)
    | st.sampled_from([b"q", b"r", b"e", b"get_peers", b"announce_peer", _ID, bytes(256)])
)
_values = st.recursive(
    _leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=8),
    max_leaves=20,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = encode(draw(messages))
    start = draw(st.integers(0, len(data)))
    end = start + draw(st.integers(0, 30))
    return data[:start] + draw(st.binary(max_size=4) | st.sampled_from(_TOKENS)) + data[end:]


@given(
    st.binary(max_size=80)
    | st.lists(st.sampled_from(_TOKENS), max_size=20).map(b"".join)
    | damaged()
    | st.dictionaries(_keys, _values, max_size=6).map(bencode)
)
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    try:
        message = decode(data)
    except KrpcError:
        return
    assert decode(encode(message)) == message


def _answer(**results: Value) -> bytes:
    named = {key.encode(): value for key, value in results.items()}
    return bencode({b"t": b"aa", b"y": b"r", b"r": {b"id": _ID, **named}})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"i1e",
        b"d0:0:-5:",
        b"l" * 4_000,
        b"d1:a" * 1_000,
        bytes(5_000),
        _answer(nodes=bytes(25)),
        _answer(nodes6=bytes(26)),
        _answer(values=b"123456"),
        _answer(values=[b"12345"]),
        _answer(BFsd=bytes(255)),
        _answer(BFpe=bytes(257)),
        _answer(token=bytes(129)),
        _answer(id=bytes(19)),
        bencode({b"t": bytes(33), b"y": b"r", b"r": {b"id": _ID}}),
        bencode({b"t": b"aa", b"y": b"x"}),
        bencode({b"t": b"aa", b"y": b"e", b"e": [1]}),
    ],
    ids=lambda data: str(data[:24]),
)
@pytest.mark.timeout(5)
def test_what_is_wrong_is_refused(data: bytes) -> None:
    with pytest.raises(KrpcError) as refused:
        decode(data)
    assert len(str(refused.value)) < 200


def test_lists_are_cut() -> None:
    one = _ID + bytes([1, 2, 3, 4, 0, 9])
    found = decode(_answer(nodes=one * 50, values=[b"123456"] * 250))
    assert isinstance(found, Response)
    assert len(found.nodes) == 32
    assert len(found.values) == 200


def test_port_0_is_nobodys() -> None:
    found = decode(_answer(nodes=_ID + bytes([1, 2, 3, 4, 0, 0]), values=[bytes(6)]))
    assert found == Response(b"aa", _ID)
