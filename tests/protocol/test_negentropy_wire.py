"""Reading messages: what is written is read again, and anything else is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.protocol.negentropy.wire import (
    INFINITY,
    LOWEST,
    MAX_MESSAGE_BYTES,
    MAX_RANGES,
    Frame,
    Mode,
    NegentropyError,
    Range,
    encode_bound,
    encode_varint,
    is_supported,
    read_ranges,
    split_ids,
    time_of,
)

keys = st.builds(
    lambda time, prefix: time.to_bytes(8, "big") + prefix.ljust(32, b"\0"),
    st.integers(0, 3) | st.integers(0, 2**64 - 2),
    st.binary(max_size=32),
)
payloads = st.one_of(
    st.just((Mode.SKIP, b"")),
    st.binary(min_size=16, max_size=16).map(lambda digest: (Mode.FINGERPRINT, digest)),
    st.lists(st.binary(min_size=32, max_size=32), max_size=3).map(
        lambda ids: (Mode.ID_LIST, b"".join(ids))
    ),
)


@st.composite
def ranges(draw: st.DrawFn) -> list[Range]:
    uppers = sorted(draw(st.lists(keys, max_size=8)))
    if draw(st.booleans()):
        uppers.append(INFINITY)
    return [Range(upper, *draw(payloads)) for upper in uppers]


def written(parts: list[Range]) -> bytes:
    message, previous = b"\x61", LOWEST
    for part in parts:
        message += encode_bound(part.upper, time_of(previous)) + bytes([part.mode])
        if part.mode == Mode.ID_LIST:
            message += encode_varint(len(part.payload) // 32)
        message += part.payload
        previous = part.upper
    return message


@settings(deadline=None)
@given(ranges())
def test_what_is_written_is_read_again(parts: list[Range]) -> None:
    assert read_ranges(written(parts)) == parts


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_ranges_or_refused(data: bytes) -> None:
    try:
        found = read_ranges(data)
    except NegentropyError:
        return
    uppers = [part.upper for part in found]
    assert uppers == sorted(uppers)


@settings(deadline=None)
@given(ranges(), st.data())
def test_a_message_cut_short_is_refused_or_ends_between_ranges(
    parts: list[Range], data: st.DataObject
) -> None:
    message = written(parts)
    cut = message[: data.draw(st.integers(0, len(message)))]
    try:
        found = read_ranges(cut)
    except NegentropyError:
        return
    assert found == parts[: len(found)]
    assert written(found) == cut


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        (0, "00"),
        (127, "7f"),
        (128, "8100"),
        (16_384, "818000"),
        (2**64 - 1, "81" + "ff" * 8 + "7f"),
    ],
)
def test_varints(number: int, digits: str) -> None:
    assert encode_varint(number).hex() == digits


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("61", ""),
        ("6105", "ends in the middle"),
        ("610500", "ends in the middle"),
        ("61050201", "ends in the middle"),
        ("610500" + "01" + "00" * 15, "ends in the middle"),
        ("610500" + "02" + "02" + "00" * 63, "ends in the middle"),
        ("610500" + "02" + "81" + "80" * 8 + "00", "ends in the middle"),
        ("61" + "ff" * 11 + "00", "more than 64 bits"),
        ("61" + "ff" * 500_000, "more than 64 bits"),
        ("61" + "82" + "80" * 8 + "00" + "0000", "more than 64 bits"),
        ("61" + "80050000", "leading zero"),
        ("61" + "05008000", "leading zero"),
        ("61" + "0521" + "00" * 33 + "00", "longer than an id"),
        ("61" + "050003", "unknown mode 3"),
        ("61" + "0500" + "8100", "unknown mode 128"),
        ("61" + "05010200" + "01010100", "not in ascending order"),
        ("61" + "000000" + "000000", "follows the one"),
        ("61" + "000000" + "050000", "follows the one"),
        ("61" + "81" + "ff" * 8 + "7f" + "0000" + "020000", "greatest time"),
    ],
)
def test_refused_messages(message: str, reason: str) -> None:
    data = bytes.fromhex(message)
    if not reason:
        assert read_ranges(data) == []
        return
    with pytest.raises(NegentropyError, match=reason):
        read_ranges(data)


def test_the_greatest_time_is_one_less_than_the_reserved_one() -> None:
    greatest = encode_varint(2**64 - 1) + b"\0\0"
    assert time_of(read_ranges(b"\x61" + greatest)[0].upper) == 2**64 - 2


def test_an_id_in_the_bound_at_infinity_means_nothing() -> None:
    assert read_ranges(bytes.fromhex("6100020102" + "00")) != []
    assert read_ranges(bytes.fromhex("610002010200")) == [Range(INFINITY, Mode.SKIP)]


def test_a_message_that_is_too_much_is_refused() -> None:
    with pytest.raises(NegentropyError, match="bytes"):
        read_ranges(b"\x61" + bytes(MAX_MESSAGE_BYTES))
    many = b"\x61" + b"\2\0\0" * MAX_RANGES
    assert len(read_ranges(many)) == MAX_RANGES
    with pytest.raises(NegentropyError, match="ranges"):
        read_ranges(many + b"\2\0\0")


@pytest.mark.parametrize("first", [b"", b"\x00", b"\x5f", b"\x70", b"\xff"])
def test_a_message_without_a_version_is_refused(first: bytes) -> None:
    with pytest.raises(NegentropyError, match="version"):
        is_supported(first)


def test_ids_are_split() -> None:
    assert split_ids(b"") == []
    assert split_ids(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]


@settings(deadline=None)
@given(st.lists(st.tuples(keys, payloads), max_size=200), st.binary(min_size=16, max_size=16))
def test_a_frame_is_never_longer_than_its_limit(
    parts: list[tuple[bytes, tuple[Mode, bytes]]], digest: bytes
) -> None:
    limit = 600
    frame = Frame(limit)
    kept = []
    for upper, (mode, payload) in sorted(parts):
        if mode == Mode.SKIP:
            frame.skip(upper)
            continue
        count = encode_varint(len(payload) // 32) if mode == Mode.ID_LIST else b""
        if not frame.put(upper, mode, count + payload):
            break
        kept.append(Range(upper, mode, payload))
    frame.rest(INFINITY, digest)
    found = read_ranges(frame.message())
    assert len(frame.message()) <= limit
    assert [part for part in found[:-1] if part.mode != Mode.SKIP] == kept
    assert found[-1] == Range(INFINITY, Mode.FINGERPRINT, digest)
