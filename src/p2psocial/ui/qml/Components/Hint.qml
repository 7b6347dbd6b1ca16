import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A tooltip; its words are plain whatever they are.
T.ToolTip {
    id: hint

    property bool shown: false

    delay: 600
    timeout: 8000
    visible: shown && text !== ""
    x: parent ? (parent.width - implicitWidth) / 2 : 0
    y: parent ? parent.height + 4 : 0
    margins: 6
    padding: 8
    implicitWidth: Math.min(words.implicitWidth + 16, Math.round(340 * Theme.scale))
    implicitHeight: words.implicitHeight + 16

    contentItem: Words {
        id: words

        text: hint.text
        font.pixelSize: Theme.small
    }

    background: Rectangle {
        radius: 6
        color: Theme.card
        border.color: Theme.line
    }
}
