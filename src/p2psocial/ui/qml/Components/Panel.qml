import QtQuick
import "../Theme"

// A card with a heading and things below one another.
Rectangle {
    id: panel

    property string title: ""
    property string explanation: ""
    property int gap: 14
    default property alias content: body.data

    implicitHeight: column.implicitHeight + 36
    radius: Theme.radius + 2
    color: Theme.card
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    Column {
        id: column

        x: 18
        y: 18
        width: parent.width - 36
        spacing: 6

        Words {
            width: parent.width
            visible: text !== ""
            text: panel.title
            font.pixelSize: Theme.large
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: panel.explanation
            color: Theme.dim
            lineHeight: 1.15
        }
        Item {
            width: 1
            height: panel.title !== "" || panel.explanation !== "" ? 4 : 0
        }
        Column {
            id: body

            width: parent.width
            spacing: panel.gap
        }
    }
}
