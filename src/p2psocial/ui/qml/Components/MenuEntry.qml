import QtQuick
import QtQuick.Templates as T
import "../Theme"

// One line of a menu.
T.AbstractButton {
    id: entry

    property string symbol: ""

    implicitHeight: Math.max(Theme.control, words.implicitHeight + 12)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.MenuItem
    Accessible.name: text
    Keys.onReturnPressed: entry.click()

    contentItem: Item {
        Icon {
            id: icon

            x: 8
            anchors.verticalCenter: parent.verticalCenter
            name: entry.symbol
            color: Theme.dim
        }
        Words {
            id: words

            anchors.left: icon.right
            anchors.leftMargin: 10
            anchors.right: parent.right
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            text: entry.text
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: entry.hovered ? Theme.hover : "transparent"

        FocusRing {
            of: entry
            visible: entry.visualFocus
        }
    }
}
