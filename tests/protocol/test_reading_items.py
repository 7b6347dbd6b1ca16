"""Whatever bytes arrive, reading an item gives an item that is exactly those bytes, or a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.bencoding import decode, encode
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.item import MAX_INFO_BYTES, Item
from p2psocial.protocol.validation import check_header, check_text, read_header
from tests.protocol import hostile_bytes

_FAR_FUTURE = 2**53


def _read(info: bytes) -> Item | InvalidItem:
    try:
        return read_header(info)
    except InvalidItem as refused:
        return refused


def _checked(info: bytes, file: bytes) -> str | InvalidItem:
    try:
        return check_text(check_header(info, _FAR_FUTURE, 0), file)
    except InvalidItem as refused:
        return refused


@given(
    st.binary(max_size=1_100)
    | hostile_bytes.nearly_bencoded
    | hostile_bytes.damaged()
    | hostile_bytes.resigned()
)
def test_reading_a_header_gives_an_item_or_a_reason(info: bytes) -> None:
    found = _read(info)
    if isinstance(found, InvalidItem):
        assert found.detail.isprintable()
    else:
        assert found.info == info
        assert encode(decode(info, limit=MAX_INFO_BYTES)) == info


@given(hostile_bytes.damaged() | hostile_bytes.resigned(), st.binary(max_size=100))
def test_checking_an_item_gives_its_text_or_a_reason(info: bytes, file: bytes) -> None:
    found = _checked(info, file)
    if isinstance(found, InvalidItem):
        assert found.detail.isprintable()
    else:
        assert found.encode() == file


@given(hostile_bytes.valid_infos, st.data())
def test_no_bit_of_a_signed_item_can_change(info: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(info) - 1))
    changed = bytearray(info)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(InvalidItem):
        check_header(bytes(changed), _FAR_FUTURE, 0)
