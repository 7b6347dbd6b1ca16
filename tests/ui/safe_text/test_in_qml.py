"""What real Qt Quick does with hostile texts that went through safe_text: it shows words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy
from PySide6.QtQml import QQmlError
from PySide6.QtQuick import QQuickItem, QQuickView
from pytestqt.qtbot import QtBot

from p2psocial.ui.safe_text import Ink, excerpt, line, render, render_chunks
from tests.ui.hostile_texts import fuzzed, large, samples
from tests.ui.listening_server import ListeningServer, listening

INK = Ink("#1b1f27", "#5d6675", "#157f4f", "#e9ecf1", "#5d6675")

# Every kind of item that may show a stranger's text, as the window uses it.
_PAGE = """
import QtQuick
Item {
    width: 600
    height: 800
    Text {
        objectName: "rich"
        width: 600
        textFormat: Text.RichText
        wrapMode: Text.Wrap
    }
    TextEdit {
        objectName: "selectable"
        width: 600
        readOnly: true
        textFormat: TextEdit.RichText
        wrapMode: TextEdit.Wrap
    }
    Text {
        objectName: "title"
        width: 600
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
    }
    Text {
        objectName: "snippet"
        width: 600
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        maximumLineCount: 2
        elide: Text.ElideRight
    }
}
"""
_BLANKS = re.compile(r"\s{20}")


@dataclass(frozen=True)
class Page:
    view: QQuickView
    server: ListeningServer
    warnings: list[str]

    def item(self, name: str) -> QQuickItem:
        for item in self.view.rootObject().childItems():
            if item.objectName() == name:
                return item
        raise LookupError(name)

    def show(self, name: str, text: str) -> None:
        self.item(name).setProperty("text", text)

    def height(self, name: str) -> float:
        return float(self.item(name).property("contentHeight"))

    def width(self, name: str) -> float:
        return float(self.item(name).property("contentWidth"))


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> Iterator[Page]:
    """Show the page; whatever it asks for, of whatever host, the server sees.

    There is no `DenyAll` here: safe_text must do without.
    """
    file = tmp_path / "Page.qml"
    file.write_text(_PAGE)
    said: list[str] = []

    def note(errors: list[QQmlError]) -> None:
        said.extend(error.toString() for error in errors)

    before = QNetworkProxy.applicationProxy()
    with listening() as server:
        QNetworkProxy.setApplicationProxy(
            QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "127.0.0.1", server.port)
        )
        view = QQuickView()
        view.engine().warnings.connect(note)
        view.setSource(QUrl.fromLocalFile(str(file)))
        view.show()
        qtbot.waitUntil(view.isExposed)
        yield Page(view, server, said)
        view.close()
        view.deleteLater()
        qtbot.wait(10)
        QNetworkProxy.setApplicationProxy(before)


def _show_everywhere(page: Page, texts: Iterable[str], qtbot: QtBot) -> None:
    for number, text in enumerate(texts):
        bodies = [render(text, INK).html, *render_chunks(text, INK)[:3]]
        for body in bodies:
            page.show("rich", body)
            page.show("selectable", body)
            # Qt wraps, but only where there is a place for it, and lets blanks hang over.
            assert page.width("rich") <= 601 or _BLANKS.search(body), ascii(body[:400])
        page.show("title", line(text))
        page.show("snippet", excerpt(text))
        if number % 20 == 0:
            page.view.grabWindow()
            qtbot.wait(1)
    qtbot.wait(200)


@pytest.mark.parametrize("name", ["rich", "selectable"])
def test_shown_as_it_is_a_text_would_load_a_picture(page: Page, qtbot: QtBot, name: str) -> None:
    """Else the next tests would show nothing."""
    page.show(name, f"<img src='{page.server.url}/near.png'><img src='http://a.example/far.png'>")
    qtbot.waitUntil(lambda: len(page.server.requests) >= 2, timeout=10_000)
    assert set(page.server.requests) == {"/near.png", "http://a.example/far.png"}


def test_no_known_attack_loads_anything(page: Page, qtbot: QtBot) -> None:
    _show_everywhere(page, samples(page.server.url), qtbot)
    assert page.server.connections == 0
    assert page.warnings == []


@pytest.mark.parametrize("seed", range(4))
def test_no_mixture_of_attacks_loads_anything(page: Page, qtbot: QtBot, seed: int) -> None:
    _show_everywhere(page, fuzzed(page.server.url, 500, seed), qtbot)
    assert page.server.connections == 0
    assert page.warnings == []


def test_large_texts_are_shown(page: Page, qtbot: QtBot) -> None:
    _show_everywhere(page, large(), qtbot)
    assert page.server.connections == 0
    assert page.warnings == []


def test_what_is_shown_are_the_words(page: Page) -> None:
    page.show("selectable", render("*a* <img src=x> &lt; `b`\n\n- c", INK).html)
    plain = page.item("selectable").property("text")
    assert "a" in plain
    assert page.height("selectable") > 0
