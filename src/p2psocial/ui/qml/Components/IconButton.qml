import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A button that is only an icon; `text` is its name for screen readers and its tooltip.
T.Button {
    id: button

    required property string symbol
    property color color: Theme.dim
    property bool marked: false

    implicitWidth: Math.round(30 * Theme.scale)
    implicitHeight: Math.round(30 * Theme.scale)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.5
    Accessible.role: Accessible.Button
    Accessible.name: text

    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.symbol
            color: button.hovered || button.visualFocus ? Theme.text : button.color
            filled: button.marked
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: button.down ? Theme.raised : button.hovered ? Theme.hover : "transparent"

        FocusRing {
            of: button
            visible: button.visualFocus
        }
    }

    Hint {
        text: button.text
        shown: button.hovered || button.visualFocus
    }
}
