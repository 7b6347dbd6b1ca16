"""Our QML keeps strangers' texts plain; and the rules that say so find what breaks them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from tests.ui.qml_rules import violations

QML = Path(str(files("p2psocial") / "ui" / "qml"))

SAFE = """
import QtQuick
TextEdit { textFormat: TextEdit.RichText; wrapMode: TextEdit.Wrap; readOnly: true }
"""


def _ours() -> dict[str, str]:
    return {
        file.relative_to(QML).as_posix(): file.read_text("utf-8") for file in QML.rglob("*.qml")
    }


def test_our_qml_keeps_to_the_rules() -> None:
    assert violations(_ours()) == []


@pytest.mark.parametrize(
    "source",
    [
        "import QtQuick\nText { text: a.title }",
        "import QtQuick\nText { text: a; Text { textFormat: Text.PlainText } }",
        "import QtQuick\nItem { Text { text: 'textFormat: Text.PlainText' } }",
        "import QtQuick\nText { // textFormat: Text.PlainText\n text: a }",
        "import QtQuick\nText { textFormat: Text.StyledText }",
        "import QtQuick\nText { textFormat: Text.RichText }",
        "import QtQuick\nText { textFormat: Text.AutoText }",
        "import QtQuick\nText { textFormat: a ? Text.PlainText : Text.RichText }",
        "import QtQuick\nWords { textFormat: Text.MarkdownText }",
        "import QtQuick\nTextEdit { text: a }",
        "import QtQuick\nimport QtQuick.Templates as T\nT.TextArea { text: a }",
        "import QtQuick\nimport QtQuick.Templates as T\nT.Label { text: a }",
        "import QtQuick\nimport QtQuick.Controls\nButton { text: a }",
        "import QtQuick\nimport QtQuick.Controls.Basic as C\nC.ItemDelegate { text: a }",
        "import QtQuick\nimport QtWebEngine\nItem {}",
        "import QtQuick\nimport QtMultimedia\nItem {}",
        "import QtQuick\nImage { source: a.url }",
        "import QtQuick\nImage { source: 'http://a.example/x.png' }",
        'import QtQuick\nImage { source: "//a.example/x.png" }',
        'import QtQuick\nImage { source: "file:///x.png" }',
        'import QtQuick\nAnimatedImage { source: "x" + a }',
        "import QtQuick\nBorderImage {\n source: a }",
        "import QtQuick\nLoader { source: a }",
        "import QtQuick\nFontLoader { source: 'https://a.example/x.ttf' }",
        "import QtQuick\nItem { onClicked: Qt.openUrlExternally(a) }",
        "import QtQuick\nItem { function f() { return new XMLHttpRequest(); } }",
        "import QtQuick\nItem { Component.onCompleted: Qt.createQmlObject(a, b) }",
        "import QtQuick\nimport QtQuick.Templates as T\nItem { T.ToolTip.text: a }",
        "import QtQuick\nimport QtQuick.Templates as T\nT.TextField { placeholderText: a }",
    ],
)
def test_what_breaks_a_rule_is_found(source: str) -> None:
    assert len(violations({"Feed/Card.qml": source})) >= 1


@pytest.mark.parametrize(
    "source",
    [
        "import QtQuick\nimport QtQuick.Controls.Basic\nApplicationWindow { title: a.title }",
        "import QtQuick\nimport QtQuick.Controls.Basic\nApplicationWindow { Button { text: a } }",
        "import QtQuick\nimport QtQuick.Controls.Basic\nApplicationWindow { menuBar: MenuBar {} }",
    ],
)
def test_the_window_uses_nothing_of_qts_controls_but_itself(source: str) -> None:
    assert len(violations({"Main.qml": source})) >= 1


def test_rich_text_is_allowed_in_one_file_and_wraps_there() -> None:
    assert violations({"Components/SafeText.qml": SAFE}) == []
    assert violations({"Feed/SafeText.qml": SAFE}) != []
    assert violations({"Components/SafeText.qml": SAFE.replace("TextEdit.Wrap", "a")}) != []


def test_what_keeps_to_the_rules_is_left_alone() -> None:
    source = """
import QtQuick
import QtQuick.Templates as T
// Text { }
Item {
    Text { text: "{ Text {"; textFormat: Text.PlainText }
    Image { source: "../icons/up.svg" }
    Loader { sourceComponent: Component { Item {} } }
    T.TextField { placeholderText: qsTr("Search") }
    T.Button { text: model.title; contentItem: Words { text: model.title } }
    SeedBox { source: card.seedsSource }
}
"""
    main = """
import QtQuick
import QtQuick.Controls.Basic
ApplicationWindow { title: "p2psocial"; Sidebar {} }
"""
    assert (
        violations({"Feed/Card.qml": source, "Main.qml": main, "Shell/Sidebar.qml": source}) == []
    )
