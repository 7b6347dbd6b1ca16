pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// Which board a post goes to: typed, or one of those that were joined.
Column {
    id: picker

    required property var app
    property alias text: field.text
    property alias field: field

    signal edited

    spacing: 8

    Field {
        id: field

        objectName: "composerBoard"
        width: Math.min(parent.width, Math.round(320 * Theme.scale))
        label: qsTr("Board")
        placeholder: qsTr("Board, for example linux")
        symbol: "board"
        maximumLength: 32
        onTextEdited: {
            const place = cursorPosition;
            text = text.toLowerCase();
            cursorPosition = place;
            picker.edited();
        }
    }
    Flow {
        width: parent.width
        spacing: 6

        Repeater {
            model: picker.app.boards.state.joined.slice(0, 12)

            PushButton {
                required property string modelData

                objectName: "pick-" + modelData
                small: true
                kind: field.text === modelData ? "primary" : "plain"
                text: modelData
                onClicked: {
                    field.text = modelData;
                    picker.edited();
                }
            }
        }
    }
}
