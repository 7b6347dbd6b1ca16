"""A second reading of bencoding, straight from the grammar of docs/protocol.md, to compare with."""

from __future__ import annotations

import re

from p2psocial.protocol.bencoding import Value

_NUMBER = "[1-9][0-9]{0,17}"
_INTEGER = re.compile(f"i(0|-?{_NUMBER})e")
_LENGTH = re.compile(f"(0|{_NUMBER}):")


class NotWellFormed(Exception):  # noqa: N818 -- the specification's term
    pass


class Reader:
    """Reads one value from bytes; afterwards `canonical` tells whether all keys were in order."""

    def __init__(self, data: bytes) -> None:
        self._data = data.decode("latin-1")
        self._at = 0
        self.canonical = True

    def whole(self) -> Value:
        value = self._value(0)
        if self._at != len(self._data):
            raise NotWellFormed
        return value

    def _next(self) -> str:
        return self._data[self._at : self._at + 1]

    def _value(self, depth: int) -> Value:
        if self._next() == "i":
            return int(self._match(_INTEGER))
        if self._next() in ("l", "d") and depth == 8:
            raise NotWellFormed
        if self._next() == "l":
            return self._list(depth + 1)
        if self._next() == "d":
            return self._dict(depth + 1)
        return self._string()

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._data, self._at)
        if not found:
            raise NotWellFormed
        self._at = found.end()
        return found[1]

    def _string(self) -> bytes:
        length = int(self._match(_LENGTH))
        self._at += length
        if self._at > len(self._data):
            raise NotWellFormed
        return self._data[self._at - length : self._at].encode("latin-1")

    def _list(self, depth: int) -> list[Value]:
        self._at += 1
        values: list[Value] = []
        while self._next() != "e":
            values.append(self._value(depth))
        self._at += 1
        return values

    def _dict(self, depth: int) -> dict[bytes, Value]:
        self._at += 1
        values: dict[bytes, Value] = {}
        last: bytes | None = None
        while self._next() != "e":
            key = self._string()
            self.canonical = self.canonical and (last is None or key > last)
            last = key
            values[key] = self._value(depth)
        self._at += 1
        return values
