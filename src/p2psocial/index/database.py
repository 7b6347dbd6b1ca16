"""SQLite as the index uses it: one connection, its transactions, migrations and failures.

Strategy: the rest of the index, but for `rescue`, sees three ways to run a statement (`rows`,
`row`, `change`), all of which finish before they return, so no cursor is ever open while something
else is written. What SQLite reports is sorted into two kinds: a machine in the way becomes
`MachineError` with one line for the user; anything else is a bug of ours and stays a
`sqlite3.Error`.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from p2psocial.failures import MORE_FILES, DamagedIndexError, MachineError

Value: TypeAlias = "int | float | str | bytes | None"
# What the columns are is known only to each statement.
Row: TypeAlias = "tuple[Any, ...]"
Parameters: TypeAlias = "Sequence[Value] | Mapping[str, Value]"

# "p2ps": tells our file from any other SQLite database.
_APPLICATION_ID = 0x70327073
_BUSY_SECONDS = 5.0
_STATEMENT_CACHE = 256
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # FULL: what a publish acknowledged is on the disk, also after a power cut.
    "PRAGMA synchronous = FULL",
    # KiB of pages. Half or twice as many made no difference to rankings of 150,000 items, because
    # the system keeps the file in memory too; what is here is taken from other programs for good.
    "PRAGMA cache_size = -16384",
    "PRAGMA journal_size_limit = 67108864",
)
_MIGRATION_NAME = re.compile(r"(\d\d)-[a-z-]+\.sql")
_PRIMARY_CODE = 0xFF
# The database itself, its log, its shared memory, and one for a moment.
_FILES = 4
_SCHEMA = "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_RESCUE = "start p2psocial again, which saves what can be read and keeps the damaged file"
_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space",
    sqlite3.SQLITE_IOERR: "the disk reports an error: check it, and free some space",
    sqlite3.SQLITE_READONLY: "it cannot be written: check the permissions of file and folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check that you may write to its folder",
    sqlite3.SQLITE_PERM: "access is denied: check the permissions of file and folder",
    sqlite3.SQLITE_CORRUPT: f"the file is damaged: {_RESCUE}",
    sqlite3.SQLITE_NOTADB: f"the file is damaged or not a p2psocial index: {_RESCUE}",
    sqlite3.SQLITE_BUSY: "another process keeps it locked: end that process",
    sqlite3.SQLITE_LOCKED: "another process keeps it locked: end that process",
    sqlite3.SQLITE_PROTOCOL: "another process keeps it locked: end that process",
    sqlite3.SQLITE_NOMEM: "there is no memory left: close something",
}


@functools.cache
def migrations() -> tuple[tuple[int, str], ...]:
    """Return the numbered schema scripts in their order; the last number is the version we know."""
    found = [
        (int(match[1]), entry.read_text("utf-8"))
        for entry in resources.files("p2psocial.index").joinpath("schema").iterdir()
        if (match := _MIGRATION_NAME.fullmatch(entry.name))
    ]
    return tuple(sorted(found))


def statements(script: str) -> Iterator[str]:
    """Split a script into statements; each must end at the end of a line."""
    # sqlite3's own executescript() would commit on its own account.
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def damage_mark(path: Path) -> Path:
    """Return the file that tells the next start that this index was found to be damaged."""
    return path.with_name(f"{path.name}.damaged")


def _failure(path: Path, error: sqlite3.Error) -> MachineError | None:
    """Return what to raise instead of `error`, or None when it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & _PRIMARY_CODE if isinstance(code, int) else None
    if primary is None or primary not in _ADVICE:
        return None
    advice = _ADVICE[primary]
    if primary == sqlite3.SQLITE_CANTOPEN and _lacks_files():
        advice = f"too many files are open: {MORE_FILES}"
    message = f"{path}: {advice} ({error})"
    if primary not in _DAMAGE:
        return MachineError(message)
    with contextlib.suppress(OSError):
        damage_mark(path).touch()
    return DamagedIndexError(message)


def _lacks_files() -> bool:
    """Whether this process may not open the few files that a database takes, which SQLite hides."""
    opened: list[int] = []
    try:
        opened.extend(os.open(os.devnull, os.O_RDONLY) for _ in range(_FILES))
    except OSError as error:
        return error.errno in {errno.EMFILE, errno.ENFILE}
    finally:
        for descriptor in opened:
            os.close(descriptor)
    return False


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        failure = _failure(path, error)
        if failure is None:
            raise
        raise failure from error


def _create_private(path: Path) -> None:
    """Make sure that the file exists and, when it is new, that only its owner may read it."""
    try:
        for each in (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))):
            if each.is_dir():
                message = f"{each}: there is a folder where a file should be; move it away"
                raise MachineError(message)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its -wal and -shm files the permissions of this one.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        too_many = error.errno in {errno.EMFILE, errno.ENFILE}
        advice = MORE_FILES if too_many else "make it writable, or choose another folder"
        message = f"{path}: cannot be opened for writing ({error.strerror}); {advice}"
        raise MachineError(message) from error


def _is_at_rest(path: Path) -> bool:
    """Whether nobody can be writing: its disk is read-only, and its log is empty.

    SQLite cannot keep a lock there, and would refuse to read at all.
    """
    log = path.with_name(f"{path.name}-wal")
    empty = not log.exists() or not log.stat().st_size
    return path.exists() and empty and not os.access(path.parent, os.W_OK)


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        _create_private(path)
    mode = "ro" if read_only else "rw"
    if read_only and _is_at_rest(path):
        mode = "ro&immutable=1"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        cached_statements=_STATEMENT_CACHE,
    )


class Database:
    """One connection, to be used from one thread. Raises `MachineError` when it cannot be opened.

    A new file is made for its owner only; an old one is migrated; one from a newer p2psocial is
    refused. With `read_only` nothing is made or migrated.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._depth = 0
        with _translated(path):
            self._connection = _connect(path, read_only=read_only)
        try:
            self._prepare(read_only=read_only)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection; what was committed stays."""
        with _translated(self.path):
            self._connection.close()

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            failure = _failure(self.path, error)
            if failure is None:
                raise
            raise failure from error

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the only row of a query that gives one row or none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def change(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that writes and return how many rows it changed."""
        return self._run(sql, parameters).rowcount

    def insert(self, sql: str, parameters: Parameters = ()) -> int:
        """Insert one row and return its number."""
        return self._run(sql, parameters).lastrowid or 0

    def _run(self, sql: str, parameters: Parameters) -> sqlite3.Cursor:
        # Not `_translated`: a context for each statement would take as long as a short one.
        try:
            return self._connection.execute(sql, parameters)
        except sqlite3.Error as error:
            failure = _failure(self.path, error)
            if failure is None:
                raise
            raise failure from error

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """Keep all writes inside it, or none when it is left by an exception.

        Inside another one, the inner writes alone are undone by an exception that the outer block
        catches; nothing is durable before the outermost is left. What is not `durable` may be lost
        in a power cut, though not by a crash of ours: it spares the wait for the disk.
        """
        outermost = self._depth == 0
        if outermost and not durable:
            self.change("PRAGMA synchronous = NORMAL")
        begin, keep, undo = (
            ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
            if outermost
            else ("SAVEPOINT inner", "RELEASE inner", "ROLLBACK TO inner; RELEASE inner")
        )
        if not outermost:
            self._check_alive()
        self.change(begin)
        self._depth += 1
        try:
            yield
            self._check_alive()
            self.change(keep)
        except BaseException:
            self._undo(undo)
            raise
        finally:
            self._depth -= 1
            if outermost and not durable:
                self.change("PRAGMA synchronous = FULL")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads inside see one state, whatever another connection writes meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        self.change("BEGIN")
        try:
            yield
        finally:
            self._undo("ROLLBACK")

    def _check_alive(self) -> None:
        # SQLite itself undoes the whole transaction on some failures (disk full, for example).
        if not self._connection.in_transaction:
            message = f"{self.path}: the transaction was undone after a failure: try again"
            raise MachineError(message)

    def check(self) -> None:
        """Read every page, which takes a second for 500 MB. Raises `DamagedIndexError`."""
        found = self.rows("PRAGMA quick_check(1)")[0][0]
        if found != "ok":
            self._damaged(" ".join(str(found).split()))

    def check_schema(self) -> None:
        """Look whether all tables are there, as we made them. Raises `DamagedIndexError`."""
        with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            for _, script in migrations():
                for statement in statements(script):
                    made.execute(statement)
            expected = {name for (name,) in made.execute(_SCHEMA)}
        missing = expected - {name for (name,) in self.rows(_SCHEMA)}
        if missing:
            self._damaged(f"no {min(missing)}")

    def _damaged(self, detail: str) -> NoReturn:
        damage_mark(self.path).touch()
        raise DamagedIndexError(f"{self.path}: {_ADVICE[sqlite3.SQLITE_CORRUPT]} ({detail})")

    def _undo(self, undo: str) -> None:
        # Nothing to undo where SQLite did it already.
        if self._connection.in_transaction:
            for statement in undo.split(";"):
                self.change(statement)

    def _prepare(self, *, read_only: bool) -> None:
        self._check_file()
        for pragma in _PRAGMAS:
            self.change(pragma)
        if not read_only:
            self._set_journal()
            self._migrate()
        self._check_version(migrated=True)

    def _pragma(self, name: str) -> int:
        value = self.rows(f"PRAGMA {name}")[0][0]
        return int(value)

    def _check_file(self) -> None:
        """Refuse a database of something else, before anything is written to it."""
        self._check_version(migrated=False)
        tables = self.rows("SELECT count(*) FROM sqlite_schema")[0][0]
        if tables and self._pragma("application_id") != _APPLICATION_ID:
            message = f"{self.path}: a database, but not of p2psocial: choose another folder"
            raise MachineError(message)

    def _check_version(self, *, migrated: bool) -> None:
        known = migrations()[-1][0]
        # Another process may be making the file just now, and writes both of these together: so
        # the one that is to prove the other missing is read first.
        is_ours = self._pragma("application_id") == _APPLICATION_ID
        found = self._pragma("user_version")
        if found > known:
            message = (
                f"{self.path}: written by a newer p2psocial (database version {found}, "
                f"this one knows {known}): update p2psocial"
            )
            raise MachineError(message)
        if not migrated and not found and is_ours:
            self._damaged("no version")
        if migrated and found < known:
            message = f"{self.path}: not ready for reading yet: start the node first"
            raise MachineError(message)

    def _set_journal(self) -> None:
        mode = self.rows("PRAGMA journal_mode = WAL")[0][0]
        if mode != "wal":
            message = f"{self.path}: its file system cannot share it: choose a folder on a disk"
            raise MachineError(message)

    def _migrate(self) -> None:
        for version, script in migrations():
            # Asked again inside the transaction: another process may be doing the same.
            if self._pragma("user_version") >= version:
                continue
            with self.transaction():
                if self._pragma("user_version") < version:
                    for statement in statements(script):
                        self.change(statement)
                    self.change(f"PRAGMA application_id = {_APPLICATION_ID}")
                    self.change(f"PRAGMA user_version = {version}")
