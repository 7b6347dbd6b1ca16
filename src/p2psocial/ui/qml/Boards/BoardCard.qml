import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// One board: its name, how busy it is, and whether one is a member.
Rectangle {
    id: card

    required property var app
    required property string name
    required property int activity
    required property bool joined
    property bool current: false

    function show() {
        card.app.feed.choose_board(card.name);
        card.app.navigator.go("feed", "");
    }

    implicitHeight: Math.max(words.implicitHeight, button.implicitHeight) + 24
    radius: Theme.radius
    color: hover.hovered ? Theme.hover : Theme.card
    border.width: current ? 2 : 1
    border.color: current ? Theme.focus : Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: name
    Accessible.focused: current
    Accessible.onPressAction: card.show()

    HoverHandler {
        id: hover

        cursorShape: Qt.PointingHandCursor
    }
    TapHandler {
        onTapped: card.show()
    }
    Column {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: 16
        anchors.right: button.left
        anchors.rightMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        spacing: 3

        Words {
            width: parent.width
            text: card.name
            font.weight: Font.DemiBold
            font.pixelSize: Theme.body
        }
        Words {
            width: parent.width
            text: card.activity === 0 ? qsTr("Nothing known from the last week") : Format.quantity(card.activity, qsTr("1 text in the last week"), qsTr("%1 texts in the last week"))
            color: Theme.dim
            font.pixelSize: Theme.small
        }
    }
    PushButton {
        id: button

        objectName: (card.joined ? "leave-" : "join-") + card.name
        anchors.right: parent.right
        anchors.rightMargin: 14
        anchors.verticalCenter: parent.verticalCenter
        kind: card.joined ? "plain" : "primary"
        text: card.joined ? qsTr("Leave") : qsTr("Join")
        onClicked: card.app.directory.change(card.name, !card.joined)
    }
}
