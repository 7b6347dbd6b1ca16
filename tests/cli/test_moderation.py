from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import CommandLine

RULES: list[dict[str, object]] = [
    {"kind": "board", "value": "spam"},
    {"kind": "word", "value": "café"},
]


def test_rules_are_listed(p2psocial: CommandLine) -> None:
    p2psocial.answers["blocks"] = RULES
    assert p2psocial("blocks").out == "board   spam\nword    café\n"
    assert p2psocial("block", "word").out == "word    café\n"


def test_what_was_exported_can_be_imported(p2psocial: CommandLine, tmp_path: Path) -> None:
    p2psocial.answers |= {"blocks": RULES, "import_blocks": {"added": 1, "known": 1}}
    file = tmp_path / "rules.json"
    assert p2psocial("blocks", "--export", str(file)).out == f"Wrote 2 rules to {file}\n"
    ran = p2psocial("blocks", "--export", str(file))
    assert (ran.status, "exists already" in ran.err) == (1, True)
    assert p2psocial("blocks", "--export", str(file), "--force").status == 0

    p2psocial.backend.asked.clear()
    assert p2psocial("blocks", "--import", str(file)).out == "1 new rule, 1 known already\n"
    assert p2psocial.asked == ("import_blocks", {"rules": RULES})
    assert json.loads(p2psocial("blocks", "--import", str(file), "--json").out) == {
        "added": 1,
        "known": 1,
    }


def test_a_long_list_goes_to_the_node_in_parts(p2psocial: CommandLine, tmp_path: Path) -> None:
    p2psocial.answers["import_blocks"] = {"added": 7, "known": 0}
    rules = [{"kind": "word", "value": f"word {number}"} for number in range(2_500)]
    file = tmp_path / "rules.json"
    file.write_text(json.dumps({"format": "p2psocial block list", "version": 1, "rules": rules}))
    assert p2psocial("blocks", "--import", str(file)).out == "21 new rules, 2,479 known already\n"
    sent = [arguments["rules"] for _, arguments in p2psocial.backend.asked]
    assert [len(part) for part in sent if isinstance(part, list)] == [1_000, 1_000, 500]


def test_a_file_that_is_no_list_is_said(p2psocial: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text("{}")
    ran = p2psocial("blocks", "--import", str(file))
    assert (ran.status, "not a block list" in ran.err) == (1, True)
    assert p2psocial("blocks", "--import", "x", "--export", "y").status == 2
