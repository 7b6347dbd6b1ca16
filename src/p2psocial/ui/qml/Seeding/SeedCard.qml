import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One thing that is seeded.
Rectangle {
    id: card

    required property var app
    required property string infohash
    required property bool comment
    required property string title
    required property string board
    required property int size
    required property int seeds
    required property int since
    required property int until
    required property real uploaded
    required property bool endangered
    required property bool mine
    required property string newer
    required property bool chosen
    property bool current: false

    readonly property int now: app.ticking.state.now

    implicitHeight: words.implicitHeight + 22
    radius: Theme.radius
    color: chosen ? Theme.accentBackground : hover.hovered ? Theme.hover : Theme.card
    border.width: current ? 2 : 1
    border.color: current ? Theme.focus : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.checkable: true
    Accessible.checked: chosen

    HoverHandler {
        id: hover

        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        onTapped: card.app.navigator.go("thread", card.infohash)
    }
    Tick {
        id: tick

        objectName: "tick-" + card.infohash
        x: 12
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Select")
        checked: card.chosen
        onClicked: card.app.seeding.tick(card.infohash)
    }
    Column {
        id: words

        anchors.left: tick.right
        anchors.leftMargin: 12
        anchors.right: parent.right
        anchors.rightMargin: 14
        y: 11
        spacing: 4

        Words {
            width: parent.width
            text: card.comment ? Format.sentence(qsTr("Comment: %1"), card.title) : card.title
            font.weight: Font.DemiBold
            maximumLineCount: 2
            elide: Text.ElideRight
        }
        Flow {
            width: parent.width
            spacing: 6

            Words {
                text: card.endangered ? qsTr("Only you") : Format.quantity(card.seeds, qsTr("1 seed"), qsTr("%1 seeds"))
                color: card.endangered ? Theme.warning : Theme.accent
                font.pixelSize: Theme.small
                font.weight: Font.DemiBold
            }
            Words {
                width: Math.min(implicitWidth, parent.width)
                text: ["· " + card.board, Format.bytes(card.size), qsTr("since %1").arg(Format.ago(card.since, card.now)), Format.until(card.until, card.now), qsTr("%1 uploaded").arg(Format.bytes(card.uploaded))].join(" · ") + (card.mine ? " · " + qsTr("written by you") : "")
                color: Theme.dim
                font.pixelSize: Theme.small
            }
        }
        PushButton {
            objectName: "follow-" + card.infohash
            visible: card.newer !== ""
            small: true
            text: qsTr("Its author has a newer version: seed that instead")
            onClicked: card.app.seeding.follow(card.infohash, card.newer)
        }
    }
}
