pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// Who answered or named you.
FocusScope {
    id: page

    required property var app
    required property string argument

    Component.onCompleted: app.notices.open()
    Component.onDestruction: app.notices.close()

    ColumnList {
        id: list

        objectName: "notices"
        label: qsTr("Replies and mentions")
        anchors.fill: parent

        visible: count > 0
        model: page.app.notices.model
        Keys.onReturnPressed: if (currentItem)
            page.app.navigator.go("thread", (currentItem as NoticeCard).root)

        header: Words {
            topPadding: 20
            bottomPadding: 14
            text: qsTr("Replies and mentions")
            font.pixelSize: Theme.huge
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        delegate: NoticeCard {
            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
        }
    }
    EmptyState {
        anchors.fill: parent
        visible: list.count === 0
        symbol: "bell"
        title: qsTr("Nobody has answered yet")
        explanation: qsTr("Answers to what you wrote, and texts that name you with @ and your nick, appear here.")
        action: qsTr("Write a post")
        onActed: page.app.navigator.go("composer", "")
    }
}
