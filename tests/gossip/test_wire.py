"""The wire without sockets: the vectors, round trips, and whatever bytes may come."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.protocol.magnet import Address, parse_address
from p2psocial.protocol.messages import (
    DIRECTORY_HASH,
    MAX_TOKENS,
    Boards,
    Body,
    Bye,
    Get,
    GetBody,
    Have,
    Hint,
    Items,
    Message,
    MessageError,
    Peers,
    SyncClose,
    SyncMessage,
    SyncOpen,
    board_hash,
    decode_message,
    encode_message,
)
from p2psocial.protocol.peer_wire import (
    MAX_FRAME_BYTES,
    ExtendedHandshake,
    Handshake,
    Payload,
    WireError,
    WireEvent,
    WireReader,
    extended_handshake,
    handshake,
    payload_frame,
)
from tests.protocol.vector_files import joined, load

VECTORS = load("gossip.json")
unhex = bytes.fromhex
quick = settings(max_examples=100, deadline=None)


def _ids(found: dict[str, Any]) -> tuple[bytes, ...]:
    return tuple(map(unhex, found["ids"]))


def as_message(found: dict[str, Any]) -> Message:
    """Return the message that a vector describes."""
    makers: dict[str, Any] = {
        "items": lambda: Items(tuple(map(unhex, found["infos"]))),
        "have": lambda: Have(_ids(found)),
        "get": lambda: Get(_ids(found)),
        "getbody": lambda: GetBody(_ids(found)),
        "open": lambda: SyncOpen(
            found["number"], found["board"], found["since"], found["until"], unhex(found["message"])
        ),
        "sync": lambda: SyncMessage(found["number"], found["opener"], unhex(found["message"])),
        "close": lambda: SyncClose(found["number"], found["opener"]),
        "body": lambda: Body(
            unhex(found["id"]), None if found["data"] is None else unhex(found["data"])
        ),
        "boards": lambda: Boards(
            tuple(found["joined"]), tuple((name, number) for name, number in found["known"])
        ),
        "peers": lambda: Peers(tuple(map(parse_address, found["addresses"]))),
        "hint": lambda: Hint(unhex(found["infohash"]), found["seeds"], found["measured"]),
        "bye": lambda: Bye(found["code"]),
    }
    message: Message = makers[found["type"]]()
    return message


def heard(data: bytes) -> list[WireEvent]:
    return WireReader().feed(data)


def test_hashes() -> None:
    for each in VECTORS["hashes"]:
        own = board_hash(each["board"]) if each["board"] else DIRECTORY_HASH
        assert own.hex() == each["hash"]


@pytest.mark.parametrize("vector", VECTORS["handshakes"], ids=lambda each: each["name"])
def test_handshakes(vector: dict[str, Any]) -> None:
    expected = Handshake(unhex(vector["infohash"]), unhex(vector["peer_id"]), vector["extended"])
    assert heard(unhex(vector["bytes"])) == [expected]
    first = VECTORS["handshakes"][0]
    assert handshake(unhex(first["infohash"]), unhex(first["peer_id"])).hex() == first["bytes"]


@pytest.mark.parametrize("vector", VECTORS["extended_handshakes"], ids=lambda each: each["name"])
def test_extended_handshakes(vector: dict[str, Any]) -> None:
    shaken = unhex(VECTORS["handshakes"][0]["bytes"])
    _, event = heard(shaken + unhex(vector["frame"]))
    assert event == ExtendedHandshake(vector["extension"], vector["port"], vector["client"])


def test_our_extended_handshakes() -> None:
    ours, nobody = VECTORS["extended_handshakes"][:2]
    assert extended_handshake(ours["port"], ours["client"]).hex() == ours["frame"]
    assert extended_handshake(0, nobody["client"]).hex() == nobody["frame"]


@pytest.mark.parametrize("vector", VECTORS["messages"], ids=lambda each: each["message"]["type"])
def test_messages(vector: dict[str, Any]) -> None:
    message = as_message(vector["message"])
    assert encode_message(message).hex() == vector["bytes"]
    assert decode_message(unhex(vector["bytes"])) == message


@pytest.mark.parametrize("vector", VECTORS["also_read"], ids=lambda each: each["name"])
def test_messages_written_otherwise(vector: dict[str, Any]) -> None:
    expected = as_message(vector["message"]) if vector["message"] else None
    assert decode_message(unhex(vector["bytes"])) == expected


@pytest.mark.parametrize("vector", VECTORS["refused_messages"], ids=lambda each: each["reason"])
def test_refused_messages(vector: dict[str, Any]) -> None:
    with pytest.raises(MessageError):
        decode_message(joined(vector["bytes"]))


@pytest.mark.parametrize("vector", VECTORS["streams"], ids=lambda each: each["name"])
def test_streams(vector: dict[str, Any]) -> None:
    events = heard(unhex(vector["bytes"]))
    said = [event.data.hex() for event in events if isinstance(event, Payload)]
    assert said == vector["messages"]


@pytest.mark.parametrize("vector", VECTORS["refused_streams"], ids=lambda each: each["reason"])
def test_refused_streams(vector: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        heard(joined(vector["bytes"]))


# -- round trips -----------------------------------------------------------------------------

_numbers = st.integers(0, 1_000_000)
_times = st.integers(0, 2**32)
_boards = st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True)
_id = st.binary(min_size=32, max_size=32)
_addresses = st.builds(
    Address,
    st.one_of(
        st.ip_addresses(v=4).map(str),
        # Others than those that stand for an IPv4 address, which are read as that.
        st.ip_addresses(v=6, network="2000::/3").map(str),
    ),
    st.integers(1, 65_535),
)


def _tuples(of: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=most).map(tuple)


_messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(Items, _tuples(st.binary(min_size=1, max_size=1024), 5)),
    st.builds(Have, _tuples(_id, 20)),
    st.builds(Get, _tuples(_id, 20)),
    st.builds(SyncOpen, _numbers, _boards, _times, _times, st.binary(min_size=1, max_size=500)),
    st.builds(SyncMessage, _numbers, st.booleans(), st.binary(min_size=1, max_size=500)),
    st.builds(SyncClose, _numbers, st.booleans()),
    st.builds(GetBody, _tuples(_id, 16)),
    st.builds(Body, _id, st.none() | st.binary(min_size=1, max_size=500)),
    st.builds(Boards, _tuples(_boards, 20), _tuples(st.tuples(_boards, _numbers), 20)),
    st.builds(Peers, _tuples(_addresses, 50)),
    st.builds(Hint, st.binary(min_size=20, max_size=20), _numbers, _times),
    st.builds(Bye, st.text("abc de", max_size=64)),
)


@quick
@given(_messages)
def test_what_is_written_is_read_again(message: Message) -> None:
    assert decode_message(encode_message(message)) == message


@pytest.mark.parametrize(
    "message",
    [
        Items((bytes(1024),) * 100),
        Have((bytes(32),) * 512),
        SyncOpen(1_000_000, "a" * 32, 2**32, 2**32, bytes(60_000)),
        GetBody((bytes(32),) * 16),
        Body(bytes(32), b"e" * 65_536),
        Body(bytes(32), b":" * 65_536),
        Boards(("e" * 32,) * 200, (("e" * 32, 10**9),) * 200),
        Peers((Address("::2", 65_535),) * 50),
        Bye("e" * 64),
    ],
    ids=lambda message: type(message).__name__,
)
def test_the_largest_messages_fit(message: Message) -> None:
    encoded = encode_message(message)
    assert decode_message(encoded) == message
    assert len(payload_frame(255, encoded)) <= MAX_FRAME_BYTES + 4


def test_a_larger_frame_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="over the limit"):
        payload_frame(1, bytes(MAX_FRAME_BYTES))


def test_as_many_tokens_as_allowed_are_read() -> None:
    fitting = b"d1:t3:new1:xl" + b"0:" * (MAX_TOKENS - 7) + b"ee"
    assert decode_message(fitting) is None
    with pytest.raises(MessageError, match="tokens"):
        decode_message(fitting.replace(b"l0:", b"l0:0:"))


# -- whatever comes --------------------------------------------------------------------------


@quick
@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(_messages.map(encode_message), st.integers(0), st.binary(max_size=3)).map(
            lambda parts: _changed(*parts)
        ),
    )
)
def test_any_bytes_are_a_message_or_a_message_error(data: bytes) -> None:
    try:
        message = decode_message(data)
    except MessageError:
        return
    if message is not None:
        assert decode_message(encode_message(message)) == message


def _changed(data: bytes, place: int, put: bytes) -> bytes:
    position = place % (len(data) + 1)
    return data[:position] + put + data[position + len(put) :]


_frames = st.one_of(
    st.just(bytes(4)),
    st.binary(max_size=40).map(lambda data: len(data).to_bytes(4, "big") + data),
    _messages.map(lambda message: payload_frame(1, encode_message(message))),
    st.just(extended_handshake(7000, "x")),
    st.binary(max_size=40),
)


@quick
@given(
    st.binary(max_size=70) | st.just(handshake(bytes(20), bytes(20))),
    st.lists(_frames, max_size=8).map(b"".join),
    st.lists(st.integers(1, 200), max_size=30),
)
def test_any_stream_says_the_same_however_it_is_cut(
    start: bytes, rest: bytes, cuts: list[int]
) -> None:
    stream = start + rest
    whole, _ = _read([stream])
    pieces, position = [], 0
    for size in cuts:
        pieces.append(stream[position : position + size])
        position += size
    parts, held = _read([*pieces, stream[position:]])
    if whole is not None and parts is not None:
        assert whole == parts
        assert held <= MAX_FRAME_BYTES + 4
    else:
        # Events before an error may be lost with it, but both must come to it.
        assert whole is None
        assert parts is None


def _read(pieces: list[bytes]) -> tuple[list[WireEvent] | None, int]:
    reader, events = WireReader(), []
    try:
        for piece in pieces:
            events += reader.feed(piece)
    except WireError:
        return None, 0
    return events, reader.held
