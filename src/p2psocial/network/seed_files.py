"""The files that libtorrent serves: one a text, named by infohash, made from the index.

The index holds the text; a file here is its working copy and can be made again at any time. Its
modification time is set to the item's creation time, so that size and time tell whether it is
still the file that was written, without reading it and without keeping a record.

They lie in 256 folders. Measured with scripts/bench/layout.py: one folder for all is no quicker, a
folder for four digits takes fifty times as long to delete, and what a database or an archive would
save libtorrent cannot use, since it serves nothing but files (see docs/seeding.md).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import time
from collections.abc import Callable, Container
from pathlib import Path

from p2psocial.failures import BAD_DISK, LARGER_FILES, MORE_FILES, MachineError
from p2psocial.network.events import SeedTorrent

_INFOHASH = re.compile("[0-9a-f]{40}")
_NANOSECONDS = 1_000_000_000
_IN_THE_WAY = "move away what is in the way"
_ADVICE = {
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.EMFILE: MORE_FILES,
    errno.EIO: BAD_DISK,
    errno.EFBIG: LARGER_FILES,
}


def folder_of(root: str | Path, infohash: bytes) -> str:
    """Return the folder that the file of `infohash` lies in: 256 of them share the load."""
    return f"{root}{os.sep}{infohash.hex()[:2]}"


def name_of(infohash: bytes) -> str:
    """Return the name of the file, which owes nothing to what a stranger called it."""
    return f"{infohash.hex()}.txt"


def _path_of(root: str | Path, infohash: bytes) -> str:
    # Text: with 100,000 files, path objects would take longer than the file system.
    return f"{folder_of(root, infohash)}{os.sep}{name_of(infohash)}"


def is_intact(root: str | Path, torrent: SeedTorrent) -> bool:
    """Whether the file is there as it was written, by size and modification time."""
    try:
        found = os.stat(_path_of(root, torrent.infohash))  # noqa: PTH116 -- see _path_of
    except OSError:
        return False
    return found.st_size == torrent.length and found.st_mtime_ns == torrent.created * _NANOSECONDS


def write(root: str | Path, torrent: SeedTorrent, data: bytes) -> None:
    """Write the file; until it is whole, `is_intact` says no. Raises `MachineError`."""
    path = Path(_path_of(root, torrent.infohash))
    try:
        if not path.parent.is_dir():
            _clear(path.parent)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif path.is_dir():
            _clear(path)
        path.write_bytes(data)
        # Last, so that a file that was only begun is told by its time.
        os.utime(path, ns=(torrent.created * _NANOSECONDS,) * 2)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        advice = _ADVICE.get(error.errno or 0, "free some space or check permissions")
        raise MachineError(f"cannot write {path}: {error.strerror}; {advice}") from error


def _clear(path: Path) -> None:
    """Put aside what lies where something of ours is to be, whosever it is."""
    if os.path.lexists(path):
        path.rename(path.with_name(f"{path.name}.moved-{time.time_ns()}"))


def read(root: str | Path, infohash: bytes) -> bytes | None:
    """Return what the file holds, right or wrong; None when it cannot be read."""
    try:
        return Path(_path_of(root, infohash)).read_bytes()
    except OSError:
        return None


def infohashes(root: Path) -> set[bytes]:
    """Return the infohashes of all files that are there."""
    found = (path.stem for path in root.glob("??/*.txt"))
    return {bytes.fromhex(name) for name in found if _INFOHASH.fullmatch(name)}


def delete(root: str | Path, infohash: bytes) -> None:
    """Delete the file if it is there."""
    with contextlib.suppress(OSError):
        Path(_path_of(root, infohash)).unlink()


def put_aside(root: Path, kept: Path, is_lost: Callable[[bytes], bool]) -> list[bytes]:
    """Move the files of what `is_lost` to the folder `kept`; return their infohashes.

    One that cannot be moved is left where it is, and not returned.
    """
    moved = []
    for infohash in sorted(infohashes(root)):
        if is_lost(infohash):
            with contextlib.suppress(OSError):
                kept.mkdir(mode=0o700, exist_ok=True)
                Path(_path_of(root, infohash)).rename(kept / name_of(infohash))
                moved.append(infohash)
    return moved


def delete_others(root: str | Path, kept: Container[bytes]) -> None:
    """Delete every file in `root` that is not that of an infohash in `kept`."""
    for path in Path(root).glob("??/*"):
        if path.suffix != ".txt" or not _is_kept(path.stem, kept):
            with contextlib.suppress(OSError):
                path.unlink()


def _is_kept(name: str, kept: Container[bytes]) -> bool:
    try:
        return bytes.fromhex(name) in kept
    except ValueError:
        return False
