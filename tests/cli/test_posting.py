from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from p2psocial.failures import IdentityLockedError, RequestError
from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import item

HINT = "Nothing is seeded until a node runs: start 'p2psocial node'\n"


class Typed(io.TextIOWrapper):
    """Standard input with these bytes, at a terminal or not."""

    def __init__(self, data: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data))
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture(autouse=True)
def nobody_at_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Typed(b""))


def test_a_post_prints_infohash_and_magnet(p2psocial: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_bytes(b"\xef\xbb\xbfHallo\r\nWelt \xc3\xa4\r")
    p2psocial.answers["post"] = item()
    ran = p2psocial("post", "--board", "general", "--title", "Tïtle", "text.md")
    assert ran.out == f"{'01' * 20}\nmagnet:?xt=urn:btih:{'01' * 20}&dn=title.txt\n"
    assert (ran.status, ran.err) == (0, "")
    assert p2psocial.asked == (
        "post",
        {"board": "general", "title": "Tïtle", "text": "Hallo\nWelt ä\n"},
    )


@pytest.mark.parametrize("words", [[], ["-"]])
def test_a_text_comes_from_standard_input(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Typed("ä\r\nb\n".encode()))
    p2psocial.answers["comment"] = item()
    ran = p2psocial("comment", "ABCDEF", *words, "--nick", "anna", "--identity", "abcd")
    assert (ran.status, ran.err) == (0, "")
    assert p2psocial.asked == (
        "comment",
        {"infohash": "abcdef", "text": "ä\nb\n", "nick": "anna", "identity": "abcd"},
    )


def test_who_sits_at_a_terminal_is_told_how_to_end(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Typed(b"typed\n", terminal=True))
    p2psocial.answers["comment"] = item()
    ran = p2psocial("comment", "abcdef")
    assert ran.status == 0
    assert "Ctrl-" in ran.err


def test_an_edit_keeps_the_title_unless_one_is_given(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    p2psocial.answers["edit"] = item()
    monkeypatch.setattr(sys, "stdin", Typed(b"x"))
    assert p2psocial("edit", "ab" * 20).status == 0
    monkeypatch.setattr(sys, "stdin", Typed(b"x"))
    ran = p2psocial("edit", "ab" * 20, "--title", "T", "-")
    assert (ran.status, ran.err) == (0, "")
    assert p2psocial.backend.asked == [
        ("edit", {"infohash": "ab" * 20, "text": "x"}),
        ("edit", {"infohash": "ab" * 20, "text": "x", "title": "T"}),
    ]


def test_a_magnet_link_names_an_item_with_its_peers(p2psocial: CommandLine) -> None:
    link = f"magnet:?xt=urn:btih:{'AB' * 20}&x.pe=127.0.0.1:7681"
    p2psocial.answers["retract"] = item()
    assert p2psocial("retract", link).status == 0
    assert p2psocial.asked == ("retract", {"infohash": link})


def test_json_is_the_document(p2psocial: CommandLine) -> None:
    made = item(node_running=False, title="ä\x9b31m\u202e")
    p2psocial.answers["retract"] = made
    ran = p2psocial("retract", "abcdef", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out) == made
    assert ran.out.isascii()
    assert ran.out.startswith('{\n  "infohash"')


def test_without_a_node_it_says_that_nobody_can_fetch_it(p2psocial: CommandLine) -> None:
    p2psocial.answers["retract"] = item(node_running=False)
    assert p2psocial("retract", "abcdef").err == HINT
    p2psocial.answers["retract"] = item(node_running=True)
    assert p2psocial("retract", "abcdef").err == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty; write something first"),
        (b"\xef\xbb\xbf \r\n\n", "is empty; write something first"),
        (b"\xff\xfeH\x00i\x00", "is not UTF-8 at byte 0: only plain text, saved as UTF-8"),
        (b"a\x00b", "has the control character U+0000: only plain text"),
        (b"\x1b[31mred", "has the control character U+001B: only plain text"),
        (b"x" * 65_537, "is too long: at most 65,536 bytes are allowed"),
    ],
)
def test_a_file_that_is_no_text_is_one_line(
    p2psocial: CommandLine, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    ran = p2psocial("post", "--board", "b", "--title", "t", "file")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"p2psocial: file {told}")
    assert len(ran.err.splitlines()) == 1
    assert p2psocial.backend.asked == []


def test_a_file_that_is_none_is_one_line(p2psocial: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert p2psocial("comment", "abcdef", "nothing").err == (
        "p2psocial: there is no file nothing; check its name\n"
    )
    assert p2psocial("comment", "abcdef", "folder").err == (
        "p2psocial: folder is a folder; name a file in it\n"
    )
    assert p2psocial("comment", "abcdef", "a\0b").status == 1


def test_a_comment_is_shorter_than_a_post(p2psocial: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 16_385)
    assert "at most 16,384 bytes" in p2psocial("comment", "abcdef", "file").err


def test_no_more_is_read_than_is_allowed(p2psocial: CommandLine) -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("no endless file here")
    assert "at most 65,536 bytes" in p2psocial("edit", "abcdef", str(endless)).err


def test_an_empty_standard_input_is_one_line(p2psocial: CommandLine) -> None:
    ran = p2psocial("post", "--board", "b", "--title", "t")
    assert ran.err == "p2psocial: the text is empty; write something first\n"


def test_no_standard_input_is_one_line(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert p2psocial("comment", "abcdef").err == (
        "p2psocial: there is no standard input; name a file\n"
    )


def test_a_passphrase_comes_from_the_environment(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(arguments: dict[str, object], _progress: object) -> object:
        if arguments.get("passphrase") != "open sesame":
            raise IdentityLockedError("the identity abcd2345 is protected by a passphrase")
        return item()

    p2psocial.answers["retract"] = locked
    ran = p2psocial("retract", "abcdef")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "p2psocial: the identity abcd2345 is protected by a passphrase:"
        " set P2PSOCIAL_PASSPHRASE, or run this in a terminal\n"
    )
    monkeypatch.setenv("P2PSOCIAL_PASSPHRASE", "open sesame")
    p2psocial.backend.asked.clear()
    assert p2psocial("retract", "abcdef").status == 0
    assert [arguments.get("passphrase") for _, arguments in p2psocial.backend.asked] == [
        None,
        "open sesame",
    ]
    monkeypatch.setenv("P2PSOCIAL_PASSPHRASE", "wrong")
    p2psocial.backend.asked.clear()
    ran = p2psocial("retract", "abcdef")
    assert (ran.status, len(p2psocial.backend.asked)) == (1, 2)
    assert "wrong" not in ran.err


def test_a_refusal_is_not_tried_again(p2psocial: CommandLine) -> None:
    p2psocial.answers["retract"] = RequestError("this is not yours")
    assert p2psocial("retract", "abcdef").err == "p2psocial: this is not yours\n"
    assert len(p2psocial.backend.asked) == 1
