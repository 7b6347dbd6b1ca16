"""The files that libtorrent serves: one a text, named by infohash, made from the index.

The index holds the text; a file here is its working copy and can be made again at any time. Its
modification time is set to the item's creation time, so that size and time tell whether it is
still the file that was written, without reading it and without keeping a record.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Container
from pathlib import Path

from p2psocial.failures import MachineError
from p2psocial.network.events import SeedTorrent

_INFOHASH = re.compile("[0-9a-f]{40}")
_NANOSECONDS = 1_000_000_000


def folder_of(root: Path, infohash: bytes) -> Path:
    """Return the folder that the file of `infohash` lies in: 256 of them share the load."""
    return root / infohash.hex()[:2]


def name_of(infohash: bytes) -> str:
    """Return the name of the file, which owes nothing to what a stranger called it."""
    return f"{infohash.hex()}.txt"


def is_intact(root: Path, torrent: SeedTorrent) -> bool:
    """Whether the file is there as it was written, by size and modification time."""
    try:
        found = (folder_of(root, torrent.infohash) / name_of(torrent.infohash)).stat()
    except OSError:
        return False
    return found.st_size == torrent.length and found.st_mtime_ns == torrent.created * _NANOSECONDS


def write(root: Path, torrent: SeedTorrent, data: bytes) -> None:
    """Write the file; until it is whole, `is_intact` says no. Raises `MachineError`."""
    folder = folder_of(root, torrent.infohash)
    path = folder / name_of(torrent.infohash)
    try:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(data)
        # Last, so that a file that was only begun is told by its time.
        os.utime(path, ns=(torrent.created * _NANOSECONDS,) * 2)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        message = f"cannot write {path}: {error.strerror}; free some space or check permissions"
        raise MachineError(message) from error


def read(root: Path, infohash: bytes) -> bytes | None:
    """Return what the file holds, right or wrong; None when it cannot be read."""
    try:
        return (folder_of(root, infohash) / name_of(infohash)).read_bytes()
    except OSError:
        return None


def infohashes(root: Path) -> set[bytes]:
    """Return the infohashes of all files that are there."""
    found = (path.stem for path in root.glob("??/*.txt"))
    return {bytes.fromhex(name) for name in found if _INFOHASH.fullmatch(name)}


def delete(root: Path, infohash: bytes) -> None:
    """Delete the file if it is there."""
    with contextlib.suppress(OSError):
        (folder_of(root, infohash) / name_of(infohash)).unlink()


def delete_others(root: Path, kept: Container[bytes]) -> None:
    """Delete every file in `root` that is not that of an infohash in `kept`."""
    for path in root.glob("??/*"):
        if path.suffix != ".txt" or not _is_kept(path.stem, kept):
            with contextlib.suppress(OSError):
                path.unlink()


def _is_kept(name: str, kept: Container[bytes]) -> bool:
    try:
        return bytes.fromhex(name) in kept
    except ValueError:
        return False
