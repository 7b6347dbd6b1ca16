from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from p2psocial.failures import MachineError
from p2psocial.index import database
from p2psocial.index.database import Database
from p2psocial.index.index import Index
from p2psocial.index.records import Order, Period, Ranking
from tests.index.conftest import Add
from tests.index.items_factory import NOW, post

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def opened(path: Path) -> Iterator[Database]:
    with closing(Database(path)) as made:
        yield made


def user_version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}


# Opening


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "index.db"
    with closing(Index.open(path)) as index:
        index.add(post("1").item, post("1").text, NOW)
        files = list(path.parent.iterdir())
        assert len(files) == 3
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_file_is_durable_and_shareable(opened: Database) -> None:
    assert opened.rows("PRAGMA journal_mode") == [("wal",)]
    assert opened.rows("PRAGMA synchronous") == [(2,)]
    assert opened.rows("PRAGMA foreign_keys") == [(1,)]
    assert opened.rows("PRAGMA busy_timeout") == [(5000,)]


def test_what_was_stored_is_there_after_closing(path: Path) -> None:
    with closing(Index.open(path)) as index:
        index.add(post("1").item, post("1").text, NOW)
    with closing(Index.open(path)) as index:
        assert index.header(post("1").infohash) == post("1").item


def test_a_database_from_a_newer_p2psocial_is_refused(path: Path) -> None:
    Index.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    for read_only in (False, True):
        with pytest.raises(MachineError, match=r"version 99.*update p2psocial"):
            Index.open(path, read_only=read_only)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()

    with pytest.raises(MachineError, match="not of p2psocial"):
        Index.open(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"This is not a database, whatever its name says." * 100)

    with pytest.raises(MachineError, match="not a p2psocial index"):
        Index.open(path)


def test_a_damaged_file_is_reported_in_one_line(path: Path) -> None:
    with closing(Index.open(path)) as index, index.transaction():
        for number in range(300):
            written = post(str(number))
            index.add(written.item, written.text, NOW)
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (path.stat().st_size - 16384))

    with pytest.raises(MachineError, match="damaged") as caught:
        Index.open(path)
    assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(MachineError, match="choose another folder"):
        Index.open(tmp_path / "file" / "index.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours_is_reported(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(MachineError, match="choose another folder"):
        Index.open(tmp_path / "index.db")


def test_a_full_disk_is_reported_and_nothing_of_the_transaction_stays(opened: Database) -> None:
    opened.change("CREATE TABLE filler (content)")
    opened.rows("PRAGMA max_page_count = 100")

    def fill() -> None:
        with opened.transaction():
            for _ in range(1_000):
                opened.change("INSERT INTO filler VALUES (zeroblob(4000))")

    with pytest.raises(MachineError, match="disk is full"):
        fill()
    assert opened.rows("SELECT count(*) FROM filler") == [(0,)]
    opened.change("INSERT INTO filler VALUES (1)")
    assert opened.rows("SELECT count(*) FROM filler") == [(1,)]


def test_our_own_mistakes_are_not_blamed_on_the_machine(opened: Database) -> None:
    with pytest.raises(sqlite3.OperationalError):
        opened.rows("SELECT nothing FROM nowhere")


# Migrations


def test_the_migrations_are_numbered_without_gaps() -> None:
    numbers = [number for number, _ in database.migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


def test_a_new_file_has_the_version_that_we_know(path: Path) -> None:
    Index.open(path).close()

    assert user_version(path) == database.migrations()[-1][0]


def test_an_older_file_is_migrated_and_keeps_its_items(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Index.open(path)) as index:
        index.add(post("1").item, post("1").text, NOW)
    known = database.migrations()
    monkeypatch.setattr(
        database, "migrations", lambda: [*known, (len(known) + 1, "CREATE TABLE later (x);\n")]
    )

    with pytest.raises(MachineError, match="start the node first"):
        Index.open(path, read_only=True)
    with closing(Index.open(path)) as index:
        assert index.header(post("1").infohash) == post("1").item
    assert user_version(path) == len(known) + 1
    assert "later" in tables(path)


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.open(path).close()
    known = database.migrations()
    broken = "CREATE TABLE later (x);\nCREATE TABLE later (x);\n"
    monkeypatch.setattr(database, "migrations", lambda: [*known, (len(known) + 1, broken)])

    with pytest.raises(sqlite3.OperationalError):
        Index.open(path)
    assert user_version(path) == len(known)
    assert "later" not in tables(path)


# Transactions


class Interrupted(BaseException):
    """Stands for KeyboardInterrupt and the like."""


@pytest.mark.parametrize("failure", [ValueError, Interrupted])
def test_an_exception_undoes_the_whole_transaction(
    index: Index, failure: type[BaseException]
) -> None:
    def fail() -> None:
        with index.transaction():
            index.add(post("1").item, post("1").text, NOW)
            with index.transaction():
                index.start_seed(post("1").infohash, NOW, None)
            raise failure

    with pytest.raises(failure):
        fail()
    assert index.totals().items == 0
    index.add(post("2").item, post("2").text, NOW)
    assert index.totals().items == 1


def test_an_inner_failure_that_is_caught_undoes_only_itself(index: Index, add: Add) -> None:
    def fail() -> None:
        with index.transaction():
            add(post("2"))
            raise OSError("inner")

    with index.transaction():
        add(post("1"))
        with pytest.raises(OSError, match="inner"):
            fail()
        add(post("3"))

    known = [index.knows(post(name).item.id) for name in "123"]
    assert known == [True, False, True]


def test_only_the_outermost_transaction_commits(index: Index, add: Add, path: Path) -> None:
    with closing(Index.open(path, read_only=True)) as reader:
        with index.transaction():
            with index.transaction():
                add(post("1"))
            assert reader.totals().items == 0
        assert reader.totals().items == 1


# Sharing


def test_a_reader_sees_what_was_committed_while_it_is_open(add: Add, path: Path) -> None:
    with closing(Index.open(path, read_only=True)) as reader:
        add(post("1", title="Hello"))
        ranking = Ranking(Period.ALL, Order.TOP, NOW, limit=5)

        assert [entry.item for entry in reader.top(ranking)] == [post("1", title="Hello").item]
        assert len(reader.search("hello", 5)) == 1
        assert len(reader.versions(post("1").infohash)) == 1
        with pytest.raises(MachineError, match="cannot be written"):
            reader.remove(post("1").infohash)


def test_a_reader_needs_no_writer(path: Path) -> None:
    Index.open(path).close()

    with closing(Index.open(path, read_only=True)) as reader:
        assert reader.totals().items == 0


def test_a_reader_does_not_make_a_file(path: Path) -> None:
    with pytest.raises(MachineError, match="cannot be opened"):
        Index.open(path, read_only=True)
    assert not path.exists()


# Kill -9

PUBLISH_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from p2psocial.index.index import Index
from tests.index.items_factory import NOW, post
index = Index.open(Path(sys.argv[1]))
for number in count():
    written = post(str(number))
    with index.transaction():
        index.add(written.item, written.text, NOW)
        index.start_seed(written.infohash, NOW, None)
    print(number, flush=True)
"""


def test_a_killed_process_loses_nothing_that_it_acknowledged(path: Path) -> None:
    for acknowledged in (1, 40, 160):
        path.unlink(missing_ok=True)
        with subprocess.Popen(
            [sys.executable, "-c", PUBLISH_FOR_EVER, str(path)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            for line in child.stdout:
                if int(line) == acknowledged:
                    break
            child.send_signal(signal.SIGKILL)
            rest = child.stdout.read().split()
        last = max([acknowledged, *(int(line) for line in rest if line.isdigit())])

        with closing(Index.open(path)) as index:
            assert all(index.is_seeded(post(str(number)).infohash) for number in range(last + 1))
            assert index.totals().items == len(index.seeds())
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


def test_who_looks_while_another_makes_the_file_finds_no_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite3.connect(path).close()
    path.touch()
    asked: list[str] = []
    pragma = Database._pragma  # noqa: SLF001 -- between two of its reads there is no public step

    def interrupted(self: Database, name: str) -> int:
        asked.append(name)
        value = pragma(self, name)
        if len(asked) == 1:
            Database(path).close()
        return value

    monkeypatch.setattr(Database, "_pragma", interrupted)
    Database(path, read_only=True).close()
    assert len(asked) > 1
    assert not database.damage_mark(path).exists()
