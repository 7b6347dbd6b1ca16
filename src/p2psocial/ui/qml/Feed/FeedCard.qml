import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One post in a ranking. What strangers wrote is plain text throughout.
Rectangle {
    id: card

    required property var app
    required property string infohash
    required property string kind
    required property string title
    required property string snippet
    required property string board
    required property string nick
    required property string fingerprint
    required property string author
    required property int created
    required property int comments
    required property int seeds
    required property string seedsSource
    required property int seedsAt
    required property bool seeding
    required property bool mine
    required property bool edited
    required property bool missing
    required property bool retracted
    property bool current: false
    property string excerpt: ""
    property string about: ""

    readonly property string heading: {
        if (retracted)
            return qsTr("Taken back by its author");
        if (kind === "post")
            return title;
        return about === "" ? qsTr("A comment") : Format.sentence(qsTr("On “%1”"), about);
    }
    readonly property bool pending: app.votes.state.pending.indexOf(infohash) >= 0

    signal opened
    signal picked

    implicitHeight: Math.max(box.height + 24, texts.implicitHeight + 26)
    radius: Theme.radius
    color: hover.hovered ? Theme.hover : Theme.card
    border.width: current ? 2 : 1
    border.color: current ? Theme.focus : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: heading + ", " + box.counted + ", " + Format.quantity(comments, qsTr("1 comment"), qsTr("%1 comments"))
    Accessible.description: snippet
    Accessible.focused: current
    Accessible.onPressAction: card.opened()

    HoverHandler {
        id: hover

        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        onTapped: {
            card.picked();
            card.opened();
        }
    }

    SeedBox {
        id: box

        objectName: "vote-" + card.infohash
        x: 14
        y: 12
        seeds: card.seeds
        source: card.seedsSource
        seenAt: card.seedsAt
        seeding: card.seeding
        pending: card.pending
        now: card.app.ticking.state.now
        onClicked: card.app.votes.toggle(card.infohash, card.seeding)
    }

    Column {
        id: texts

        anchors.left: box.right
        anchors.leftMargin: 14
        anchors.right: parent.right
        anchors.rightMargin: 16
        y: 12
        spacing: 5

        Words {
            width: parent.width
            text: card.heading
            color: card.retracted ? Theme.dim : Theme.text
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            maximumLineCount: 3
            elide: Text.ElideRight
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: card.excerpt !== "" ? card.excerpt : card.missing ? qsTr("Its text is not here yet; opening it fetches it.") : card.snippet
            font.italic: card.missing && card.excerpt === ""
            color: Theme.dim
            maximumLineCount: 2
            elide: Text.ElideRight
            lineHeight: 1.15
        }
        Flow {
            width: parent.width
            spacing: 6

            Words {
                text: card.board
                font.pixelSize: Theme.small
                color: Theme.accent
                wrapMode: Text.NoWrap
            }
            Words {
                text: "·"
                font.pixelSize: Theme.small
                color: Theme.dim
            }
            Author {
                room: parent.width
                activeFocusOnTab: false
                nick: card.nick
                fingerprint: card.fingerprint
                mine: card.mine
                onOpened: card.app.navigator.go("author", card.author)
            }
            Words {
                text: "· " + Format.ago(card.created, card.app.ticking.state.now) + (card.edited ? " · " + qsTr("edited") : "")
                font.pixelSize: Theme.small
                color: Theme.dim
                wrapMode: Text.NoWrap
            }
            Words {
                text: "· " + Format.quantity(card.comments, qsTr("1 comment"), qsTr("%1 comments"))
                font.pixelSize: Theme.small
                color: Theme.dim
                wrapMode: Text.NoWrap
            }
        }
    }
}
