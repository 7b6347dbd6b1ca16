from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from p2psocial import settings
from p2psocial.settings import Settings
from p2psocial.ui.ports import NodeState
from tests.node_process import loopback_address
from tests.ui.opened import OpenedWindow


@pytest.fixture
def page(window: OpenedWindow) -> OpenedWindow:
    """Open the page when the node runs."""
    window.until(lambda: window.main.link.state.state is NodeState.RUNNING)
    window.press(Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    window.item("setting-carry")
    return window


def kept(window: OpenedWindow) -> Settings:
    """Return what is in the file."""
    return settings.load(window.folder.settings, {})


def apply(window: OpenedWindow) -> None:
    """Press Apply and wait until it holds."""
    window.click("applySettings")
    window.until(lambda: not window.state("settings", "changed"), "it is never kept")
    window.until(lambda: window.state("settings", "phase") == "", "the node never came back")


def test_every_setting_of_the_node_is_there(page: OpenedWindow) -> None:
    for each in fields(Settings):
        assert page.items(f"setting-{each.name}"), each.name


def test_what_is_applied_is_kept_and_holds(page: OpenedWindow) -> None:
    page.click("setting-carry")
    page.write("setting-disk_budget", "1.5")
    page.click("setting-vote_for-month")
    assert kept(page) == Settings()
    apply(page)
    assert kept(page) == Settings(carry=False, disk_budget=3 << 19, vote_for="month")
    assert page.main.settings.now.vote_for == "month"
    page.until(lambda: page.main.link.state.state is NodeState.RUNNING)
    assert page.perform("status", {})["running"]


def test_the_seeding_page_shows_the_budget_that_holds_now(page: OpenedWindow) -> None:
    page.write("setting-disk_budget", "1.5")
    apply(page)
    page.click("place-seeding")
    page.until(lambda: page.state("seeding", "budget") == 3 << 19, "the old budget is shown")


def test_what_is_wrong_is_said_beside_it_and_not_lost(page: OpenedWindow) -> None:
    page.write("setting-upload_limit", "many")
    page.until_shows('Must be a whole number from 0 to 1125899906842624, not "many"')
    assert not page.item("applySettings").isEnabled()
    page.click("place-seeding")
    page.until(lambda: not page.items("setting-carry"))
    page.click("place-settings")
    assert page.item("setting-upload_limit").property("text") == "many"
    page.until_shows("not right yet")
    page.click("undoSettings")
    page.until(lambda: page.item("setting-upload_limit").property("text") == "0")
    assert kept(page) == Settings()


def test_what_cannot_be_together_is_said(page: OpenedWindow) -> None:
    page.controller("settings").enter("stamp_bits", "4")
    page.controller("settings").apply()
    page.until_shows("needs 'private' to be true")
    assert page.state("settings", "changed") == 1


def test_what_the_command_line_says_stands_above_the_file(page: OpenedWindow) -> None:
    page.write("setting-listen", loopback_address())
    apply(page)
    page.until_shows("the command line says otherwise")
    assert kept(page).listen != page.main.settings.now.listen


def test_a_list_is_typed_with_commas(page: OpenedWindow) -> None:
    page.write("setting-bootstrap", "127.0.0.1:1, 127.0.0.1:2")
    apply(page)
    assert kept(page).bootstrap == ("127.0.0.1:1", "127.0.0.1:2")
    assert page.item("setting-bootstrap").property("text") == "127.0.0.1:1, 127.0.0.1:2"


def test_appearance_holds_at_once_and_is_remembered(page: OpenedWindow) -> None:
    page.click("theme-dark")
    page.click("larger")
    page.click("still")
    assert page.state("appearance", "dark")
    page.until_shows("115 %")

    def remembered() -> bool:
        found = json.loads(page.folder.window.read_text())
        return (found["theme"], found["scale"], found["reduced_motion"]) == ("dark", 115, True)

    page.until(remembered)


def test_what_is_blocked_is_listed_and_can_be_unblocked(page: OpenedWindow) -> None:
    page.write("ruleValue", "Gossip")
    page.press(Qt.Key.Key_Return)
    page.until(lambda: page.perform("blocks", {}) == [{"kind": "word", "value": "gossip"}])
    page.click("removeRule-gossip")
    page.until(lambda: page.perform("blocks", {}) == [])
    page.until_shows("You block nothing.")


def test_a_rule_that_cannot_be_is_refused_beside_it(page: OpenedWindow) -> None:
    page.controller("rules").add("author", "nobody")
    page.until_shows("neither the public key of an author")


def test_rules_go_to_a_file_and_come_from_one(page: OpenedWindow, tmp_path: Path) -> None:
    rules = page.controller("rules")
    for kind, value in (("word", "gossip"), ("board", "spam")):
        page.perform("block", {"kind": kind, "value": value})
    page.until(lambda: len(rules.model.rows) == 2)
    rules.export_to(tmp_path / "rules.json")
    page.until_shows("The rules are in rules.json.")
    page.click("removeRule-gossip")
    page.until(lambda: len(rules.model.rows) == 1)
    rules.import_from(tmp_path / "rules.json")
    page.until_shows("One rule was added")
    page.until(lambda: len(rules.model.rows) == 2)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"rules": [{"kind": "word"}]}', '{"rules": [{"kind": "soup", "value": "x"}]}'],
)
def test_a_file_that_is_no_list_of_rules_changes_nothing(
    page: OpenedWindow, tmp_path: Path, content: str
) -> None:
    (tmp_path / "rules.json").write_text(content)
    page.controller("rules").import_from(tmp_path / "rules.json")
    page.until(lambda: page.state("messages", "failed"))
    assert page.perform("blocks", {}) == []
