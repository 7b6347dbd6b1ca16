"""Whatever QML asks of the network is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlError
from PySide6.QtQuick import QQuickView
from pytestqt.qtbot import QtBot

from p2psocial.ui.no_network import DenyAll
from tests.ui.listening_server import listening

# What Qt Quick itself would load, and from how many places. It begins from within the event loop,
# where Qt's picture thread can call Python to be given its manager.
_PAGE = """
import QtQuick
Loader {{
    sourceComponent: Item {{
        Image {{ source: "{url}/image.gif" }}
        AnimatedImage {{ source: "{url}/animated.gif" }}
        BorderImage {{ source: "{url}/border.gif" }}
        Image {{ asynchronous: true; source: "{url}/asynchronous.gif" }}
        FontLoader {{ source: "{url}/font.ttf" }}
        Text {{ textFormat: Text.RichText; text: "<img src='{url}/rich.gif'>" }}
        Text {{ textFormat: Text.StyledText; text: "<img src='{url}/styled.gif'>" }}
        Text {{ text: "<img src='{url}/auto.gif'>" }}
    }}
    active: false
    Timer {{ running: true; interval: 1; onTriggered: parent.active = true }}
}}
"""
_PICTURES = {"image", "animated", "border", "asynchronous", "rich", "styled", "auto"}


def _show(tmp_path: Path, url: str, deny: DenyAll | None) -> QQuickView:
    page = tmp_path / "Pictures.qml"
    page.write_text(_PAGE.format(url=url))
    view = QQuickView()
    if deny is not None:
        view.engine().setNetworkAccessManagerFactory(deny)
    # What cannot be loaded is a warning, which is not what is tested here.
    view.engine().setOutputWarningsToStandardError(False)
    view.setSource(QUrl.fromLocalFile(str(page)))
    view.show()
    return view


def _warnings_of(view: QQuickView) -> list[str]:
    """Return the list to which the QML's warnings are added."""
    said: list[str] = []

    def note(errors: list[QQmlError]) -> None:
        said.extend(error.toString() for error in errors)

    view.engine().warnings.connect(note)
    return said


def _end(view: QQuickView, qtbot: QtBot) -> None:
    # In the event loop, so that Qt's threads can end without Python in their way.
    view.close()
    view.deleteLater()
    qtbot.wait(10)


def _names(requests: list[str]) -> set[str]:
    return {request.rpartition("/")[2].partition(".")[0] for request in requests}


def test_without_it_pictures_are_fetched(tmp_path: Path, qtbot: QtBot) -> None:
    """Else the next tests would show nothing."""
    with listening() as server:
        view = _show(tmp_path, server.url, None)
        qtbot.waitUntil(lambda: _names(server.requests) >= _PICTURES, timeout=10_000)
        _end(view, qtbot)


def test_with_it_every_request_goes_where_nothing_listens(tmp_path: Path, qtbot: QtBot) -> None:
    with listening() as target, listening() as instead:
        deny = DenyAll(instead.port)
        view = _show(tmp_path, target.url, deny)
        qtbot.waitUntil(lambda: _names(instead.requests) >= _PICTURES, timeout=10_000)
        assert target.connections == 0
        _end(view, qtbot)


@pytest.mark.qt_log_ignore("Unable to load font", extend=True)
@pytest.mark.parametrize("number", range(5))
def test_with_it_nothing_leaves(tmp_path: Path, qtbot: QtBot, number: int) -> None:
    deny = DenyAll()
    with listening() as server:
        view = _show(tmp_path, f"{server.url}/{number}", deny)
        said = _warnings_of(view)
        qtbot.waitUntil(lambda: "refused" in "".join(said), timeout=10_000)
        qtbot.wait(100)
        assert server.connections == 0
        _end(view, qtbot)
