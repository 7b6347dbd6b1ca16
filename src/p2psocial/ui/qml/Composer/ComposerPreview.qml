import QtQuick
import "../Components"
import "../Thread"
import "../Theme"

// How it will look to others: the very same renderer.
Rectangle {
    id: preview

    required property var app
    required property string title
    required property bool titled

    implicitHeight: Math.max(words.implicitHeight + 40, Math.round(240 * Theme.scale))
    radius: Theme.radius
    color: Theme.card
    border.color: Theme.line

    Column {
        id: words

        x: 20
        y: 20
        width: parent.width - 40
        spacing: 12

        Words {
            width: parent.width
            visible: preview.titled && text !== ""
            text: preview.title
            font.pixelSize: Theme.huge
            font.weight: Font.DemiBold
        }
        Body {
            width: parent.width
            app: preview.app
            pieces: preview.app.composer.state.preview
        }
        Words {
            width: parent.width
            visible: preview.app.composer.state.preview.length === 0
            text: qsTr("Nothing to show yet.")
            color: Theme.dim
        }
    }
}
