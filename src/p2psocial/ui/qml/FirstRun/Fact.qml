import QtQuick
import "../Components"
import "../Theme"

// A drawing, and what it stands for.
Row {
    id: fact

    property string symbol: "info"
    property string title: ""
    property string text: ""

    spacing: 14

    Rectangle {
        id: disc

        width: Math.round(38 * Theme.scale)
        height: width
        radius: width / 2
        color: Theme.accentBackground

        Icon {
            anchors.centerIn: parent
            name: fact.symbol
            color: Theme.accent
            size: Math.round(20 * Theme.scale)
        }
    }
    Column {
        width: parent.width - disc.width - parent.spacing
        spacing: 2

        Words {
            width: parent.width
            visible: text !== ""
            text: fact.title
            font.pixelSize: Theme.body
            font.weight: Font.DemiBold
        }
        Words {
            width: parent.width
            text: fact.text
            lineHeight: 1.2
        }
    }
}
