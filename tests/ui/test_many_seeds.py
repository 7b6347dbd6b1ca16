"""The page of what one seeds, when that is more than anybody looks through."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError
from p2psocial.index.index import Index
from stage.people import NOW, Scribe, somebody
from stage.window import STATUS, USUAL, StagedWindow

SEEDED = 1_050
# As many as the page shows at most.
SHOWN = 1_000
Open = Callable[..., StagedWindow]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index in which so many posts are seeded, all of them by nobody else."""
    path = tmp_path_factory.mktemp("many") / "index.sqlite3"
    made = Index(path)
    scribe, who = Scribe(made), somebody("ann")
    with made.transaction(durable=False):
        for number in range(SEEDED):
            post = scribe.post(who, "linux", f"Post {number}", "A text.", NOW - 9_000 - number)
            made.start_seed(post.infohash, NOW - 9_000 - number, None)
    made.close()
    return path


@pytest.fixture
def open_page(qapp: QApplication, index: Path, tmp_path: Path) -> Iterator[Open]:
    """Return what opens the page, with the node's answers."""
    del qapp
    opened: list[StagedWindow] = []

    def opening(**answers: object) -> StagedWindow:
        folder = DataFolder(tmp_path / "data")
        folder.create()
        shutil.copy(index, folder.index)
        window = StagedWindow(folder.path, {**USUAL, **answers})
        opened.append(window)
        window.go("seeding")
        window.until(lambda: rows(window), "a list")
        return window

    yield opening
    for window in opened:
        window.close()


def rows(window: StagedWindow) -> Any:  # noqa: ANN401 -- rows of the page
    return window.controller("seeding").model.rows


def show_more(window: StagedWindow, until: int) -> None:
    """Scroll down until so many are shown."""
    while len(rows(window)) < until:
        before = len(rows(window))
        window.controller("seeding").load_more()
        window.until(partial(_has_more_than, window, before), "more of the list")


def _has_more_than(window: StagedWindow, before: int) -> bool:
    return len(rows(window)) > before


def says(window: StagedWindow, name: str) -> str:
    return str(window.item(name).property("text"))


def test_whoever_has_scrolled_far_down_stays_there_when_something_changes(open_page: Open) -> None:
    window = open_page()
    show_more(window, 400)
    shown = [row.infohash for row in rows(window)]
    last = bytes.fromhex(shown[-1])
    changing = Index(window.folder.index)
    changing.add_uploaded({last: 700})
    changing.close()
    window.until(lambda: rows(window)[len(shown) - 1].uploaded == 700, "news of the last one shown")
    assert [row.infohash for row in rows(window)] == shown


def test_what_is_left_out_is_told_at_the_end_of_the_list(open_page: Open) -> None:
    window = open_page()
    show_more(window, SHOWN)
    assert len(rows(window)) == SHOWN
    assert not window.state("seeding", "more")
    window.item("seeds").setProperty("currentIndex", SHOWN - 1)
    window.until(lambda: "first 1000 of 1050" in says(window, "seedingRest"))


def test_a_tick_that_comes_while_the_list_is_read_is_kept(open_page: Open) -> None:
    window = open_page()
    seeding = window.controller("seeding")
    seeding.load_more()
    seeding.tick(rows(window)[0].infohash)
    window.until(lambda: len(rows(window)) > 60, "more of the list")
    assert rows(window)[0].chosen
    assert window.state("seeding", "chosen") == 1


def test_the_button_says_how_many_it_selects_and_what_it_does_next(open_page: Open) -> None:
    window = open_page()
    assert says(window, "tickAll") == "Select these 60"
    window.press_button("tickAll")
    assert window.state("seeding", "chosen") == 60
    assert says(window, "tickAll") == "Select none"
    window.press_button("tickAll")
    assert window.state("seeding", "chosen") == 0


def test_nothing_stays_selected_that_is_not_shown(open_page: Open) -> None:
    window = open_page()
    window.press_button("tickAll")
    before = rows(window)
    window.controller("seeding").choose_order("ending")
    assert window.state("seeding", "chosen") == 0
    window.until(lambda: rows(window) is not before, "another order")
    assert not any(row.chosen for row in rows(window))


def test_giving_up_many_that_only_we_seed_is_asked_about(open_page: Open) -> None:
    window = open_page(unvote_many={"done": 60, "failed": 0})
    asked = window.node.asked
    window.press_button("tickAll")
    window.press_button("stopSeeding")
    window.item("sheetAccept")
    assert "unvote_many" not in dict(asked)
    window.press_button("sheetReject")
    assert window.state("seeding", "chosen") == 60
    window.press_button("stopSeeding")
    window.press_button("sheetAccept")
    window.until(lambda: "unvote_many" in dict(asked), "the change")
    assert len(dict(asked)["unvote_many"]["infohashes"]) == 60  # type: ignore[arg-type]  # a list
    window.until(lambda: window.state("seeding", "chosen") == 0)


def test_nothing_is_said_of_the_node_before_it_has_told(open_page: Open) -> None:
    window = open_page(status=lambda _: MachineError("not yet"))
    assert not any(item.objectName() == "statusSeeding" for item in window.items())
    window.node.answer("status", STATUS)
    window.controller("status").ask()
    assert says(window, "statusSeeding") == "Seeding 36"


def test_how_far_the_node_is_with_its_seeds_is_told(open_page: Open) -> None:
    starting = {"seeding": 1_050, "seeding_ready": 20, "starting": {"ready": 20, "of": 1_050}}
    window = open_page(status={**STATUS, **starting})
    window.until(lambda: says(window, "statusSeeding") == "Seeding 20 of 1050")
    assert "20 of 1050" in says(window, "seedingStart")
    window.node.answer("status", {**STATUS, "seeding": 1_050, "starting": None})
    window.controller("status").ask()
    window.until(lambda: says(window, "statusSeeding") == "Seeding 1050")
