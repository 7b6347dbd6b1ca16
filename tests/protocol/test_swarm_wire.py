"""What a stranger sends to a reader: read as BEP 3, 9 and 10 say, or refused, whatever it is."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.protocol.bencoding import encode
from p2psocial.protocol.peer_wire import Handshake, WireError, handshake
from p2psocial.protocol.swarm_wire import (
    MAX_FRAME_BYTES,
    PART_BYTES,
    Block,
    Choking,
    Has,
    MetadataOffer,
    MetadataPart,
    SwarmEvent,
    SwarmReader,
    block_request,
    interest,
    metadata_greeting,
    metadata_request,
)

INFOHASH = bytes(range(20))
PEER_ID = b"-XX0000-" + bytes(12)
BEGUN = handshake(INFOHASH, PEER_ID)


def frame(kind: int, payload: bytes = b"") -> bytes:
    return struct.pack(">IB", 1 + len(payload), kind) + payload


def heard(data: bytes) -> list[SwarmEvent]:
    """Return what is said after the handshake."""
    return list(SwarmReader().feed(BEGUN + data))[1:]


MESSAGES: dict[str, tuple[bytes, SwarmEvent]] = {
    "choke": (frame(0), Choking(choked=True)),
    "unchoke": (frame(1), Choking(choked=False)),
    "have": (frame(4, b"\0\0\0\x02"), Has(frozenset({2}))),
    "bitfield": (frame(5, b"\xa0"), Has(frozenset({0, 2}))),
    "have all": (frame(14), Has(everything=True)),
    "piece": (frame(7, b"\0\0\0\x01\0\0\0\x05text"), Block(1, 5, b"text")),
    "offer": (
        frame(20, b"\0" + b"d1:md11:ut_metadatai3ee13:metadata_sizei700ee"),
        MetadataOffer(3, 700),
    ),
    "offer whose keys are not sorted": (
        frame(20, b"\0" + b"d13:metadata_sizei700e1:md11:ut_metadatai3eee"),
        MetadataOffer(3, 700),
    ),
    "no offer": (frame(20, b"\0de"), MetadataOffer(0, 0)),
    "negative offer": (
        frame(20, b"\0" + b"d1:md11:ut_metadatai-3ee13:metadata_sizei-700ee"),
        MetadataOffer(0, 0),
    ),
    "metadata": (
        frame(20, b"\1" + b"d8:msg_typei1e5:piecei2e10:total_sizei9ee" + b"any bytes"),
        MetadataPart(2, b"any bytes"),
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_each_message_says_what_the_specifications_say(name: str) -> None:
    data, event = MESSAGES[name]
    assert heard(data) == [event]


def test_a_conversation_may_arrive_byte_by_byte() -> None:
    reader = SwarmReader()
    said = BEGUN + b"".join(data for data, _ in MESSAGES.values())
    events = [event for byte in said for event in reader.feed(bytes([byte]))]
    assert events == [
        Handshake(INFOHASH, PEER_ID, extended=True),
        *(event for _, event in MESSAGES.values()),
    ]


@pytest.mark.parametrize(
    "data",
    [
        bytes(4),
        frame(2),
        frame(4, b"\0"),
        frame(7, b"\0"),
        frame(13, b"\0\0\0\1"),
        frame(20),
        frame(20, b"\2anything"),
        frame(20, b"\1d8:msg_typei2e5:piecei0ee"),
        frame(99, b"x"),
    ],
)
def test_what_reading_does_not_need_is_passed_over(data: bytes) -> None:
    assert heard(data + frame(1)) == [Choking(choked=False)]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I", MAX_FRAME_BYTES + 1),
        frame(20, b"\0not bencoded"),
        frame(20, b"\0d1:md"),
        frame(20, b"\1" + b"d8:msg_type"),
        frame(20, b"\0" + encode({b"m": {}, b"v": bytes(5_000)})),
    ],
)
def test_what_is_not_this_wire_ends_the_conversation(data: bytes) -> None:
    with pytest.raises(WireError):
        heard(data)


def test_another_protocol_is_known_by_its_first_byte() -> None:
    with pytest.raises(WireError, match="not a BitTorrent handshake"):
        list(SwarmReader().feed(b"H"))


def test_what_is_asked_is_what_the_specifications_say() -> None:
    assert metadata_greeting() == frame(20, b"\0" + encode({b"m": {b"ut_metadata": 1}}))
    asked = encode({b"msg_type": 0, b"piece": 1})
    assert metadata_request(MetadataOffer(3, 20_000), 1) == frame(20, b"\3" + asked)
    assert interest() == frame(2)
    assert block_request(2, 100) == frame(6, struct.pack(">III", 2, 0, 100))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.builds(frame, st.integers(0, 255), st.binary(max_size=60)),
            st.sampled_from([data for data, _ in MESSAGES.values()]),
        ),
        max_size=8,
    )
)
def test_whatever_comes_is_read_or_refused_and_little_is_held(parts: list[bytes]) -> None:
    reader = SwarmReader()
    try:
        for part in (BEGUN, *parts):
            list(reader.feed(part))
    except WireError:
        return
    assert reader.held <= MAX_FRAME_BYTES + 4
    assert MAX_FRAME_BYTES < 2 * PART_BYTES
