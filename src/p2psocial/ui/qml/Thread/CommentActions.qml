import QtQuick
import "../Components"
import "../Theme"

// What one can do with a comment, in a row below it.
Flow {
    id: actions

    required property var app
    required property string infohash
    required property string author
    required property bool mine
    required property bool retracted

    signal more

    spacing: 2

    PushButton {
        objectName: "reply-" + actions.infohash
        visible: !actions.retracted
        kind: "quiet"
        small: true
        symbol: "reply"
        text: qsTr("Reply")
        onClicked: actions.app.navigator.go("composer", "reply:" + actions.infohash)
    }
    PushButton {
        objectName: "edit-" + actions.infohash
        visible: actions.mine && !actions.retracted
        kind: "quiet"
        small: true
        symbol: "pencil"
        text: qsTr("Edit")
        onClicked: actions.app.navigator.go("composer", "edit:" + actions.infohash)
    }
    PushButton {
        objectName: "more-" + actions.infohash
        kind: "quiet"
        small: true
        symbol: "more"
        text: qsTr("More")
        onClicked: actions.more()
    }
}
