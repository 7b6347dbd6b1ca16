import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// What is answered or edited.
Rectangle {
    id: box

    required property var target
    required property bool editing

    visible: target.infohash !== undefined
    implicitHeight: visible ? words.height + 24 : 0
    radius: Theme.radius
    color: Theme.raised

    Rectangle {
        width: 3
        height: parent.height
        color: Theme.accent
    }
    Column {
        id: words

        x: 16
        y: 12
        width: parent.width - 32
        spacing: 4

        Words {
            width: parent.width
            text: box.editing ? qsTr("A new version of what you wrote; the old one stays in its history.") : Format.sentence(qsTr("Answering %1#%2"), box.target.nick ?? "", box.target.fingerprint ?? "")
            color: Theme.dim
            font.pixelSize: Theme.small
        }
        Words {
            width: parent.width
            visible: text !== "" && !box.editing
            text: box.target.title ?? ""
            font.weight: Font.DemiBold
        }
        Words {
            width: parent.width
            visible: text !== "" && !box.editing
            text: box.target.excerpt ?? ""
            maximumLineCount: 3
            elide: Text.ElideRight
        }
    }
}
