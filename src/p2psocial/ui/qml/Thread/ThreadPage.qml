pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// A post and its comments as one flat list.
FocusScope {
    id: page

    required property var app
    required property string argument

    readonly property var thread: app.thread.state
    readonly property bool shown: thread.phase === "shown"

    Component.onCompleted: app.thread.open(argument)
    Component.onDestruction: app.thread.close()

    PushButton {
        id: back

        objectName: "back"
        x: list.margin
        y: 12
        kind: "quiet"
        symbol: "back"
        text: qsTr("Back")
        onClicked: page.app.navigator.back()
    }

    ColumnList {
        id: list

        readonly property var currentComment: currentItem as Comment

        objectName: "comments"
        label: qsTr("Comments")
        anchors.top: back.bottom
        anchors.topMargin: 8
        anchors.bottom: parent.bottom
        width: parent.width
        visible: page.shown
        bottomMargin: 40
        spacing: 0
        currentIndex: -1
        model: page.app.thread.model

        header: Column {
            width: list.room

            Loader {
                width: parent.width
                active: page.shown
                sourceComponent: PostHeader {
                    app: page.app
                    post: page.thread.post
                    onMoreWanted: menu.openFor(page.thread.post)
                }
            }
            ThreadBar {
                width: parent.width
                app: page.app
            }
        }
        delegate: Comment {
            required property int index

            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
            onMoreWanted: menu.openFor({
                infohash: infohash,
                author: author,
                nick: nick,
                fingerprint: fingerprint,
                retracted: retracted,
                seeding: seeding,
                kind: "comment"
            })
        }
    }

    ThreadEmpty {
        anchors.fill: parent
        visible: !page.shown
        app: page.app
        infohash: page.argument
    }

    ItemMenu {
        id: menu

        app: page.app
    }
    WhySheet {
        app: page.app
    }

    Shortcut {
        sequences: ["J"]
        enabled: page.shown
        onActivated: list.incrementCurrentIndex()
    }
    Shortcut {
        sequences: ["K"]
        enabled: page.shown
        onActivated: list.decrementCurrentIndex()
    }
    Shortcut {
        sequences: ["U"]
        enabled: page.shown
        onActivated: {
            const chosen = list.currentComment ?? page.thread.post;
            page.app.votes.toggle(chosen.infohash, chosen.seeding);
        }
    }
    Shortcut {
        sequences: ["R"]
        enabled: page.shown
        onActivated: page.app.navigator.go("composer", "reply:" + (list.currentComment ?? page.thread.post).infohash)
    }
    Shortcut {
        sequences: ["C"]
        enabled: page.shown && list.currentComment !== null
        onActivated: page.app.thread.toggle(list.currentComment.original)
    }
}
