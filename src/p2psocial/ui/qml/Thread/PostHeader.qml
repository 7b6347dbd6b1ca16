import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// The post above its comments.
Column {
    id: header

    required property var app
    required property var post

    readonly property var thread: app.thread.state
    readonly property int now: app.ticking.state.now
    readonly property bool isPost: post.kind === "post"

    signal moreWanted

    spacing: 12
    bottomPadding: 12

    Banner {
        width: parent.width
        visible: !header.isPost
        text: qsTr("This is one comment and what answers it.")
        action: qsTr("Whole thread")
        onActed: header.app.navigator.go("thread", header.post.root)
    }

    Rectangle {
        width: parent.width
        height: Math.max(box.height, texts.height) + 32
        radius: Theme.radius
        color: Theme.card
        border.color: Theme.line

        SeedBox {
            id: box

            objectName: "vote-" + header.post.infohash
            x: 16
            y: 16
            visible: !header.post.retracted
            seeds: header.post.seeds
            source: header.post.seeds_source
            seenAt: header.post.seeds_at
            seeding: header.post.seeding
            pending: header.app.votes.state.pending.indexOf(header.post.infohash) >= 0
            now: header.now
            onClicked: header.app.votes.toggle(header.post.infohash, header.post.seeding)
        }

        Column {
            id: texts

            anchors.left: box.right
            anchors.leftMargin: 16
            anchors.right: parent.right
            anchors.rightMargin: 20
            y: 16
            spacing: 10

            Words {
                objectName: "threadTitle"
                width: parent.width
                visible: header.isPost
                text: header.post.retracted ? qsTr("Taken back by its author") : header.post.title
                font.pixelSize: Theme.huge
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            Flow {
                width: parent.width
                spacing: 6

                Words {
                    text: header.post.board + " ·"
                    font.pixelSize: Theme.small
                    color: Theme.accent
                    wrapMode: Text.NoWrap
                }
                Author {
                    room: parent.width
                    nick: header.post.nick
                    fingerprint: header.post.fingerprint
                    mine: header.post.mine
                    onOpened: header.app.navigator.go("author", header.post.author)
                }
                Words {
                    text: "· " + Format.ago(header.post.created, header.now)
                    font.pixelSize: Theme.small
                    color: Theme.dim
                    wrapMode: Text.NoWrap
                }
                Words {
                    visible: header.post.edited
                    text: "· " + qsTr("edited, version %1").arg(header.thread.versions.length)
                    font.pixelSize: Theme.small
                    color: Theme.dim
                    wrapMode: Text.NoWrap
                }
            }
            Words {
                width: parent.width
                visible: !header.post.retracted
                text: Format.quantity(header.post.seeds, qsTr("1 seed"), qsTr("%1 seeds")) + " · " + box.provenance
                font.pixelSize: Theme.small
                color: Theme.dim
            }
            EmptyState {
                width: parent.width
                visible: header.post.missing
                busy: header.thread.fetching
                symbol: "clock"
                title: header.thread.fetching ? qsTr("Fetching the text…") : qsTr("Nobody who has this text has answered")
                explanation: header.thread.fetching ? qsTr("Asking those who seed it.") : qsTr("It may come back when somebody who seeds it is online.")
                action: header.thread.fetching ? "" : qsTr("Try again")
                onActed: header.app.thread.retry()
            }
            Body {
                objectName: "postBody"
                width: parent.width
                app: header.app
                pieces: header.thread.html
            }
            PushButton {
                objectName: "showWhole"
                visible: header.thread.cut
                text: qsTr("Show all of it")
                onClicked: header.app.thread.show_whole(header.post.original)
            }
            PostActions {
                width: parent.width
                app: header.app
                post: header.post
                onMore: header.moreWanted()
            }
        }
    }
}
