"""Opens the index of a data folder; saves what can be read of a damaged one.

The damaged file is never changed: it is kept beside the new one, under a name with the date. What
is not saved comes again: texts from the seeds' folder, items from the members of the boards, counts
by counting.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

from p2psocial.app.clock import unix_time
from p2psocial.data_folder import DataFolder, machine_error
from p2psocial.failures import DamagedIndexError, MachineError
from p2psocial.index.database import damage_mark
from p2psocial.index.index import Index
from p2psocial.index.rescue import Rescued, rescue
from p2psocial.network import seed_files

_log = logging.getLogger("p2psocial")
# What belongs to a database file beside itself.
_BESIDE = ("-wal", "-shm")
# How SQLite's log begins, by the order of the bytes in its checksums.
_LOG_MAGIC = (0x377F0682, 0x377F0683)
_LOG_HEADER_BYTES = 32
# Up to there, looking at every page of the index takes a tenth of a second.
_QUICKLY_CHECKED_BYTES = 32 * 1024 * 1024


def open_index(folder: DataFolder, *, check: bool = False) -> Index:
    """Open the index of a folder whose lock we hold, or a new one with what could be saved.

    With `check`, a small index is read as a whole first. Raises `MachineError`.
    """
    path = folder.index
    try:
        if not path.exists() and _rescued(path).exists():
            # We were interrupted when all but this was done.
            _rescued(path).rename(path)
        if not damage_mark(path).exists():
            _put_aside_log(path)
            return _opened(path, check=check)
    except DamagedIndexError:
        pass
    except OSError as error:
        raise machine_error("cannot read", path, error) from error
    _save(folder)
    return Index.open(path)


def _put_aside_log(path: Path) -> None:
    """Keep a log that SQLite would take for an empty one, and overwrite."""
    log = path.with_name(f"{path.name}-wal")
    if not log.is_file():
        return
    with log.open("rb") as file:
        head = file.read(_LOG_HEADER_BYTES)
    if head and (len(head) < _LOG_HEADER_BYTES or int.from_bytes(head[:4]) not in _LOG_MAGIC):
        kept = _kept(path)
        kept = log.rename(kept.with_name(kept.name + "-wal"))
        _log.warning("%s is damaged: what came last may be lost; it is kept as %s", log, kept)


def _opened(path: Path, *, check: bool) -> Index:
    index = Index.open(path)
    try:
        index.check_schema()
        if check and path.stat().st_size <= _QUICKLY_CHECKED_BYTES:
            index.check()
    except BaseException:
        index.close()
        raise
    return index


def check_index(path: Path) -> None:
    """Read a whole index on a connection of its own, however long it takes.

    Raises `DamagedIndexError`; the next start will then save what can be read.
    """
    index = Index.open(path, read_only=True)
    try:
        index.check()
    finally:
        index.close()


def _rescued(path: Path) -> Path:
    return path.with_name(f"{path.name}.rescued")


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE)):
        each.unlink(missing_ok=True)


def _save(folder: DataFolder) -> None:
    path, new = folder.index, _rescued(folder.index)
    _log.warning("%s is damaged; saving what can be read, which may take some minutes", path)
    file_of = partial(seed_files.read, folder.seeds)
    try:
        _remove(new)
        seeded = seed_files.infohashes(folder.seeds)
        result = rescue(path, new, seeded, file_of, unix_time())
        kept = _put_aside(path)
        new.rename(path)
        damage_mark(path).unlink(missing_ok=True)
    except OSError as error:
        _remove(new)
        raise machine_error("cannot save what can be read of", path, error) from error
    except MachineError:
        _remove(new)
        raise
    _tell(result, kept)


def _kept(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")


def _put_aside(path: Path) -> Path:
    kept = _kept(path)
    # The log first, because a log beside a new index would be taken for that one's.
    for suffix in ("-wal", ""):
        source = path.with_name(path.name + suffix)
        if source.exists() and (source.stat().st_size or source == path):
            source.rename(kept.with_name(kept.name + suffix))
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return kept


def _tell(result: Rescued, kept: Path) -> None:
    _log.warning(
        "saved %d items, %d texts, %d votes and %d boards; the damaged file is kept as %s",
        result.items,
        result.texts,
        result.votes,
        result.boards,
        kept,
    )
    for infohash in result.lost:
        name = infohash.hex()
        _log.warning("a vote's text is lost: 'p2psocial upvote %s' fetches it again", name)
