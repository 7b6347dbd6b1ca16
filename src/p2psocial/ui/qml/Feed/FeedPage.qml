pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// The ranking as a list of cards.
FocusScope {
    id: page

    required property var app

    readonly property var feed: app.feed.state

    function open(infohash: string) {
        page.app.navigator.go("thread", infohash);
    }

    Connections {
        target: page.app.feed

        function onBegun() {
            list.currentIndex = 0;
            list.positionViewAtBeginning();
        }
    }

    FeedHeader {
        id: header

        x: list.margin
        y: 12
        width: page.width - 2 * list.margin
        app: page.app
    }

    FeedNotice {
        id: news

        x: list.margin
        anchors.top: header.bottom
        anchors.topMargin: 10
        width: page.width - 2 * list.margin
        app: page.app
        empty: list.count === 0
    }

    ColumnList {
        id: list

        readonly property var currentCard: currentItem as FeedCard

        function tell() {
            const first = indexAt(10, contentY + 1);
            const last = indexAt(10, contentY + height - 1);
            page.app.feed.look_at(Math.max(0, first), last < 0 ? first + 10 : last);
        }

        objectName: "feed"
        label: qsTr("Ranking")
        anchors.top: news.visible ? news.bottom : header.bottom
        anchors.topMargin: 10
        anchors.bottom: parent.bottom
        width: parent.width
        model: page.app.feed.model
        visible: count > 0
        onMovementEnded: tell()
        onCountChanged: Qt.callLater(list.tell)
        onAtYEndChanged: if (atYEnd && count > 0)
            page.app.feed.load_more()
        Keys.onReturnPressed: if (currentCard)
            page.open(currentCard.infohash)

        delegate: FeedCard {
            required property int index

            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
            onOpened: page.open(infohash)
            onPicked: list.currentIndex = index
        }
        footer: Item {
            width: list.room
            height: page.feed.more ? 48 : 8

            Busy {
                anchors.centerIn: parent
                visible: page.feed.more
                running: visible
            }
        }
    }

    FeedEmpty {
        anchors.top: header.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        visible: list.count === 0
        app: page.app
    }

    Shortcut {
        sequences: ["J"]
        enabled: page.visible
        onActivated: list.incrementCurrentIndex()
    }
    Shortcut {
        sequences: ["K"]
        enabled: page.visible
        onActivated: list.decrementCurrentIndex()
    }
    Shortcut {
        sequences: ["U"]
        enabled: page.visible && list.currentCard !== null
        onActivated: page.app.votes.toggle(list.currentCard.infohash, list.currentCard.seeding)
    }
    Shortcut {
        sequences: ["F5"]
        enabled: page.visible
        onActivated: page.app.feed.refresh()
    }
}
