"""Looks whether SQLite will read all of a write-ahead log, which it does up to the first damage.

What was committed after that, it takes for leftovers, and overwrites without a word. Each frame of
a log bears a checksum over all before it, and the salts of the log that it belongs to; one that
ends a transaction says so. Format: sqlite.org/walformat.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_HEADER_BYTES, _FRAME_HEADER_BYTES, _PAGE_BYTES = 32, 24, 4_096
_FRAME_BYTES = _FRAME_HEADER_BYTES + _PAGE_BYTES
# How a log begins, by the order of the bytes that its checksums count in.
_ORDERS = {0x377F0682: "<", 0x377F0683: ">"}
_MASK = 0xFFFFFFFF

_Sums = tuple[int, int]


def hides_something(log: Path) -> bool:
    """Whether something may have been committed to a log where SQLite will not read it.

    Takes a second for 40 MB. An empty log hides nothing. Raises `OSError`.
    """
    with log.open("rb") as file:
        head = file.read(_HEADER_BYTES)
        if not head:
            return False
        order = _ORDERS.get(int.from_bytes(head[:4], "big"))
        if order is None or len(head) < _HEADER_BYTES:
            return True
        sums = _added(order, head[:24], (0, 0))
        if sums != _stored(head[24:32]):
            return any(True for _ in _frames(file))
        return _commits_after_damage(order, head[16:24], sums, _frames(file))


def _commits_after_damage(order: str, salts: bytes, sums: _Sums, frames: Iterator[bytes]) -> bool:
    whole = True
    for frame in frames:
        # Frames of an earlier log, which this one has not overwritten yet, have other salts.
        is_ours = frame[8:16] == salts
        if whole:
            sums = _added(order, frame[_FRAME_HEADER_BYTES:], _added(order, frame[:8], sums))
            whole = is_ours and sums == _stored(frame[16:24])
        commits = any(frame[4:8])
        if is_ours and commits and not whole:
            return True
    return False


def _frames(file: BinaryIO) -> Iterator[bytes]:
    while len(frame := file.read(_FRAME_BYTES)) == _FRAME_BYTES:
        yield frame


def _stored(data: bytes) -> _Sums:
    first, second = struct.unpack(">II", data)
    return first, second


def _added(order: str, data: bytes, sums: _Sums) -> _Sums:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for left, right in zip(words[::2], words[1::2], strict=True):
        first = (first + left + second) & _MASK
        second = (second + right + first) & _MASK
    return first, second
