"""Opens the index of a data folder; saves what can be read of a damaged one.

The damaged file is never changed: it is kept beside the new one, under a name with the date. What
is not saved comes again: texts from the seeds' folder, items from the members of the boards, counts
by counting.
"""

from __future__ import annotations

import logging
import shutil
import time
from functools import partial
from pathlib import Path

from p2psocial.app.clock import unix_time
from p2psocial.data_folder import DataFolder, machine_error
from p2psocial.failures import DamagedIndexError, MachineError
from p2psocial.index.database import damage_mark
from p2psocial.index.index import Index
from p2psocial.index.log_check import hides_something
from p2psocial.index.rescue import Rescued, SeededFiles, rescue, rescue_log
from p2psocial.network import seed_files

_log = logging.getLogger("p2psocial")
# What belongs to a database file beside itself.
_BESIDE = ("-wal", "-shm")
# Up to there, looking at every page of the index takes a tenth of a second, of its log one.
_QUICKLY_CHECKED_BYTES = 32 * 1024 * 1024


def open_index(folder: DataFolder, *, check: bool = False) -> Index:
    """Open the index of a folder whose lock we hold, or a new one with what could be saved.

    With `check`, a small index is read as a whole first. Raises `MachineError`.
    """
    path = folder.index
    log: Path | None = None
    try:
        if not path.exists() and _rescued(path).exists():
            # We were interrupted when all but this was done.
            _rescued(path).rename(path)
        if not damage_mark(path).exists():
            log = _keep_damaged_log(path)
            return _with_log(folder, _opened(path, check=check), log)
    except DamagedIndexError:
        pass
    except OSError as error:
        raise machine_error("cannot read", path, error) from error
    _save(folder)
    return _with_log(folder, Index.open(path), log)


def _keep_damaged_log(path: Path) -> Path | None:
    """Keep a log of which SQLite would overwrite what it cannot read; None when there is none."""
    log = path.with_name(f"{path.name}-wal")
    # SQLite would refuse a folder in the place of either.
    if not log.is_file() or not path.is_file() or log.stat().st_size > _QUICKLY_CHECKED_BYTES:
        return None
    if not hides_something(log):
        return None
    kept = _kept(path)
    kept = kept.with_name(kept.name + "-wal")
    shutil.copy(log, kept)
    _log.warning("%s is damaged: what came last may be lost; it is kept as %s", log, kept)
    # What can be read of it goes to the index, and nothing of it stays where it was.
    Index.open(path).close()
    return kept


def _with_log(folder: DataFolder, index: Index, log: Path | None) -> Index:
    """Return the index with what a damaged log, if there was one, holds beyond the damage."""
    if log is None:
        return index
    try:
        result = rescue_log(folder.index, log, index, _seeded_files(folder), unix_time())
    except BaseException:
        index.close()
        raise
    _log.warning(
        "saved %d items, %d texts and %d votes of it", result.items, result.texts, result.votes
    )
    return index


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


def _seeded_files(folder: DataFolder) -> SeededFiles:
    read = partial(seed_files.read, folder.seeds)
    return SeededFiles(seed_files.infohashes(folder.seeds), read)


def _save(folder: DataFolder) -> None:
    path, new = folder.index, _rescued(folder.index)
    _log.warning("%s is damaged; saving what can be read, which may take some minutes", path)
    try:
        _remove(new)
        result = rescue(path, new, _seeded_files(folder), unix_time())
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
