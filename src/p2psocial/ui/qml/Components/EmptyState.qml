import QtQuick
import "../Theme"

// A page with nothing to show: why, and one thing to do about it.
Item {
    id: empty

    property string symbol: "info"
    property string title: ""
    property string explanation: ""
    property string action: ""
    property string secondAction: ""
    property bool busy: false

    signal acted
    signal actedSecond

    implicitHeight: column.implicitHeight + 48

    Column {
        id: column

        anchors.centerIn: parent
        width: Math.min(parent.width - 48, Math.round(460 * Theme.scale))
        spacing: 10

        Busy {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: empty.busy
            running: empty.busy && empty.visible
        }
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: !empty.busy
            name: empty.symbol
            color: Theme.dim
            size: Math.round(40 * Theme.scale)
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: empty.title
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Words {
            width: parent.width
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: empty.explanation
            color: Theme.dim
            lineHeight: 1.25
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }
        Item {
            width: 1
            height: 4
        }
        Flow {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 10

            PushButton {
                objectName: "emptyAction"
                visible: empty.action !== ""
                text: empty.action
                kind: "primary"
                onClicked: empty.acted()
            }
            PushButton {
                visible: empty.secondAction !== ""
                text: empty.secondAction
                onClicked: empty.actedSecond()
            }
        }
    }
}
