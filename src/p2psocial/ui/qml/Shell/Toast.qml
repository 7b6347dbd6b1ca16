import QtQuick
import "../Components"
import "../Theme"

// What has just happened, or has just failed: the latter stays until it is closed.
Rectangle {
    id: toast

    required property var app

    readonly property var shown: app.messages.state
    readonly property int number: shown.number

    onNumberChanged: if (patience.running)
        patience.restart()

    visible: shown.text !== ""
    implicitHeight: words.implicitHeight + 24
    radius: Theme.radius
    color: shown.failed ? Theme.dangerBackground : Theme.raised
    border.color: shown.failed ? Theme.danger : Theme.edge
    Accessible.role: Accessible.AlertMessage
    Accessible.name: shown.text

    Timer {
        id: patience

        interval: 6000
        running: toast.visible && !toast.shown.failed
        onTriggered: toast.app.messages.close()
    }
    Words {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: 16
        anchors.right: close.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        text: toast.shown.text
        color: toast.shown.failed ? Theme.danger : Theme.text
    }
    IconButton {
        id: close

        anchors.right: parent.right
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        symbol: "close"
        text: qsTr("Close this message")
        onClicked: toast.app.messages.close()
    }
}
