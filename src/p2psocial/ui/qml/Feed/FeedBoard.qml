import QtQuick
import "../Components"
import "../Theme"

// Which board is ranked, when it is not all of them; and a way in for who is no member yet.
Item {
    id: heading

    required property var app

    readonly property string board: app.feed.state.board
    readonly property bool joined: app.boards.state.joined.indexOf(board) >= 0

    implicitHeight: Math.max(name.implicitHeight, join.visible ? join.implicitHeight : 0)

    Words {
        id: name

        objectName: "feedBoard"
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, parent.width - (join.visible ? join.width + 12 : 0))
        text: heading.board
        font.pixelSize: Theme.huge
        font.weight: Font.DemiBold
        elide: Text.ElideRight
        wrapMode: Text.NoWrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    PushButton {
        id: join

        objectName: "joinBoard"
        anchors.left: name.right
        anchors.leftMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        visible: heading.app.boards.state.known && !heading.joined
        small: true
        text: qsTr("Join")
        onClicked: heading.app.boards.join(heading.board)
    }
}
