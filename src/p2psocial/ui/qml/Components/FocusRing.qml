import QtQuick
import "../Theme"

// Shows where the keyboard is. `of` is the item that has the focus.
Rectangle {
    required property Item of

    anchors.fill: parent
    anchors.margins: -2
    radius: Theme.radius + 2
    color: "transparent"
    border.width: 2
    border.color: Theme.focus
    visible: of.activeFocus && (of as Item).visible
    z: 10
}
