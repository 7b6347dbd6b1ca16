from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import item

TORRENT = b"d4:infod6:lengthi1eee"
EXPORTED = {"name": "a-title.txt", "torrent": base64.b64encode(TORRENT).decode()}


def test_magnet_prints_the_link(p2psocial: CommandLine) -> None:
    p2psocial.answers["magnet"] = {"magnet": "magnet:?xt=urn:btih:" + "ab" * 20}
    assert p2psocial("magnet", "abcdef").out == "magnet:?xt=urn:btih:" + "ab" * 20 + "\n"
    assert json.loads(p2psocial("magnet", "abcdef", "--json").out) == p2psocial.answers["magnet"]


@pytest.mark.parametrize("name", [f"a-title{end}" for end in ("", ".txt", ".torrent")])
def test_export_writes_a_file_named_after_the_text(
    p2psocial: CommandLine, tmp_path: Path, name: str
) -> None:
    p2psocial.answers["export"] = EXPORTED | {"name": name}
    ran = p2psocial("export", "abcdef")
    assert (ran.status, ran.out, ran.err) == (0, "a-title.torrent\n", "")
    assert (tmp_path / "a-title.torrent").read_bytes() == TORRENT


@pytest.mark.parametrize("name", ["../a", "/a", "", ".a", "a/b", "a\x1b", None])
def test_export_goes_nowhere_else(p2psocial: CommandLine, tmp_path: Path, name: object) -> None:
    p2psocial.answers["export"] = EXPORTED | {"name": name}
    before = set(tmp_path.rglob("*"))
    p2psocial("export", "abcdef")
    written = {path.name for path in set(tmp_path.rglob("*")) - before}
    assert written <= {"None.torrent"}


def test_export_overwrites_only_when_told_to(p2psocial: CommandLine, tmp_path: Path) -> None:
    p2psocial.answers["export"] = EXPORTED
    mine = tmp_path / "mine.torrent"
    mine.write_text("precious")
    (tmp_path / "a-title.torrent").write_text("precious")
    for words in (["-o", "mine.torrent"], []):
        ran = p2psocial("export", "abcdef", *words)
        assert (ran.status, ran.out) == (1, "")
        assert "exists already; choose another name, or add --force" in ran.err
        assert len(ran.err.splitlines()) == 1
    assert mine.read_text() == "precious"
    ran = p2psocial("export", "abcdef", "-o", "mine.torrent", "--force", "--json")
    assert json.loads(ran.out) == {"file": "mine.torrent", "bytes": len(TORRENT)}
    assert mine.read_bytes() == TORRENT


def test_export_to_a_place_that_is_none_is_one_line(p2psocial: CommandLine) -> None:
    p2psocial.answers["export"] = EXPORTED
    ran = p2psocial("export", "abcdef", "-o", "no/such/folder")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "p2psocial: cannot write no/such/folder: a part of its path is not there; choose another"
        " file\n"
    )


def test_import_of_a_magnet_link(p2psocial: CommandLine) -> None:
    link = "MAGNET:?xt=urn:btih:" + "ab" * 20
    p2psocial.answers["import"] = item(new=True)
    ran = p2psocial("import", link, "--timeout", "2.5")
    assert (ran.status, ran.out) == (0, "Fetched: Title 1 · 010101010101\n")
    assert p2psocial.asked == ("import", {"magnet": link, "timeout": 2.5})


def test_import_of_a_file(p2psocial: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "a.torrent").write_bytes(TORRENT)
    p2psocial.answers["import"] = item(new=False, node_running=False)
    ran = p2psocial("import", "a.torrent")
    assert ran.out == "Already here: Title 1 · 010101010101\n"
    assert "start 'p2psocial node'" in ran.err
    assert p2psocial.asked == (
        "import",
        {"torrent": base64.b64encode(TORRENT).decode(), "timeout": 60.0},
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("nothing", "nothing is neither a file nor a link that begins with magnet:?"),
        ("nothing.torrent", "there is no file nothing.torrent; check its name"),
        ("folder", "folder is a folder; name a file in it"),
        ("big", "big is too long: at most 524,288 bytes are allowed"),
    ],
)
def test_import_of_what_is_no_torrent_is_one_line(
    p2psocial: CommandLine, tmp_path: Path, source: str, told: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "big").write_bytes(bytes(1 << 20))
    ran = p2psocial("import", source)
    assert (ran.status, ran.out, ran.err) == (1, "", f"p2psocial: {told}\n")
