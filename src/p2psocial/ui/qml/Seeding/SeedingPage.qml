pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// What one seeds, the endangered on top.
FocusScope {
    id: page

    required property var app
    required property string argument

    readonly property var seeding: app.seeding.state

    Component.onCompleted: app.seeding.open()
    Component.onDestruction: app.seeding.close()

    SeedingSummary {
        id: summary

        x: list.margin
        y: 20
        width: list.room
        app: page.app
        shown: list.count
    }
    ColumnList {
        id: list

        objectName: "seeds"
        label: qsTr("What you seed")
        anchors.top: summary.bottom
        anchors.topMargin: 12
        anchors.bottom: parent.bottom
        width: parent.width
        visible: count > 0
        spacing: 6
        model: page.app.seeding.model
        onAtYEndChanged: if (atYEnd && count > 0)
            page.app.seeding.load_more()
        Keys.onReturnPressed: if (currentItem)
            page.app.navigator.go("thread", (currentItem as SeedCard).infohash)
        Keys.onSpacePressed: if (currentItem)
            page.app.seeding.tick((currentItem as SeedCard).infohash)

        delegate: SeedCard {
            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
        }
        footer: Item {
            width: list.room
            height: page.seeding.more || rest.visible ? 48 : 8

            Busy {
                anchors.centerIn: parent
                visible: page.seeding.more
                running: visible
            }
            Words {
                id: rest

                objectName: "seedingRest"
                width: parent.width
                anchors.verticalCenter: parent.verticalCenter
                horizontalAlignment: Text.AlignHCenter
                visible: !page.seeding.more && page.seeding.count > list.count
                text: qsTr("These are the first %1 of %2. Another order shows others.").arg(Format.number(list.count)).arg(Format.number(page.seeding.count))
                color: Theme.dim
            }
        }
    }
    EmptyState {
        anchors.top: summary.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        visible: list.count === 0
        busy: !page.seeding.known
        symbol: "seed"
        title: page.seeding.known ? qsTr("You seed nothing yet") : qsTr("Counting…")
        explanation: page.seeding.known ? qsTr("An upvote is seeding: you keep a text available to others, and that is its score. What you write is seeded as well.") : ""
        action: page.seeding.known ? qsTr("Browse the feed") : ""
        onActed: page.app.navigator.go("feed", "")
    }
}
