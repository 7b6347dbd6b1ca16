import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A box to tick; `text` is its name for screen readers.
T.AbstractButton {
    id: tick

    implicitWidth: Math.round(22 * Theme.scale)
    implicitHeight: Math.round(22 * Theme.scale)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: checked

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            visible: tick.checked
            name: "check"
            color: Theme.accentInk
            size: Math.round(16 * Theme.scale)
        }
    }
    background: Rectangle {
        radius: 5
        color: tick.checked ? Theme.accent : Theme.card
        border.width: tick.checked ? 0 : 1
        border.color: tick.hovered ? Theme.accent : Theme.edge

        FocusRing {
            of: tick
            visible: tick.visualFocus
        }
    }
}
