pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One comment: rails that show what it answers, who, when, its votes, its text.
Item {
    id: comment

    required property var app
    required property string infohash
    required property string original
    required property int depth
    required property string nick
    required property string fingerprint
    required property string author
    required property int created
    required property int seeds
    required property string seedsSource
    required property int seedsAt
    required property bool seeding
    required property bool mine
    required property bool edited
    required property bool retracted
    required property bool missing
    required property bool parentMissing
    required property bool fresh
    required property bool collapsed
    required property int below
    required property bool blocked
    required property var html
    required property bool cut
    property bool current: false

    readonly property int step: Math.round(18 * Math.min(Theme.scale, 1.3))
    readonly property int indent: Math.min(depth, 8) * step
    readonly property int now: app.ticking.state.now

    signal moreWanted

    implicitHeight: content.implicitHeight + 20
    Accessible.role: Accessible.ListItem
    Accessible.name: Format.sentence(qsTr("Comment by %1 #%2, %3"), nick, fingerprint, Format.ago(created, now))
    Accessible.focused: current

    Repeater {
        model: Math.min(comment.depth, 8)

        Rectangle {
            required property int index

            x: index * comment.step + 6
            width: 2
            height: comment.height
            color: Theme.line
        }
    }

    Rectangle {
        x: comment.indent
        y: 2
        width: comment.width - comment.indent
        height: comment.height - 4
        radius: Theme.radius
        color: comment.fresh ? Theme.accentBackground : "transparent"
        opacity: comment.fresh ? 0.55 : 1
        border.width: comment.current ? 2 : 0
        border.color: Theme.focus
    }

    Column {
        id: content

        x: comment.indent + 10
        y: 10
        width: comment.width - x - 8
        spacing: 6

        Flow {
            width: parent.width
            spacing: 8

            SeedBox {
                objectName: "vote-" + comment.infohash
                flat: true
                visible: !comment.retracted && !comment.blocked
                seeds: comment.seeds
                source: comment.seedsSource
                seenAt: comment.seedsAt
                seeding: comment.seeding
                pending: comment.app.votes.state.pending.indexOf(comment.infohash) >= 0
                now: comment.now
                onClicked: comment.app.votes.toggle(comment.infohash, comment.seeding)
            }
            Author {
                room: parent.width
                height: Math.round(26 * Theme.scale)
                nick: comment.nick
                fingerprint: comment.fingerprint
                mine: comment.mine
                onOpened: comment.app.navigator.go("author", comment.author)
            }
            Words {
                height: Math.round(26 * Theme.scale)
                verticalAlignment: Text.AlignVCenter
                text: Format.ago(comment.created, comment.now) + (comment.edited ? " · " + qsTr("edited") : "") + (comment.fresh ? " · " + qsTr("new") : "")
                color: Theme.dim
                font.pixelSize: Theme.small
                wrapMode: Text.NoWrap
            }
            PushButton {
                objectName: "collapse-" + comment.infohash
                visible: comment.below > 0
                small: true
                kind: "quiet"
                text: comment.collapsed ? Format.quantity(comment.below, qsTr("Show 1 answer"), qsTr("Show %1 answers")) : qsTr("Collapse")
                symbol: comment.collapsed ? "right" : "down"
                onClicked: comment.app.thread.toggle(comment.original)
            }
        }
        Words {
            width: parent.width
            visible: comment.parentMissing
            text: qsTr("Answers something that is not here.")
            color: Theme.warning
            font.pixelSize: Theme.small
        }
        Words {
            width: parent.width
            visible: comment.retracted || comment.missing || comment.blocked
            text: comment.blocked ? qsTr("Hidden by your block rules.") : comment.retracted ? qsTr("Taken back by its author.") : qsTr("Nobody who has this text has answered yet.")
            color: Theme.dim
            font.italic: true
        }
        PushButton {
            objectName: "rules-" + comment.infohash
            visible: comment.blocked
            small: true
            text: qsTr("Show your block rules")
            onClicked: comment.app.navigator.go("settings", "")
        }
        Body {
            width: parent.width
            visible: !comment.collapsed
            app: comment.app
            pieces: comment.collapsed ? [] : comment.html
        }
        PushButton {
            visible: comment.cut && !comment.collapsed
            small: true
            text: qsTr("Show all of it")
            onClicked: comment.app.thread.show_whole(comment.original)
        }
        CommentActions {
            width: parent.width
            visible: !comment.collapsed && !comment.blocked
            app: comment.app
            infohash: comment.infohash
            author: comment.author
            mine: comment.mine
            retracted: comment.retracted
            onMore: comment.moreWanted()
        }
    }
}
