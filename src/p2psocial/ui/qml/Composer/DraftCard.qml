import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One draft: what it is about, how it begins, when it was last changed.
Rectangle {
    id: card

    required property var app
    required property string id
    required property string kind
    required property string board
    required property string title
    required property string excerpt
    required property string targetTitle
    required property int updated
    property bool current: false

    implicitHeight: words.implicitHeight + 28
    radius: Theme.radius
    color: hover.hovered ? Theme.hover : Theme.card
    border.width: current ? 2 : 1
    border.color: current ? Theme.focus : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: words.heading

    HoverHandler {
        id: hover

        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        onTapped: card.app.navigator.go("composer", "draft:" + card.id)
    }
    Column {
        id: words

        readonly property string heading: card.title !== "" ? card.title : card.kind === "reply" ? (card.targetTitle !== "" ? Format.sentence(qsTr("Reply to “%1”"), card.targetTitle) : qsTr("Reply")) : card.kind === "edit" ? qsTr("New version") : qsTr("Post without a title")

        anchors.left: parent.left
        anchors.leftMargin: 16
        anchors.right: remove.left
        anchors.rightMargin: 8
        y: 14
        spacing: 4

        Words {
            width: parent.width
            text: words.heading
            font.weight: Font.DemiBold
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: card.excerpt
            color: Theme.dim
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Words {
            text: (card.board !== "" ? card.board + " · " : "") + Format.ago(card.updated, card.app.ticking.state.now)
            color: Theme.dim
            font.pixelSize: Theme.small
        }
    }
    IconButton {
        id: remove

        objectName: "delete-" + card.id
        anchors.right: parent.right
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        symbol: "bin"
        text: qsTr("Delete this draft")
        onClicked: card.app.drafts.remove(card.id)
    }
}
