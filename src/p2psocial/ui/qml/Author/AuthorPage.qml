pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Feed"
import "../Theme"

// What one author wrote.
FocusScope {
    id: page

    required property var app
    required property string argument

    readonly property var author: app.author.state

    Component.onCompleted: app.author.open(argument)
    Component.onDestruction: app.author.close()

    ColumnList {
        id: list

        objectName: "writings"
        label: qsTr("What they wrote")
        anchors.fill: parent
        model: page.app.author.model
        onAtYEndChanged: if (atYEnd && count > 0)
            page.app.author.load_more()
        Keys.onReturnPressed: if (currentItem)
            page.app.navigator.go("thread", (currentItem as FeedCard).infohash)

        header: AuthorHeader {
            width: list.room
            app: page.app
        }
        delegate: FeedCard {
            required property int index
            required about

            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
            onOpened: page.app.navigator.go("thread", infohash)
            onPicked: list.currentIndex = index
        }
    }
    EmptyState {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.max(0, parent.height - Math.round(260 * Theme.scale))
        visible: page.author.known && list.count === 0
        symbol: page.author.blocked ? "hide" : "person"
        title: page.author.blocked ? qsTr("You have blocked this author") : qsTr("Nothing by this author is here")
        explanation: page.author.blocked ? qsTr("What they write is not shown, not kept and not passed on.") : qsTr("What they write appears here when it comes through your boards.")
        action: page.author.blocked ? qsTr("Unblock") : ""
        onActed: page.app.author.unblock()
    }
}
