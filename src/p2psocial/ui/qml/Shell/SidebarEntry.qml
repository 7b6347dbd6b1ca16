import QtQuick
import QtQuick.Templates as T
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One place to go to. `words` may be the name of a board, so it is plain text.
T.AbstractButton {
    id: entry

    required property string words
    property string symbol: ""
    property bool here: false
    property bool rail: false
    property int badge: 0

    implicitHeight: Math.round(34 * Theme.scale)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: badge > 0 ? Format.sentence(qsTr("%1, %2 new"), words, badge) : words
    Accessible.selected: here
    Keys.onReturnPressed: entry.click()

    contentItem: Item {
        Icon {
            id: icon

            x: entry.rail ? (parent.width - width) / 2 : 10
            anchors.verticalCenter: parent.verticalCenter
            name: entry.symbol
            color: entry.here ? Theme.accent : Theme.dim
        }
        Words {
            id: label

            anchors.left: icon.right
            anchors.leftMargin: 10
            anchors.right: count.visible ? count.left : parent.right
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            visible: !entry.rail
            text: entry.words
            color: entry.here ? Theme.text : Theme.dim
            font.weight: entry.here ? Font.DemiBold : Font.Normal
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
        }
        Rectangle {
            id: count

            anchors.right: parent.right
            anchors.rightMargin: entry.rail ? 2 : 10
            y: entry.rail ? 2 : (parent.height - height) / 2
            visible: entry.badge > 0
            width: Math.max(height, number.implicitWidth + 10)
            height: Math.round(18 * Theme.scale)
            radius: height / 2
            color: Theme.accent

            Text {
                id: number

                anchors.centerIn: parent
                textFormat: Text.PlainText
                text: entry.badge > 99 ? "99+" : entry.badge
                color: Theme.accentInk
                font.pixelSize: Theme.tiny
                font.weight: Font.DemiBold
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: entry.here ? Theme.raised : entry.hovered ? Theme.hover : "transparent"

        FocusRing {
            of: entry
            visible: entry.visualFocus
        }
    }

    Hint {
        text: entry.words
        shown: (entry.rail || label.truncated) && (entry.hovered || entry.visualFocus)
    }
}
