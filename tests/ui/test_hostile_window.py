"""Hostile texts in every place of the real window where a stranger's text can stand.

They are put into the index past all checks, also those that no valid item can have. A server that
whatever wants to load something is led to must not be asked for anything.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaObject, QObject
from PySide6.QtQuick import QQuickItem
from PySide6.QtWidgets import QApplication

from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.index.records import NoticeKind
from p2psocial.protocol.item import Item
from p2psocial.services.drafts import DraftKind, SavedDraft
from p2psocial.services.ports import Block, BlockKind
from p2psocial.ui import launch
from p2psocial.ui.no_network import DenyAll
from stage.people import NOW, Scribe, somebody
from stage.window import USUAL, StagedWindow
from tests.ui.hostile_texts import fuzzed, samples
from tests.ui.listening_server import ListeningServer, listening

FUZZED = 300
SOME = 60
STEP = 640
WORD = "everywhere"


class _Attack:
    """All texts, one after another, and round again."""

    def __init__(self, url: str) -> None:
        # No index and no file can hold half of a surrogate pair.
        found = [*samples(url), *fuzzed(url, FUZZED, seed=7)]
        self.texts = [text.encode("utf-8", "ignore").decode() or "-" for text in found]

    def __getitem__(self, place: int) -> str:
        return self.texts[place % len(self.texts)]

    def fill(self, index: Index) -> str:
        """Write all of them into every field; returns the infohash of the thread with all."""
        scribe = Scribe(index)
        writer = somebody("eve")
        post = scribe.post(writer, "linux", "t", "b", NOW - 60)
        comment = scribe.comment(writer, post, "b", NOW - 50)
        with index.transaction(durable=False):
            root = self._add(index, post, 0)
            for place in range(len(self.texts)):
                answer = replace(comment, parent=root.infohash, root=root.infohash)
                written = self._add(index, answer, 10_000 + place)
                if place < SOME:
                    index.add_notice(written.infohash, NoticeKind.REPLY, NOW)
                added = self._add(index, post, place + 1)
                if place < 3 * SOME:
                    index.start_seed(added.infohash, NOW, None)
            for place in range(SOME):
                index.join_board(self[place], NOW)
                index.add_block(Block(BlockKind.WORD, f"no such word {self[place]}"), NOW)
        return root.infohash.hex()

    def _add(self, index: Index, like: Item, number: int) -> Item:
        name = hashlib.sha256(str(number).encode()).digest()
        item = replace(
            like,
            infohash=name[:20],
            id=name,
            title=self[number][:300] if like.title else "",
            nick=self[number + 1][:32],
            board=self[number + 2][:32] if number % 2 else "linux",
            created=NOW - number % 3_000,
        )
        index.add(item, f"{self[number + 3][:3_000]} {WORD}", NOW)
        return item


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ListeningServer]:
    """Lead whatever the window may want to load to a server of ours."""
    with listening() as server:
        monkeypatch.setattr(launch, "DenyAll", lambda: DenyAll(server.port))
        yield server


def _scroll_through(window: StagedWindow, name: str) -> None:
    view = window.item(name)
    for _ in range(1_200):
        QApplication.processEvents()
        if view.property("atYEnd"):
            break
        view.setProperty("contentY", view.property("contentY") + STEP)
    window.root.grabWindow()


def _open_all_hints(window: StagedWindow) -> None:
    for each in window.root.findChildren(QObject):
        if each.metaObject().className().startswith("Hint_QMLTYPE"):
            QMetaObject.invokeMethod(each, "open")
            window.breathe()
            QMetaObject.invokeMethod(each, "close")


def _shown(window: StagedWindow) -> Iterator[QQuickItem]:
    return (item for item in window.items() if item.property("text"))


@pytest.fixture
def attack(server: ListeningServer) -> _Attack:
    return _Attack(server.url)


@pytest.fixture
def window(
    qapp: QApplication, tmp_path: Path, attack: _Attack, server: ListeningServer
) -> Iterator[StagedWindow]:
    """Open a window on all of it."""
    del qapp, server
    folder = DataFolder(tmp_path / "data")
    folder.create()
    index = Index(folder.index)
    thread = attack.fill(index)
    index.close()
    boards = [{"name": text, "activity": 1, "joined": False} for text in attack.texts[:200]]
    window = StagedWindow(folder.path, {**USUAL, "boards": boards, "show": {}})
    window.root.setProperty("objectName", thread)
    yield window
    window.close()


def _pages(window: StagedWindow) -> None:
    """Walk through every page to its end."""
    window.until(window.controller("feed").model.rowCount)
    _scroll_through(window, "feed")
    assert sum(1 for _ in _shown(window)) > 10
    window.controller("feed").choose_board("linux")
    _open_all_hints(window)
    window.go("thread", window.root.objectName())
    window.until(lambda: window.state("thread", "phase") == "shown")
    _scroll_through(window, "comments")
    window.press_button("more")
    window.press_button("block")
    author = window.state("thread", "post")["author"]
    window.go("author", author)
    _scroll_through(window, "writings")
    for page, name in (("notices", "notices"), ("seeding", "seeds"), ("boards", "boards")):
        window.go(page)
        _scroll_through(window, name)
    window.controller("search").look_for(WORD)
    window.go("search")
    window.until(lambda: window.state("search", "found") > 0)
    _scroll_through(window, "results")
    window.go("settings")
    _scroll_through(window, "settingsScroll")


def _writing(window: StagedWindow, attack: _Attack) -> None:
    """Answer and quote, with drafts about all of it."""
    for text in attack.texts[:SOME]:
        window.viewer.drafts.save(
            SavedDraft(DraftKind.REPLY, text, text[:32], text, bytes(20), text[:300])
        )
    window.main.drafts.read()
    window.go("drafts")
    window.until(window.controller("drafts").model.rowCount)
    _scroll_through(window, "drafts")
    rows = window.controller("feed").model.rows
    for row in islice(rows, 20):
        window.go("composer", f"reply:{row.infohash}")
        window.until(lambda: window.state("composer", "ready"))
        window.controller("composer").change("", "", attack[rows.index(row)])
        window.controller("composer").show_preview(True)  # noqa: FBT003 -- as QML calls it
        window.breathe()
    window.go("feed")


def _dialogs(window: StagedWindow, attack: _Attack) -> None:
    """Show everything that lies over the pages."""
    room, deeds, links = (window.controller(name) for name in ("room", "deeds", "links"))
    for place, text in enumerate(attack.texts):
        window.controller("messages").say(text)
        window.controller("status").put(message=text)
        links.ask(text)
        if place % 5 == 0:
            titles = [{"title": attack[place + each], "seeds": 1} for each in range(5)]
            room._propose({"proposals": titles, "enough": True})  # noqa: SLF001 -- as the node would answer
            window.breathe()
            room.refuse()
            window.node.answer("why", {"title": text, "ranking": {"a": 1}, "beaten_by": titles})
            deeds.explain("ab" * 20, "day", "top")
            window.breathe()
            deeds.forget()
        links.dismiss()
    window.breathe()


def test_hostile_texts_load_nothing_and_break_nothing_anywhere(
    window: StagedWindow,
    attack: _Attack,
    server: ListeningServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        _pages(window)
        _writing(window, attack)
        _dialogs(window, attack)
        window.root.resize(680, 600)
        _open_all_hints(window)
    assert server.requests == []
    assert server.connections == 0
    assert [record.getMessage() for record in caplog.records] == []
    assert window.root.title() == "p2psocial"
