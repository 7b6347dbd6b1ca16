pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// A recovery phrase as numbered words, read row by row.
Column {
    id: phrase

    property var words: []

    readonly property int columns: Math.max(2, Math.min(4, Math.floor(width / Math.round(130 * Theme.scale))))

    signal copied

    spacing: 12

    Grid {
        width: parent.width
        columns: phrase.columns
        spacing: 8
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("Recovery phrase: %1").arg(phrase.words.join(" "))

        Repeater {
            model: phrase.words

            Rectangle {
                id: cell

                required property string modelData
                required property int index

                width: (phrase.width - (phrase.columns - 1) * 8) / phrase.columns
                height: Math.round(34 * Theme.scale)
                radius: Theme.radius
                color: Theme.raised

                Words {
                    id: number

                    x: 10
                    width: Math.round(22 * Theme.scale)
                    anchors.verticalCenter: parent.verticalCenter
                    text: cell.index + 1
                    color: Theme.dim
                    font.pixelSize: Theme.small
                    horizontalAlignment: Text.AlignRight
                    wrapMode: Text.NoWrap
                }
                Words {
                    anchors.left: number.right
                    anchors.leftMargin: 8
                    anchors.verticalCenter: parent.verticalCenter
                    text: cell.modelData
                    font.weight: Font.DemiBold
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
    Flow {
        width: parent.width
        spacing: 12

        PushButton {
            id: copy

            objectName: "copyPhrase"
            text: qsTr("Copy")
            symbol: "copy"
            small: true
            onClicked: phrase.copied()
        }
        Words {
            width: Math.min(implicitWidth, Math.max(200, phrase.width - copy.width - 12))
            topPadding: Math.max(0, (copy.height - Math.round(Theme.small * 1.4)) / 2)
            text: qsTr("Other programs can read the clipboard; it is emptied after a minute. Paper is safer.")
            color: Theme.warning
            font.pixelSize: Theme.small
        }
    }
}
