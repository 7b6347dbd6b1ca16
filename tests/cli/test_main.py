from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from p2psocial import __version__
from p2psocial.cli.main import build_parser, main
from p2psocial.control.channel import NodeBugError
from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem, InvalidMagnet, Reason
from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import item

COMMANDS = [
    "post",
    "comment",
    "edit",
    "retract",
    "top",
    "show",
    "search",
    "upvote",
    "unvote",
    "seeding",
    "magnet",
    "export",
    "import",
    "identity",
    "node",
    "status",
    "settings",
]
SHARED = [
    ["--data-dir", "elsewhere"],
    ["--listen", "127.0.0.1:9"],
    ["--gossip", "127.0.0.1:10"],
    ["--bootstrap", "a.org:1"],
    ["--private"],
    ["--proxy", "socks5://a:1"],
    ["--no-port-mapping"],
]


def test_help_names_every_command_and_shared_option(p2psocial: CommandLine) -> None:
    ran = p2psocial("--help")
    assert (ran.status, ran.err) == (0, "")
    for named in [*COMMANDS, *(option[0] for option in SHARED)]:
        assert named in ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(p2psocial: CommandLine, command: str) -> None:
    ran = p2psocial(command, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: p2psocial {command} ")


def test_the_version(p2psocial: CommandLine) -> None:
    assert p2psocial("--version").out == f"p2psocial {__version__}\n"


@pytest.mark.parametrize("place", ["before", "after"])
def test_shared_options_stand_before_or_after_the_command(
    p2psocial: CommandLine, place: str
) -> None:
    p2psocial.answers["top"] = []
    shared = [word for option in SHARED for word in option]
    ran = p2psocial(*shared, "top") if place == "before" else p2psocial("top", *shared)
    assert ran.status == 0
    chosen = p2psocial.backend.settings
    assert (chosen.listen, chosen.gossip) == ("127.0.0.1:9", "127.0.0.1:10")
    assert chosen.bootstrap == ("a.org:1",)
    assert (chosen.private, chosen.port_mapping) == (True, False)
    assert chosen.proxy == "socks5://a:1"
    assert p2psocial.backend.folder.path == Path("elsewhere").absolute()


def test_shared_options_stand_anywhere_around_a_nested_command(p2psocial: CommandLine) -> None:
    words = ["--bootstrap", "a:1", "identity", "--bootstrap", "b:2", "list", "--bootstrap", "c:3"]
    assert p2psocial(*words, "--private").status == 0
    assert p2psocial.backend.settings.bootstrap == ("a:1", "b:2", "c:3")
    assert p2psocial.backend.settings.private


def test_the_file_is_overridden_by_the_command_line(p2psocial: CommandLine) -> None:
    p2psocial.backend.folder.create()
    p2psocial.backend.folder.settings.write_text('{"listen": "127.0.0.1:1", "private": true}')
    p2psocial.answers["top"] = []
    p2psocial("top", "--listen", "127.0.0.1:2")
    assert p2psocial.backend.settings.listen == "127.0.0.1:2"
    assert p2psocial.backend.settings.private
    assert p2psocial.backend.settings.port_mapping


def test_the_environment_names_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("P2PSOCIAL_DATA_DIR", str(tmp_path / "environment"))
    assert main(["settings", "--json"], lambda _settings, _folder: pytest.fail("not needed")) == 0
    assert str(tmp_path / "environment") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["dance"], "invalid choice: 'dance'"),
        (["top", "--dance"], "unrecognized arguments: --dance"),
        (["top", "--period", "decade"], "invalid choice: 'decade'"),
        (["top", "--per", "day"], "unrecognized arguments"),
        (["top", "--limit", "0"], "must be a number from 1 to 1000"),
        (["top", "--limit", "many"], "must be a number"),
        (["top", "--board", "Not A Board"], "is not the name of a board"),
        (["post", "--board", "general"], "required: --title"),
        (["post", "--board", "general", "--title", "a\nb"], "a title is one line"),
        (["post", "--board", "general", "--title", "x" * 301], "a title is one line"),
        (["comment", "12345"], "is not an infohash"),
        (["show", "0" * 41], "is not an infohash"),
        (["show", "xyzxyz\x1b[2J"], "is not an infohash"),
        (["show", "magnet:?dn=x"], "xt=urn:btih:"),
        (["upvote", "abcdef", "--for", "decade"], "invalid choice"),
        (["import", "x", "--timeout", "0"], "must be seconds"),
        (["import", "x", "--timeout", "nan"], "must be seconds"),
        (["identity"], "required: ACTION"),
        (["identity", "nick", "x" * 33], "a nick is one line"),
        (["--listen", "here", "top"], "must be an address of this machine"),
        (["top", "--bootstrap", "here"], "must be HOST:PORT"),
        (["search", "\udcff"], "not valid UTF-8"),
        (["node", "--json"], "unrecognized arguments"),
    ],
)
def test_wrong_usage_is_one_line_that_says_where_to_look(
    p2psocial: CommandLine, words: list[str], told: str
) -> None:
    ran = p2psocial(*words)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.startswith("p2psocial")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith(" --help' shows how\n")
    assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (RequestError("no such post; look with 'top'"), "no such post; look with 'top'"),
        (MachineError("disk\nfull\x1b[2J"), "disk full[2J"),
        (InvalidMagnet("no magnet"), "no magnet"),
        (
            InvalidItem(Reason.BAD_TITLE, "a title is one line"),
            "this is not a valid item: a title is one line (bad-title)",
        ),
        (OSError(28, "No space left", "/x"), "No space left: /x"),
        (
            NodeBugError("the node hit a bug"),
            (
                "this is a bug of p2psocial's own, please report it: NodeBugError: the node hit"
                " a bug (P2PSOCIAL_TRACEBACK=1 shows where)"
            ),
        ),
    ],
)
def test_a_failure_is_one_line(p2psocial: CommandLine, error: Exception, line: str) -> None:
    p2psocial.answers["top"] = error
    for words in (["top"], ["top", "--json"]):
        ran = p2psocial(*words)
        assert (ran.status, ran.out, ran.err) == (1, "", f"p2psocial: {line}\n")


def test_a_wrong_answer_is_a_bug_and_not_a_traceback(p2psocial: CommandLine) -> None:
    p2psocial.answers["top"] = {"not": "a list"}
    ran = p2psocial("top")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("p2psocial: this is a bug of p2psocial's own")
    assert len(ran.err.splitlines()) == 1


def test_the_traceback_is_shown_to_who_asks_for_it(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("P2PSOCIAL_TRACEBACK", "1")
    p2psocial.answers["top"] = ValueError("why")
    ran = p2psocial("top")
    assert "Traceback" in ran.err
    assert ran.err.splitlines()[-1].startswith("p2psocial: ")


def test_an_interrupted_command_ends_with_130_and_says_nothing(p2psocial: CommandLine) -> None:
    def interrupted(*_: object) -> object:
        raise KeyboardInterrupt

    p2psocial.answers["top"] = interrupted
    ran = p2psocial("top")
    assert (ran.status, ran.out, ran.err) == (130, "", "")


def test_broken_settings_are_named(p2psocial: CommandLine) -> None:
    p2psocial.backend.folder.create()
    p2psocial.backend.folder.settings.write_text('{"colour": 1}')
    ran = p2psocial("top")
    assert (ran.status, ran.out) == (1, "")
    assert str(p2psocial.backend.folder.settings) in ran.err
    assert "'colour' is not a setting" in ran.err


def test_progress_is_for_terminals_only(p2psocial: CommandLine) -> None:
    def stamped(_arguments: object, on_progress: object) -> object:
        assert callable(on_progress)
        on_progress({"stage": "stamp", "attempts": 1, "expected": 2})
        on_progress({"stage": "of another version"})
        return item()

    p2psocial.answers["retract"] = stamped
    assert p2psocial("retract", "abcdef").err == ""


def test_closed_streams_are_no_trouble(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    p2psocial.answers["top"] = [item()]
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert p2psocial("top").status == 0
    assert p2psocial("top", "--json").status == 0
    assert p2psocial("dance").status == 2


def test_settings_are_listed_with_value_default_and_help(p2psocial: CommandLine) -> None:
    ran = p2psocial("settings", "--private", "--proxy", "http://anna:secret@a:1")
    assert (ran.status, ran.err) == (0, "")
    assert "private = true  (default false)\n    a network of" in ran.out
    assert 'vote_for = "year"\n' in ran.out
    assert "secret" not in ran.out
    shown = json.loads(p2psocial("settings", "--json", "--proxy", "http://anna:secret@a:1").out)
    named = {setting["name"]: setting for setting in shown["settings"]}
    assert named["proxy"]["value"] == "http://anna:***@a:1"
    assert named["disk_budget"]["default"] == 1 << 30
    assert all(setting["help"] for setting in named.values())


def test_one_setting_is_shown_and_changed(p2psocial: CommandLine) -> None:
    assert '\nnick = ""\n' in p2psocial("settings", "nick").out
    for name, typed, value in (
        ("nick", ["anna", "b"], "anna b"),
        ("disk_budget", ["5000"], 5_000),
        ("private", ["true"], True),
        ("bootstrap", ["a:1", "b:2"], ["a:1", "b:2"]),
        ("bootstrap", [""], []),
    ):
        ran = p2psocial("settings", name, *typed)
        assert ran.status == 0
        assert f"{name} = {json.dumps(value)}" in ran.out
    assert json.loads(p2psocial.backend.folder.settings.read_text()) == {
        "nick": "anna b",
        "disk_budget": 5_000,
        "private": True,
    }


def test_a_setting_that_cannot_be_changed_so_is_named(p2psocial: CommandLine) -> None:
    for arguments, told in (
        (("disk_budget", "much"), "'disk_budget' must be a whole number"),
        (("colour", "1"), "there is no setting 'colour'"),
        (("proxy", "ftp://anna:secret@a:1"), "'proxy' must be"),
    ):
        ran = p2psocial("settings", *arguments)
        assert (ran.status, ran.out) == (1, "")
        assert told in ran.err
        assert "secret" not in ran.err


def test_no_two_commands_share_options_by_accident() -> None:
    # argparse would otherwise only fail when the second of two equal options is given.
    build_parser()
