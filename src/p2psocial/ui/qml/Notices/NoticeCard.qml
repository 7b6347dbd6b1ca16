import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One answer or mention.
Rectangle {
    id: card

    required property var app
    required property string infohash
    required property string root
    required property bool reply
    required property bool unread
    required property int noticed
    required property string nick
    required property string fingerprint
    required property string author
    required property string about
    required property string snippet
    property bool current: false

    readonly property string deed: reply ? qsTr("answered you") : qsTr("named you")

    implicitHeight: words.implicitHeight + 28
    radius: Theme.radius
    color: unread ? Theme.accentBackground : hover.hovered ? Theme.hover : Theme.card
    border.width: current ? 2 : 1
    border.color: current ? Theme.focus : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: nick + "#" + fingerprint + " " + deed + ": " + snippet

    HoverHandler {
        id: hover

        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        onTapped: card.app.navigator.go("thread", card.root)
    }
    Column {
        id: words

        x: 16
        y: 14
        width: parent.width - 32
        spacing: 6

        Flow {
            width: parent.width
            spacing: 6

            Author {
                room: parent.width
                activeFocusOnTab: false
                nick: card.nick
                fingerprint: card.fingerprint
                onOpened: card.app.navigator.go("author", card.author)
            }
            Words {
                text: card.deed + " · " + Format.ago(card.noticed, card.app.ticking.state.now)
                color: Theme.dim
                font.pixelSize: Theme.small
            }
        }
        Words {
            width: parent.width
            text: card.snippet
            maximumLineCount: 3
            elide: Text.ElideRight
        }
        Words {
            width: parent.width
            visible: card.about !== ""
            text: Format.sentence(qsTr("In “%1”"), card.about)
            color: Theme.dim
            font.pixelSize: Theme.small
            maximumLineCount: 1
            elide: Text.ElideRight
        }
    }
}
