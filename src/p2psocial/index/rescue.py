"""Saves what can be read of a damaged index into a new one.

Items and texts prove themselves: whatever bytes are found, a header must be valid and bear its
signature, a text must have the hash that its item names. So they are taken from wherever in the
file they are. Votes, boards, block rules and visits of threads are taken as far as SQLite can read
them. Counts are measured again, seed-hours begin anew, and what peers have comes again by itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from p2psocial.index import carving
from p2psocial.index.index import Index
from p2psocial.index.records import Block, BlockKind
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.item import MAX_INFO_BYTES, Item
from p2psocial.protocol.validation import check_signature, check_text, read_header

_BATCH = 1_000
_ARRIVED_COLUMN = 18
_TEXT_COLUMNS = 4
_SEEDS = "SELECT item_id, since, until FROM seed ORDER BY item_id"
_BOARDS = "SELECT name, joined FROM board ORDER BY name"
_VISITS = "SELECT root, time, comments FROM visit ORDER BY root"
_BLOCKS = "SELECT kind, value, since FROM block ORDER BY kind, value"


@dataclass(frozen=True, slots=True)
class SeededFiles:
    """Whose texts lie in the seeds' folder, and how to read one: None when it cannot be read."""

    infohashes: set[bytes]
    read: Callable[[bytes], bytes | None]


@dataclass
class Rescued:
    """How much was saved. `complete` tells that SQLite could read all that lies in tables of ours.

    `lost` are the infohashes of votes whose text is gone.
    """

    items: int = 0
    texts: int = 0
    votes: int = 0
    boards: int = 0
    complete: bool = True
    lost: list[bytes] = field(default_factory=list)


@dataclass
class _Found:
    """What was taken from the pages: items by row number and by the hash of their text."""

    infohashes: dict[int, bytes] = field(default_factory=dict)
    by_body: dict[bytes, list[bytes]] = field(default_factory=dict)
    boards: set[str] = field(default_factory=set)


def rescue(damaged: Path, into: Path, files: SeededFiles, now: int) -> Rescued:
    """Make a new index at `into` of what is readable.

    Raises `MachineError` and `OSError`; then `into` is of no use.
    """
    with contextlib.closing(Index.open(into)) as index:
        result = Rescued()
        found = _save_items(carving.rows(damaged), index, result, now)
        _save_texts(carving.rows(damaged), found, index, result)
        tables = _Tables(damaged)
        _save_votes(index, found, tables.read(_SEEDS), result)
        boards = tables.read(_BOARDS)
        blocks = tables.read(_BLOCKS)
        result.complete = tables.complete
        if not tables.complete:
            # Whoever reads a board has joined it, and whatever has a file was voted for.
            boards += [(board, now) for board in found.boards]
            for infohash in files.infohashes:
                _vote(index, infohash, now, None, result)
        _save_choices(index, boards, blocks, result)
        # An older index has no such table, which is no damage.
        _save_visits(index, tables.read(_VISITS))
        _fill_texts(index, files, result)
    return result


def rescue_log(path: Path, log: Path, index: Index, files: SeededFiles, now: int) -> Rescued:
    """Add to the index at `path` what a log of it holds and SQLite could not read.

    What has a file and no vote was voted for in that log. Raises `MachineError` and `OSError`.
    """
    result = Rescued()
    found = _save_items(carving.log_rows(path, log), index, result, now)
    _save_texts(carving.log_rows(path, log), found, index, result)
    for infohash in files.infohashes:
        if index.header(infohash) is not None:
            _vote(index, infohash, now, None, result)
    _fill_texts(index, files, result)
    return result


def _save_items(rows: Iterator[carving.Row], index: Index, result: Rescued, now: int) -> _Found:
    found = _Found()
    for batch in _batches(rows):
        with index.transaction():
            for row in batch:
                item = _item_of(row)
                if item is not None:
                    result.items += index.add(item, None, _arrived(row, now))
                    found.infohashes[row.number] = item.infohash
                    found.by_body.setdefault(item.body_hash, []).append(item.infohash)
                    found.boards.add(item.board)
    return found


def _batches(rows: Iterator[carving.Row]) -> Iterator[list[carving.Row]]:
    batch: list[carving.Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    yield batch


def _item_of(row: carving.Row) -> Item | None:
    info = row.columns[1] if len(row.columns) > _ARRIVED_COLUMN else None
    if not isinstance(info, bytes) or len(info) > MAX_INFO_BYTES:
        return None
    try:
        item = read_header(info)
        check_signature(item)
    except InvalidItem:
        return None
    return item


def _arrived(row: carving.Row, now: int) -> int:
    arrived = row.columns[_ARRIVED_COLUMN]
    return min(arrived, now) if isinstance(arrived, int) else now


def _save_texts(rows: Iterator[carving.Row], found: _Found, index: Index, result: Rescued) -> None:
    for batch in _batches(rows):
        with index.transaction():
            for row in batch:
                content = row.columns[-1] if len(row.columns) == _TEXT_COLUMNS else None
                if isinstance(content, str):
                    body = hashlib.sha256(content.encode()).digest()
                    for infohash in found.by_body.get(body, ()):
                        result.texts += index.add_text(infohash, content)


class _Tables:
    """What SQLite can still read of a damaged file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.complete = True

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """Return rows from the front, and from the back where something is in the way."""
        found: list[tuple[Any, ...]] = []
        if not self._read(sql, found):
            self.complete = False
            self._read(f"{sql} DESC", found)
        return found

    def _read(self, sql: str, found: list[tuple[Any, ...]]) -> bool:
        address = f"{self._path.absolute().as_uri()}?mode=ro"
        try:
            with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
                found.extend(connection.execute(sql))
        except sqlite3.Error:
            return False
        return True


def _save_votes(index: Index, found: _Found, rows: list[tuple[Any, ...]], result: Rescued) -> None:
    with index.transaction():
        for number, since, until in rows:
            infohash = found.infohashes.get(number)
            times = isinstance(since, int) and (until is None or isinstance(until, int))
            if infohash is not None and times:
                _vote(index, infohash, since, until, result)


def _vote(index: Index, infohash: bytes, since: int, until: int | None, result: Rescued) -> None:
    if index.header(infohash) is None:
        result.lost.append(infohash)
    elif not index.is_seeded(infohash):
        index.start_seed(infohash, since, until)
        result.votes += 1


def _save_choices(
    index: Index,
    boards: list[tuple[Any, ...]],
    blocks: list[tuple[Any, ...]],
    result: Rescued,
) -> None:
    joined = {name: since for name, since in boards if isinstance(name, str)}
    for name, since in joined.items():
        index.join_board(name, since)
    result.boards = len(joined)
    for kind, value, since in blocks:
        with contextlib.suppress(ValueError, TypeError):
            index.add_block(Block(BlockKind(kind), value), since)


def _save_visits(index: Index, visits: list[tuple[Any, ...]]) -> None:
    with index.transaction():
        for root, when, comments in visits:
            if isinstance(root, bytes) and isinstance(when, int) and isinstance(comments, int):
                index.record_visit(root, when, comments)


def _fill_texts(index: Index, files: SeededFiles, result: Rescued) -> None:
    """Take texts that the database has lost from the files that are seeded."""
    for item in list(index.seed_torrents()):
        if index.text(item.infohash) is not None:
            continue
        data = files.read(item.infohash)
        try:
            text = check_text(item, data) if data is not None else None
        except InvalidItem:
            text = None
        if text is not None and index.add_text(item.infohash, text):
            result.texts += 1
        else:
            index.stop_seed(item.infohash)
            result.votes -= 1
            result.lost.append(item.infohash)
