"""Hypothesis strategies: bencoding that is nearly right, and valid items with something changed."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import strategies as st

from p2psocial.protocol.bencoding import Value, decode, encode
from p2psocial.protocol.identity import SigningKey
from tests.protocol.vector_files import load

_TOKENS = (
    b"d",
    b"l",
    b"e",
    b"i0e",
    b"i-0e",
    b"i01e",
    b"i-7e",
    b"i999999999999999999e",
    b"ie",
    b"i+1e",
    b"i1000000000000000000e",
    b"0:",
    b"1:a",
    b"1:b",
    b"2:aa",
    b"01:a",
    b"-1:",
    b"3:ab",
    b":",
    b"x",
    b"9999999999:",
    b"1000000000000000000:",
    b"4:info",
    b"9:p2psocial",
    b"\xff",
    b" ",
)  # fmt: skip -- a list

values = st.recursive(
    st.integers(-(10**18) + 1, 10**18 - 1) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.binary(max_size=4), inner),
    max_leaves=12,
)
nearly_bencoded = (
    st.binary(max_size=60)
    | st.lists(st.sampled_from(_TOKENS), max_size=30).map(b"".join)
    | values.map(encode)
)

_VALID: list[dict[str, Any]] = load("items-valid.json")["vectors"]
_ALICE = SigningKey(bytes.fromhex(load("items-valid.json")["keys"]["alice"]["secret"]))
_KEYS = (
    "length",
    "name",
    "piece length",
    "pieces",
    "author",
    "board",
    "body",
    "created",
    "kind",
    "nick",
    "nonce",
    "parent",
    "replaces",
    "root",
    "title",
    "v",
    "other",
)  # fmt: skip -- a list
valid_infos = st.sampled_from([bytes.fromhex(vector["info"]) for vector in _VALID])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a valid info dict with bytes changed, put in, left out or doubled."""
    data = draw(valid_infos)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 8))
        old = data[start:end]
        flipped = _flip(old, draw(st.integers(0, 7)))
        new = draw(st.binary(max_size=4) | st.sampled_from([*_TOKENS, old * 2, flipped]))
        data = data[:start] + new + data[end:]
    return data


def _flip(data: bytes, bit: int) -> bytes:
    return bytes([data[0] ^ 1 << bit]) + data[1:] if data else b""


@st.composite
def resigned(draw: st.DrawFn) -> bytes:
    """Draw a valid info dict with values changed, signed again by its possible author."""
    outer = decode(draw(valid_infos), limit=1024)
    assert isinstance(outer, dict)
    header = outer[b"p2psocial"]
    assert isinstance(header, dict)
    for key in draw(st.lists(st.sampled_from(_KEYS), min_size=1, max_size=2)):
        place = outer if key.encode() in outer else header
        changed = draw(values | st.text(max_size=40).map(str.encode) | st.none())
        if changed is None:
            place.pop(key.encode(), None)
        else:
            place[key.encode()] = changed
    return _signed(outer, header)


def _signed(outer: dict[bytes, Value], header: dict[bytes, Value]) -> bytes:
    header.pop(b"sig", None)
    identifier = hashlib.sha256(encode(outer)).digest()
    header[b"sig"] = _ALICE.sign(identifier)
    return encode(outer)
