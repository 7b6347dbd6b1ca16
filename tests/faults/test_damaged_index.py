"""A damaged index: what can be read is saved, the damaged file is kept, the node goes on."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from p2psocial.app.index_file import check_index, open_index
from p2psocial.data_folder import DataFolder
from p2psocial.failures import DamagedIndexError, MachineError
from p2psocial.index.database import damage_mark
from p2psocial.index.index import Index
from p2psocial.network import seed_files
from p2psocial.services.ports import Block, BlockKind
from p2psocial.services.voting import seed_torrent
from tests.faults.signed_posts import NOW, written
from tests.node_process import NodeProcess, running

PAGE = 4_096
POSTS = 300
VOTES = 100


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Return a data folder with posts of short and long texts, votes, a board and a rule."""
    folder = DataFolder(tmp_path_factory.mktemp("whole") / "data")
    folder.create()
    with contextlib.closing(Index.open(folder.index)) as index, index.transaction():
        index.join_board("test", NOW)
        index.add_block(Block(BlockKind.WORD, "spam"), NOW)
        index.record_visit(bytes(20), NOW, 7)
        for number in range(POSTS):
            made = written(number)
            index.add(made.item, made.text, NOW + number)
            if number < VOTES:
                index.start_seed(made.item.infohash, NOW + number, NOW + 1_000_000)
                torrent = seed_torrent(made.item)
                seed_files.write(folder.seeds, torrent, made.text.encode())
    return folder


@pytest.fixture
def folder(whole: DataFolder, tmp_path: Path) -> DataFolder:
    shutil.copytree(whole.path, tmp_path / "data")
    return DataFolder(tmp_path / "data")


def overwrite(path: Path, page: int, content: bytes | None = None) -> None:
    """Replace a page; pages count from 0."""
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(content or random.Random(page).randbytes(PAGE))


def read_everything(index: Index) -> None:
    for number in range(POSTS):
        index.text(written(number).item.infohash)


def damaged_copies(folder: DataFolder) -> list[Path]:
    return sorted(folder.path.glob("index.sqlite3.damaged-*"))


def test_whichever_page_is_damaged_all_others_are_saved(folder: DataFolder) -> None:
    pages = folder.index.stat().st_size // PAGE
    healthy = folder.index.read_bytes()
    for page in random.Random(1).sample(range(pages), 25):
        folder.index.write_bytes(healthy)
        overwrite(folder.index, page)
        with contextlib.closing(open_index(folder, check=True)) as index:
            totals = index.totals()
            assert totals.items >= POSTS - 10, page
            assert totals.seeds >= VOTES - 10, page
            assert index.joined_boards() == ["test"]
            index.check()


def test_the_first_page_gone_costs_no_item_and_no_vote(folder: DataFolder) -> None:
    overwrite(folder.index, 0)
    with contextlib.closing(open_index(folder)) as index:
        assert index.totals().items == POSTS
        assert index.totals().seeds == VOTES
        assert index.joined_boards() == ["test"]
        for number in range(POSTS):
            made = written(number)
            assert index.text(made.item.infohash) == made.text


def test_a_text_that_is_lost_comes_back_from_the_file_that_is_seeded(folder: DataFolder) -> None:
    seeded = written(4)
    healthy = folder.index.read_bytes()
    text = seeded.text.encode()[-200:]
    folder.index.write_bytes(healthy.replace(text, bytes(len(text))))
    overwrite(folder.index, 0)
    with contextlib.closing(open_index(folder)) as index:
        assert index.text(seeded.item.infohash) == seeded.text
        assert index.is_seeded(seeded.item.infohash)


def test_times_of_votes_block_rules_and_visits_stay(folder: DataFolder) -> None:
    damage_mark(folder.index).touch()
    with contextlib.closing(open_index(folder)) as index:
        assert {seed.until for seed in index.seeds()} == {NOW + 1_000_000}
        assert {seed.since for seed in index.seeds()} == {NOW + each for each in range(VOTES)}
        assert index.blocks() == [Block(BlockKind.WORD, "spam")]
        assert index.visits([bytes(20)])[bytes(20)].comments == 7


def test_the_damaged_file_is_kept_as_it_was(folder: DataFolder) -> None:
    overwrite(folder.index, 7)
    before = folder.index.read_bytes()
    open_index(folder, check=True).close()
    assert [path.read_bytes() for path in damaged_copies(folder)] == [before]
    open_index(folder, check=True).close()
    assert len(damaged_copies(folder)) == 1, "once is enough"


def test_what_is_only_in_the_log_is_saved_too(folder: DataFolder) -> None:
    index = Index.open(folder.index)
    made = written(POSTS + 1)
    index.add(made.item, made.text, NOW)
    for path in (folder.index, folder.index.with_name("index.sqlite3-wal")):
        shutil.copy(path, path.with_name(f"copy-{path.name}"))
    index.close()
    for path in (folder.index, folder.index.with_name("index.sqlite3-wal")):
        path.with_name(f"copy-{path.name}").rename(path)
    overwrite(folder.index, 0)
    with contextlib.closing(open_index(folder)) as saved:
        assert saved.text(made.item.infohash) == made.text


@pytest.mark.parametrize(
    "ruin",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a database, whatever its name says " * 1_000),
        lambda path: path.write_bytes(path.read_bytes()[: 10 * PAGE + 100]),
    ],
    ids=["empty", "overwritten", "cut"],
)
def test_a_file_of_which_little_is_left_starts_anew(
    folder: DataFolder, ruin: Callable[[Path], object]
) -> None:
    ruin(folder.index)
    with contextlib.closing(open_index(folder, check=True)) as index:
        index.add(written(POSTS).item, written(POSTS).text, NOW)
        index.check()


def test_damage_that_is_met_on_the_way_is_named_and_mended_at_the_next_start(
    folder: DataFolder,
) -> None:
    pages = folder.index.stat().st_size // PAGE
    for page in range(pages // 2, pages):
        overwrite(folder.index, page)
    with contextlib.closing(Index.open(folder.index)) as index:
        with pytest.raises(DamagedIndexError, match="damaged: start p2psocial again") as caught:
            read_everything(index)
        assert str(folder.index) in str(caught.value)
        assert "\n" not in str(caught.value)
    with contextlib.closing(open_index(folder)) as index:
        assert index.totals().items > 0
        index.check()


def test_a_check_in_the_background_finds_damage(folder: DataFolder) -> None:
    check_index(folder.index)
    overwrite(folder.index, 20)
    with pytest.raises(DamagedIndexError, match="damaged"):
        check_index(folder.index)
    assert damage_mark(folder.index).exists()


def test_nothing_is_lost_when_there_is_no_room_for_a_new_file(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MachineError("the disk is full: free some space")

    overwrite(folder.index, 7)
    before = folder.index.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("p2psocial.app.index_file.rescue", full)
        with pytest.raises(MachineError, match="disk is full"):
            open_index(folder, check=True)
    assert folder.index.read_bytes() == before
    open_index(folder, check=True).close()
    assert damaged_copies(folder)


def test_a_node_mends_its_index_and_says_so(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        posts = [node.post(f"Title {number}") for number in range(5)]
    index = tmp_path / "anna" / "index.sqlite3"
    overwrite(index, 0)
    with running(node):
        status = node.json("status")
        assert status["items"] == status["seeding"] == 5
        assert status["boards"] == ["test"]
        assert status["identity"]
        assert node.json("show", posts[0]["infohash"])["title"] == "Title 0"
    log = node.log.read_text()
    assert "saved 5 items, 5 texts, 5 votes and 1 boards; the damaged file is kept as" in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    "ruin", ["PRAGMA user_version = 0", "DROP TABLE seed"], ids=["no version", "no votes"]
)
def test_tables_that_are_missing_are_damage_too(folder: DataFolder, ruin: str) -> None:
    with contextlib.closing(sqlite3.connect(folder.index)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(ruin)
        connection.commit()
    with contextlib.closing(open_index(folder)) as index:
        assert index.totals().items == POSTS
        assert index.totals().seeds == VOTES
    assert len(damaged_copies(folder)) == 1


@pytest.mark.parametrize("log", [b"rubbish", bytes(range(256)) * 16], ids=["short", "long"])
def test_a_log_that_is_none_is_kept_and_told(
    folder: DataFolder, log: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    beside = folder.index.with_name("index.sqlite3-wal")
    beside.write_bytes(log)
    with contextlib.closing(open_index(folder)) as index:
        assert index.totals().items == POSTS
    (kept,) = damaged_copies(folder)
    assert kept.read_bytes() == log
    assert f"{beside} is damaged: what came last may be lost; it is kept as {kept}" in caplog.text


def test_a_text_that_only_the_lost_log_knew_is_kept_and_told(tmp_path: Path) -> None:
    node = NodeProcess(tmp_path / "anna", "--board", "test")
    with running(node):
        pass
    with running(node):
        lost = node.post("Lost", "What I wrote.\n")["infohash"]
        node.kill()
        (node.folder / "index.sqlite3-wal").unlink()
    with running(node):
        assert node.json("status")["seeding"] == 0
    kept = node.folder / "lost" / f"{lost}.txt"
    assert kept.read_text() == "# Lost\n\nWhat I wrote.\n"
    assert f"the index has lost {lost}; its text is kept as {kept}" in node.log.read_text()
