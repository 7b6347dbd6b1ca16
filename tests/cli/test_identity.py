from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine


def test_there_is_none_at_first(p2psocial: CommandLine) -> None:
    ran = p2psocial("identity", "list")
    assert (ran.status, ran.out) == (0, "")
    assert "one is made when you first publish" in ran.err
    assert json.loads(p2psocial("identity", "list", "--json").out) == {
        "identities": [],
        "damaged": [],
    }


def test_new_use_nick_and_list(p2psocial: CommandLine) -> None:
    first = json.loads(p2psocial("identity", "new", "--nick", "änna", "--json").out)
    second = json.loads(p2psocial("identity", "new", "--json").out)
    assert first["current"]
    assert second["current"]
    used = p2psocial("identity", "use", first["fingerprint"][:4])
    assert used.out == f"Now current: änna#{first['fingerprint']}\n"
    nick = p2psocial("identity", "nick", "bob", "--identity", second["fingerprint"])
    assert nick.out == f"From now on: bob#{second['fingerprint']}\n"
    out = p2psocial("identity", "list").out
    assert f"* änna#{first['fingerprint']}\n    public key {first['author']}\n" in out
    assert f"  bob#{second['fingerprint']}\n    public key {second['author']}\n" in out
    listed = json.loads(p2psocial("identity", "list", "--json").out)["identities"]
    assert {each["nick"]: each["current"] for each in listed} == {"änna": True, "bob": False}


def test_the_words_restore_it_elsewhere(
    p2psocial: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(p2psocial("identity", "new", "--json").out)
    shown = p2psocial("identity", "phrase")
    assert len(shown.out.split()) == 24
    assert "Whoever has these words is you" in shown.err
    words = json.loads(p2psocial("identity", "phrase", "--json").out)["phrase"]
    assert shown.out == words + "\n"
    (tmp_path / "words").write_text(words.replace(" ", "\r\n"))
    elsewhere = ["--data-dir", str(tmp_path / "elsewhere")]
    ran = p2psocial("identity", "restore", "words", "--nick", "anna", *elsewhere)
    assert ran.out == f"Restored: anna#{made['fingerprint']}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    ran = p2psocial("identity", "restore", *elsewhere)
    assert ran.out == f"Already here: anna#{made['fingerprint']}\n"


def test_words_that_are_no_phrase_are_one_line_and_not_repeated(
    p2psocial: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "words").write_text("abandon " * 23 + "misspelt")
    ran = p2psocial("identity", "restore", "words")
    assert ran.status == 1
    assert ran.err == ("p2psocial: word 24 is not a word of recovery phrases; check its spelling\n")


def test_protecting_and_back(p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    made = json.loads(p2psocial("identity", "new", "--json").out)
    ran = p2psocial("identity", "protect")
    assert ran.status == 1
    assert "a new passphrase is needed: set P2PSOCIAL_PASSPHRASE" in ran.err
    monkeypatch.setenv("P2PSOCIAL_PASSPHRASE", "correct horse")
    ran = p2psocial("identity", "protect")
    assert ran.out == f"Protected: #{made['fingerprint']} (protected)\n"
    assert len(p2psocial("identity", "phrase").out.split()) == 24
    monkeypatch.setenv("P2PSOCIAL_PASSPHRASE", "wrong horse")
    ran = p2psocial("identity", "phrase")
    assert (ran.status, ran.out) == (1, "")
    assert "this is not the passphrase" in ran.err
    assert "horse" not in ran.err
    monkeypatch.setenv("P2PSOCIAL_PASSPHRASE", "correct horse")
    assert p2psocial("identity", "unprotect").out.startswith("No longer protected: ")
    monkeypatch.delenv("P2PSOCIAL_PASSPHRASE")
    assert p2psocial("identity", "phrase").status == 0


def test_a_damaged_identity_is_named_beside_the_others(p2psocial: CommandLine) -> None:
    broken = json.loads(p2psocial("identity", "new", "--json").out)["fingerprint"]
    whole = json.loads(p2psocial("identity", "new", "--json").out)["fingerprint"]
    folder = p2psocial.backend.folder.identities
    (folder / f"{broken}.json").write_text("{")
    ran = p2psocial("identity", "list")
    assert ran.status == 0
    assert whole in ran.out
    assert f"{broken}.json is damaged" in ran.err


@pytest.mark.parametrize("action", ["phrase", "protect", "unprotect"])
def test_without_an_identity_it_says_how_to_make_one(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setenv("P2PSOCIAL_PASSPHRASE", "x")
    ran = p2psocial("identity", action)
    assert ran.status == 1
    assert "make one with 'p2psocial identity new'" in ran.err
