"""The data folder: where it is, what every file in it is called, and who may write to it now.

One program at a time writes: a running node, or a command for as long as it works. Whoever holds
the lock on `node.lock` is that one; the operating system lets go of it when the holder dies.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock
import platformdirs

from p2psocial.failures import BAD_DISK, LARGER_FILES, MORE_FILES, MachineError

ENVIRONMENT_VARIABLE = "P2PSOCIAL_DATA_DIR"

_CAUSES = {
    errno.ENOSPC: "no space is left on the disk; free some",
    errno.EDQUOT: "your disk quota is used up; free some space",
    errno.EACCES: "permission denied; change its permissions or choose another {instead}",
    errno.EPERM: "permission denied; change its permissions or choose another {instead}",
    errno.EROFS: "the disk is read-only; choose another {instead}",
    errno.ENOTDIR: "there is a file where a folder should be; move it away",
    errno.EEXIST: "there is a file where a folder should be; move it away",
    errno.EISDIR: "there is a folder where a file should be; move it away",
    errno.EMFILE: f"too many files are open; {MORE_FILES}",
    errno.ENFILE: "too many files are open on this machine; end other programs",
    errno.ENOMEM: "there is too little memory; close other programs",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter {instead}",
    errno.ENOENT: "a part of its path is not there; choose another {instead}",
    errno.ELOOP: "its links lead in a circle; choose another {instead}",
    errno.EIO: BAD_DISK,
    errno.EFBIG: LARGER_FILES,
    errno.ENOLCK: "this disk cannot keep a lock; choose a {instead} on another disk",
    errno.ESTALE: "the disk was taken away; connect it again",
    errno.ENODEV: "the disk was taken away; connect it again",
    errno.ENOTCONN: "the disk was taken away; connect it again",
}
# SQLite opens no file whose whole path is longer, and puts an ending of its own to the index's.
_MAX_PATH_BYTES = 480


def machine_error(
    doing: str, path: Path, error: OSError, *, instead: str = "--data-dir"
) -> MachineError:
    """Return the one line that says why `doing` (as in "cannot write") failed, and what to do.

    `instead` is what else could be chosen: for a file that the user named, another one.
    """
    cause = _CAUSES.get(error.errno or 0) or error.strerror or type(error).__name__
    cause = cause.replace("{instead}", instead)
    return MachineError(f"{doing} {path}: {cause}")


class FolderLock:
    """The right to write to a data folder, until `release` or the end of the `with` block."""

    def __init__(self, lock: filelock.BaseFileLock) -> None:
        self._lock = lock

    def release(self) -> None:
        """Let others in. Doing so twice does no harm."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A data folder by its path, and the paths of all that is in it. It need not exist yet."""

    path: Path

    @property
    def index(self) -> Path:
        return self.path / "index.sqlite3"

    @property
    def seeds(self) -> Path:
        """Folder of the texts that are seeded."""
        return self.path / "seeds"

    @property
    def reading(self) -> Path:
        """Folder of texts that are only being read."""
        return self.path / "reading"

    @property
    def identities(self) -> Path:
        return self.path / "identities"

    @property
    def drafts(self) -> Path:
        """Folder of what was written and not published yet."""
        return self.path / "drafts"

    @property
    def settings(self) -> Path:
        return self.path / "settings.json"

    @property
    def peers(self) -> Path:
        """Where other nodes were met, for the next start."""
        return self.path / "peers.json"

    @property
    def clock(self) -> Path:
        """When the system's clock was believed last."""
        return self.path / "clock"

    @property
    def lost(self) -> Path:
        """Folder of texts that were seeded and of which the index knows nothing any more."""
        return self.path / "lost"

    @property
    def session_state(self) -> Path:
        return self.path / "session.state"

    @property
    def window(self) -> Path:
        """How its owner likes the window."""
        return self.path / "window.json"

    @property
    def window_lock(self) -> Path:
        """Held by the one window on this folder."""
        return self.path / "window.lock"

    @property
    def window_socket(self) -> Path:
        """Where that window hears of others that were to be opened."""
        return self.path / "window.sock"

    @property
    def lock_file(self) -> Path:
        return self.path / "node.lock"

    @property
    def control(self) -> Path:
        """How a running node is reached; says nothing when no one holds the lock."""
        return self.path / "control.json"

    @property
    def socket(self) -> Path:
        """Where a running node may listen for commands; `control` says where it does."""
        return self.path.absolute() / "control.socket"

    def create(self) -> None:
        """Make the folder, for its owner only, unless it is there; check that it is writable."""
        self._check_name()
        create_private_folder(self.path)
        if not os.access(self.path, os.W_OK | os.X_OK):
            code = errno.EROFS if _is_read_only_disk(self.path) else errno.EACCES
            raise machine_error("cannot write to", self.path, OSError(code, ""))

    def _check_name(self) -> None:
        if len(os.fsencode(self.path)) > _MAX_PATH_BYTES:
            raise machine_error("cannot use", self.path, OSError(errno.ENAMETOOLONG, ""))
        try:
            str(self.path).encode()
        except UnicodeEncodeError:
            # What takes paths as text, as libtorrent and JSON do, cannot name this one.
            message = f"cannot use {self.path}: its name is not UTF-8; choose another --data-dir"
            raise MachineError(message) from None

    def try_lock(self) -> FolderLock | None:
        """Become the one that writes; None when another is. Creates the folder."""
        self.create()
        return _try_lock(self.lock_file)

    def try_lock_window(self) -> FolderLock | None:
        """Become the one window on the folder, which must be there; None when there is one."""
        return _try_lock(self.window_lock)

    def is_locked(self) -> bool:
        """Whether a node or a command is writing just now. Creates nothing."""
        if not self.lock_file.exists():
            return False
        lock = self.try_lock()
        if lock:
            lock.release()
        return lock is None


def find(option: str | None, environment: Mapping[str, str]) -> DataFolder:
    """Return the folder that `--data-dir` names, else P2PSOCIAL_DATA_DIR, else the usual one."""
    named = option or environment.get(ENVIRONMENT_VARIABLE)
    if named:
        # A shell does not expand the tilde of `--data-dir=~/p2psocial`.
        return DataFolder(Path(os.path.expanduser(named)).absolute())  # noqa: PTH111 -- Path.expanduser raises for ~unknown
    return DataFolder(platformdirs.user_data_path("p2psocial", appauthor=False))


def _try_lock(path: Path) -> FolderLock | None:
    lock = filelock.FileLock(path, mode=0o600, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return None
    except OSError as error:
        raise machine_error("cannot lock", path, error) from error
    return FolderLock(lock)


def _is_read_only_disk(path: Path) -> bool:
    return os.name == "posix" and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def create_private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, with whatever folders above it are missing.

    One that is there already keeps its permissions: it may be meant for more than us.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        if isinstance(error, FileExistsError) and path.is_symlink() and not path.exists():
            # To a disk that is not connected, say.
            raise MachineError(
                f"cannot use {path}: it is a link to {path.readlink()}, which is not there; connect"
                " that disk, or choose another --data-dir"
            ) from error
        raise machine_error("cannot create the folder", path, error) from error


def write_private(path: Path, data: bytes, *, instead: str = "--data-dir") -> None:
    """Write a file that only its owner may read, so that at every moment old or new is there.

    `instead` is as in `machine_error`.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise machine_error("cannot write", path, error, instead=instead) from error


def _replace(path: Path, data: bytes) -> None:
    # mkstemp opens with O_EXCL and 0600, so there is no moment in which others could read it.
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 -- Path.open takes no descriptor
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105 -- mkstemp gives a str
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108 -- mkstemp gives a str
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # Makes the new name itself durable. Windows cannot open a folder, and does not need it.
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
