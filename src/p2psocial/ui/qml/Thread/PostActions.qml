import QtQuick
import "../Components"
import "../Theme"

// What one can do with a post.
Flow {
    id: actions

    required property var app
    required property var post

    signal more

    spacing: 8

    PushButton {
        objectName: "reply"
        visible: !actions.post.retracted
        kind: "primary"
        symbol: "reply"
        text: qsTr("Reply")
        onClicked: actions.app.navigator.go("composer", "reply:" + actions.post.infohash)
    }
    PushButton {
        objectName: "edit"
        visible: actions.post.mine && !actions.post.retracted
        symbol: "pencil"
        text: qsTr("Edit")
        onClicked: actions.app.navigator.go("composer", "edit:" + actions.post.infohash)
    }
    PushButton {
        objectName: "copyMagnet"
        symbol: "link"
        text: qsTr("Copy magnet link")
        onClicked: actions.app.deeds.copy_magnet(actions.post.infohash)
    }
    PushButton {
        objectName: "more"
        symbol: "more"
        text: qsTr("More")
        onClicked: actions.more()
    }
}
