"""A damaged write-ahead log: what was committed beyond the damage is saved, and the log is kept."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from p2psocial.app.index_file import open_index
from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.index.log_check import hides_something
from p2psocial.network import seed_files
from p2psocial.services.voting import seed_torrent
from tests.faults.signed_posts import NOW, written

POSTS = 12
FRAME = 24 + 4_096


@pytest.fixture
def killed(tmp_path: Path) -> DataFolder:
    """Return what a node leaves that was killed: posts that are voted for, all in the log."""
    folder = DataFolder(tmp_path / "running")
    folder.create()
    Index.open(folder.index).close()
    with contextlib.closing(Index.open(folder.index)) as index:
        for number in range(POSTS):
            made = written(number)
            with index.transaction():
                index.add(made.item, made.text, NOW)
                index.start_seed(made.item.infohash, NOW, NOW + 1_000)
            seed_files.write(folder.seeds, seed_torrent(made.item), made.text.encode())
        shutil.copytree(folder.path, tmp_path / "killed")
    return DataFolder(tmp_path / "killed")


def log_of(folder: DataFolder) -> Path:
    return folder.index.with_name("index.sqlite3-wal")


def kept(folder: DataFolder) -> list[Path]:
    return sorted(folder.path.glob("index.sqlite3.damaged-*"))


def flip(log: Path, place: int) -> None:
    data = bytearray(log.read_bytes())
    data[place] ^= 0x10
    log.write_bytes(data)


def test_what_was_committed_after_a_bad_bit_is_saved(killed: DataFolder) -> None:
    healthy = {path: path.read_bytes() for path in (killed.index, log_of(killed))}
    size = len(healthy[log_of(killed)])
    chance = random.Random(1)
    # The header of the log, that of the first frame, and anywhere before the last transactions.
    for place in (20, 28, 32 + 10, *(chance.randrange(32, size * 3 // 4) for _ in range(12))):
        for path, data in healthy.items():
            path.write_bytes(data)
        flip(log_of(killed), place)
        damaged = log_of(killed).read_bytes()
        with contextlib.closing(open_index(killed)) as index:
            totals = index.totals()
            assert (totals.items, totals.seeds) == (POSTS, POSTS), place
            for number in range(POSTS):
                made = written(number)
                assert index.text(made.item.infohash) == made.text
            index.check()
        assert kept(killed)[-1].read_bytes() == damaged
        open_index(killed).close()


def test_it_is_told_once(killed: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
    flip(log_of(killed), 32 + 5 * FRAME + 100)
    open_index(killed).close()
    (copy,) = kept(killed)
    assert f"{log_of(killed)} is damaged: what came last may be lost; it is kept as" in caplog.text
    assert copy.name.endswith("-wal")
    open_index(killed).close()
    assert kept(killed) == [copy]


def test_the_log_of_a_node_that_was_killed_is_whole_wherever_it_ends(killed: DataFolder) -> None:
    log = log_of(killed)
    data = log.read_bytes()
    for length in random.Random(1).sample(range(32, len(data)), 12):
        log.write_bytes(data[:length])
        assert not hides_something(log), length
    log.write_bytes(data)
    with contextlib.closing(open_index(killed)) as index:
        assert index.totals().items == POSTS
    assert not kept(killed)


def test_leftovers_of_an_earlier_log_are_no_damage(killed: DataFolder, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(killed.index)) as connection:
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
        connection.execute("INSERT INTO board VALUES ('test', 1)")
        connection.commit()
        copy = Path(shutil.copy(log_of(killed), tmp_path / "copy"))
    assert copy.stat().st_size > 3 * FRAME
    assert not hides_something(copy)
