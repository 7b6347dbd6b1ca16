pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// The disk budget has no room for a vote: what would be dropped for it.
Sheet {
    id: sheet

    required property var app

    readonly property var room: app.room.state
    readonly property bool asking: room.asking

    title: qsTr("Your disk budget is full")
    explanation: Format.quantity(room.count, qsTr("There is room for this vote if you stop seeding 1 text. Others keep it available as well as they do now:"), qsTr("There is room for this vote if you stop seeding %1 texts. Those that others seed well come first:"))
    accept: qsTr("Drop and upvote")
    busy: room.busy

    onAskingChanged: asking ? open() : close()
    onAccepted: app.room.agree()
    onRejected: if (asking)
        app.room.refuse()

    Repeater {
        model: sheet.room.drops

        Column {
            id: drop

            required property var modelData

            objectName: "drop"
            width: parent.width
            spacing: 2

            Words {
                width: parent.width
                text: drop.modelData.title
                font.weight: Font.DemiBold
                maximumLineCount: 2
                elide: Text.ElideRight
            }
            Words {
                width: parent.width
                text: Format.quantity(drop.modelData.seeds, qsTr("1 seed"), qsTr("%1 seeds")) + " · " + Format.bytes(drop.modelData.size)
                color: Theme.dim
                font.pixelSize: Theme.small
            }
        }
    }
    Words {
        width: parent.width
        visible: sheet.room.count > sheet.room.drops.length
        text: qsTr("and %1 more").arg(sheet.room.count - sheet.room.drops.length)
        color: Theme.dim
    }
}
