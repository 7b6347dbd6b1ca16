"""Canonical bencoding (BEP 3): a strict look at the tokens, then bencode.py, then a comparison.

bencode.py 4.1.0 alone is not safe on hostile bytes: it takes negative lengths for dictionary keys
(`d0:0:-5:` never returns), and it accepts unsorted and repeated keys. So the tokens are checked
first, in one pass without recursion. What bencode.py then decodes can differ from its canonical
form only in the order or repetition of keys, which encoding it again brings to light.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import bencodepy

# A decoded value: keys and strings stay bytes, because text encodings are a matter of each rule.
Value: TypeAlias = "int | bytes | list[Value] | dict[bytes, Value]"

MAX_DEPTH = 8
_CODEC = bencodepy.Bencode()
# Numbers have at most 18 digits, so that 64 bits hold every one of them in any language.
_TOKEN = re.compile(
    rb"(?P<open>[dl])|(?P<close>e)|i(?:0|-?[1-9][0-9]{0,17})e|(?P<size>0|[1-9][0-9]{0,17}):"
)


class BencodeError(ValueError):
    """Bytes that are not bencoding, or not its canonical form (then `canonical` is False)."""

    def __init__(self, message: str, *, canonical: bool = True) -> None:
        super().__init__(message)
        self.canonical = canonical


def _tokens(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield where each token begins and ends, and how many values are open after it."""
    position = depth = 0
    while position < len(data):
        token = _TOKEN.match(data, position)
        if not token:
            message = f"no bencoded value at byte {position}"
            raise BencodeError(message)
        start, position = position, token.end()
        # The only group that matched; none did for a number.
        matched = token.lastgroup
        depth += (matched == "open") - (matched == "close")
        if not 0 <= depth <= MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH}, or closed too often, at byte {position}"
            raise BencodeError(message)
        if matched == "size":
            position += int(data[start : position - 1])
        if position > len(data):
            message = "cut off inside a string"
            raise BencodeError(message)
        yield start, position, depth


def _decode(data: bytes, limit: int) -> Value:
    if len(data) > limit:
        message = f"{len(data)} bytes, at most {limit} are allowed"
        raise BencodeError(message)
    for _ in _tokens(data):
        pass
    try:
        value: Value = _CODEC.decode(data)
    except bencodepy.BencodeDecodeError as error:
        message = f"not bencoding: {error}"
        raise BencodeError(message) from error
    return value


def encode(value: Value) -> bytes:
    """Return the one canonical encoding of `value`. Dictionary keys must be bytes."""
    encoded: bytes = _CODEC.encode(value)
    return encoded


def decode(data: bytes, *, limit: int) -> Value:
    """Decode `data`, which must be canonical bencoding of at most `limit` bytes.

    Raises `BencodeError`, also for nesting deeper than `MAX_DEPTH`.
    """
    value = _decode(data, limit)
    if encode(value) != data:
        message = "dictionary keys are not sorted, or one stands twice"
        raise BencodeError(message, canonical=False)
    return value


def raw_value(data: bytes, key: bytes, *, limit: int) -> bytes | None:
    """Return the encoded value of `key` in the dictionary `data`, byte for byte as it stands there.

    None when `data` is another kind of value or has no such key. The dictionary's keys may stand
    in any order. Raises `BencodeError`, with `canonical` False when `key` stands there twice.
    """
    if not isinstance(_decode(data, limit), dict):
        return None
    # A member of the outer dictionary ends wherever only that one is open; keys and values
    # alternate. The first token opens the dictionary.
    ends = [end for start, end, depth in _tokens(data) if depth == 1 and start > 0]
    members = [data[start:end] for start, end in zip([1, *ends], ends, strict=False)]
    wanted = encode(key)
    found = [members[i + 1] for i in range(0, len(members), 2) if members[i] == wanted]
    if len(found) > 1:
        message = "a dictionary key stands twice"
        raise BencodeError(message, canonical=False)
    return found[0] if found else None


def first_value(data: bytes) -> bytes:
    """Return the encoded value that `data` begins with; what follows it is not looked at.

    Raises `BencodeError` when it does not begin with one.
    """
    for _, end, depth in _tokens(data):
        if not depth:
            return data[:end]
    message = "cut off inside a list or a dictionary"
    raise BencodeError(message)
