import QtQuick
import "../Components"
import "../Theme"

// One block rule. What it says may be a stranger's word, so it is plain.
Item {
    id: line

    required property var app
    required property string kind
    required property string value
    required property string words

    readonly property string kindWords: {
        switch (kind) {
        case "author":
            return qsTr("Author");
        case "board":
            return qsTr("Board");
        case "item":
            return qsTr("Hidden");
        default:
            return qsTr("Word");
        }
    }

    implicitHeight: Math.max(text.implicitHeight, remove.height) + 4

    Words {
        id: what

        width: Math.round(80 * Theme.scale)
        anchors.verticalCenter: parent.verticalCenter
        text: line.kindWords
        color: Theme.dim
        wrapMode: Text.NoWrap
    }
    Words {
        id: text

        anchors.left: what.right
        anchors.right: remove.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        text: line.words
        wrapMode: Text.WrapAnywhere
    }
    IconButton {
        id: remove

        objectName: "removeRule-" + line.value
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        symbol: "bin"
        text: qsTr("Block it no more")
        onClicked: line.app.rules.remove(line.kind, line.value)
    }
}
