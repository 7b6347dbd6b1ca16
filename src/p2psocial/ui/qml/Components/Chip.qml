import QtQuick
import QtQuick.Templates as T
import "../Theme"

// One of several things that may be picked. `words` may be a stranger's, so it is plain text.
T.AbstractButton {
    id: chip

    required property string words
    property string detail: ""

    implicitWidth: row.implicitWidth + 28
    implicitHeight: Theme.control
    checkable: true
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: words
    Accessible.description: detail
    Accessible.checkable: true
    Accessible.checked: checked
    Keys.onReturnPressed: chip.click()

    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: 7

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: chip.checked ? "check" : "plus"
                color: chip.checked ? Theme.accent : Theme.dim
                size: Math.round(14 * Theme.scale)
            }
            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: chip.words
                font.weight: chip.checked ? Font.DemiBold : Font.Normal
                wrapMode: Text.NoWrap
            }
            Words {
                anchors.verticalCenter: parent.verticalCenter
                visible: text !== ""
                text: chip.detail
                color: Theme.dim
                font.pixelSize: Theme.small
                wrapMode: Text.NoWrap
            }
        }
    }

    background: Rectangle {
        radius: height / 2
        color: chip.checked ? Theme.accentBackground : chip.hovered ? Theme.hover : Theme.card
        border.color: chip.checked ? Theme.accent : Theme.edge

        FocusRing {
            of: chip
            radius: height / 2
            visible: chip.visualFocus
        }
    }
}
