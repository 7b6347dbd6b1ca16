"""Reads the rows of a damaged SQLite file, page by page, without trusting its structure.

Strategy: SQLite finds a row by way of other pages, so one damaged page can hide thousands of rows.
Here every page that looks like the leaf of a table is read for what is in it, whichever table it
belongs to; the caller knows its rows by what they hold. Format: sqlite.org/fileformat.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeAlias

Value: TypeAlias = "int | float | bytes | str | None"

_PAGE_BYTES = 4_096
_TABLE_LEAF = 0x0D
_WAL_HEADER, _FRAME_HEADER = 32, 24
# More than that, 16 GB, no index has: the number is damaged.
_MOST_PAGES = 1 << 22
_MAX_PAYLOAD = 1 << 20
_LEAST_CELL = 4
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_FLOAT, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12
# A row is kept whole on its page up to here; beyond, the rest lies on pages of its own.
_MOST_LOCAL = _PAGE_BYTES - 35
_LEAST_LOCAL = (_PAGE_BYTES - 12) * 32 // 255 - 23


class _Broken(Exception):  # noqa: N818 -- never leaves this module
    """These bytes are not what they should be."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of some table: its number and its columns (None for the one that is the number)."""

    number: int
    columns: tuple[Value, ...]


def rows(path: Path) -> Iterator[Row]:
    """Yield every row that can be read, also such as were deleted and not overwritten yet.

    Raises `OSError`.
    """
    with _Pages(path, path.with_name(path.name + "-wal")) as pages:
        for number in range(1, pages.count + 1):
            yield from _page_rows(number, pages.read(number), pages)


def log_rows(path: Path, log: Path) -> Iterator[Row]:
    """Yield every row that can be read in any page that stands in a log of the file at `path`.

    Rows come more than once, as pages do. Raises `OSError`.
    """
    with _Pages(path, log) as pages:
        for number, page in pages.logged:
            yield from _page_rows(number, page, pages)


def _page_rows(number: int, page: bytes, pages: _Pages) -> Iterator[Row]:
    # The first page begins with the header of the file.
    begin = 100 if number == 1 else 0
    if len(page) == _PAGE_BYTES and page[begin] == _TABLE_LEAF:
        yield from _leaf_rows(page, begin, pages)


class _Pages:
    """The pages of a database file, those of its write-ahead log before its own."""

    def __init__(self, path: Path, log: Path) -> None:
        self._file = path.open("rb")
        self.count = path.stat().st_size // _PAGE_BYTES
        self._newer: dict[int, bytes] = {}
        # In the order in which they were written.
        self.logged: list[tuple[int, bytes]] = []
        if log.exists():
            self._read_log(log.read_bytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _read_log(self, log: bytes) -> None:
        size = _FRAME_HEADER + _PAGE_BYTES
        places = range(_WAL_HEADER, len(log) - size + 1, size)
        frames = [log[begin : begin + size] for begin in places]
        # Frames of an earlier log have other salts. A header that is damaged may have any.
        salts = log[16:24]
        if frames and all(frame[8:16] != salts for frame in frames):
            salts = frames[0][8:16]
        for frame in frames:
            number = int.from_bytes(frame[:4], "big")
            if frame[8:16] == salts and number <= _MOST_PAGES:
                self._newer[number] = frame[_FRAME_HEADER:]
                self.logged.append((number, frame[_FRAME_HEADER:]))
                self.count = max(self.count, number)

    def read(self, number: int) -> bytes:
        """Return a page; a short one or none where the file ends."""
        if number in self._newer:
            return self._newer[number]
        self._file.seek((number - 1) * _PAGE_BYTES)
        return self._file.read(_PAGE_BYTES)


def _leaf_rows(page: bytes, begin: int, pages: _Pages) -> Iterator[Row]:
    (cells,) = struct.unpack_from(">H", page, begin + 3)
    for place in range(begin + 8, begin + 8 + 2 * cells, 2):
        try:
            (at,) = struct.unpack_from(">H", page, place)
            yield _row(page, at, pages)
        except (_Broken, struct.error, IndexError, UnicodeDecodeError, OverflowError):
            continue


def _row(page: bytes, at: int, pages: _Pages) -> Row:
    if at > _PAGE_BYTES - _LEAST_CELL:
        raise _Broken
    length, at = _varint(page, at)
    number, at = _varint(page, at)
    if length > _MAX_PAYLOAD:
        raise _Broken
    return Row(number, _columns(_payload(page, at, length, pages)))


def _payload(page: bytes, at: int, length: int, pages: _Pages) -> bytes:
    if length <= _MOST_LOCAL:
        return page[at : at + length]
    local = _LEAST_LOCAL + (length - _LEAST_LOCAL) % (_PAGE_BYTES - 4)
    if local > _MOST_LOCAL:
        local = _LEAST_LOCAL
    payload = bytearray(page[at : at + local])
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while len(payload) < length:
        if not 0 < following <= pages.count:
            raise _Broken
        more = pages.read(following)
        following = int.from_bytes(more[:4], "big")
        payload += more[4:]
    return bytes(payload[:length])


def _columns(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    content = end
    columns: list[Value] = []
    while at < end:
        kind, at = _varint(payload, at)
        value, content = _value(payload, kind, content)
        columns.append(value)
    return tuple(columns)


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO, at
    if kind == _FLOAT:
        return float(struct.unpack_from(">d", payload, at)[0]), at + 8
    if kind < len(_INTEGER_BYTES):
        end = at + _INTEGER_BYTES[kind]
        return (int.from_bytes(payload[at:end], "big", signed=True) if kind else None), end
    if kind < _FIRST_BLOB:
        raise _Broken
    end = at + (kind - _FIRST_BLOB) // 2
    if end > len(payload):
        raise _Broken
    return (payload[at:end].decode() if kind % 2 else payload[at:end]), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for _ in range(8):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 -- the highest bit says that more follows
            return value, at
    return value << 8 | data[at], at + 1
