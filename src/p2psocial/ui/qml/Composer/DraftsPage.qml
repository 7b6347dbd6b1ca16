pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// What was begun and not published.
FocusScope {
    id: page

    required property var app
    required property string argument

    ColumnList {
        id: list

        objectName: "drafts"
        label: qsTr("Drafts")
        anchors.fill: parent
        visible: count > 0

        model: page.app.drafts.model
        Keys.onReturnPressed: if (currentItem)
            page.app.navigator.go("composer", "draft:" + (currentItem as DraftCard).id)

        header: Words {
            topPadding: 20
            bottomPadding: 14
            text: qsTr("Drafts")
            font.pixelSize: Theme.huge
            font.weight: Font.DemiBold
        }
        delegate: DraftCard {
            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
        }
    }
    EmptyState {
        anchors.fill: parent
        visible: list.count === 0
        symbol: "draft"
        title: qsTr("No drafts")
        explanation: qsTr("What you write is kept here until you publish it.")
        action: qsTr("Write a post")
        onActed: page.app.navigator.go("composer", "")
    }
}
