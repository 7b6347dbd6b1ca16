pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

// The directory of boards.
FocusScope {
    id: page

    required property var app
    required property string argument

    readonly property var directory: app.directory.state

    function joinWanted() {
        if (page.directory.valid) {
            page.app.directory.change(page.directory.wanted, true);
            field.clear();
            page.app.directory.want("");
        }
    }

    Component.onCompleted: app.directory.open()
    Component.onDestruction: app.directory.close()

    Column {
        id: top

        x: list.margin
        y: 20
        width: list.room
        spacing: 12

        Words {
            width: parent.width
            text: qsTr("Find boards")
            font.pixelSize: Theme.huge
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }
        Words {
            width: parent.width
            text: qsTr("A board is nothing but a name that people share. Whoever joins it finds its other members through the DHT, and what they write comes by itself.")
            color: Theme.dim
            lineHeight: 1.2
        }
        Flow {
            width: parent.width
            spacing: 10

            Field {
                id: field

                objectName: "boardField"
                width: Math.min(parent.width, Math.round(340 * Theme.scale))
                focus: true
                symbol: "board"
                label: qsTr("Name of a board")
                placeholder: qsTr("Any name, for example bread")
                maximumLength: 32
                wrong: text !== "" && !page.directory.valid
                onTextEdited: {
                    const place = cursorPosition;
                    text = text.toLowerCase();
                    cursorPosition = place;
                    page.app.directory.want(text);
                }
                onAccepted: page.joinWanted()
            }
            PushButton {
                objectName: "joinBoard"
                kind: "primary"
                enabled: page.directory.valid
                text: qsTr("Join")
                onClicked: page.joinWanted()
            }
        }
        Words {
            width: parent.width
            visible: field.wrong
            text: qsTr("1 to 32 of a-z, 0-9 and -, not beginning with -.")
            color: Theme.danger
            font.pixelSize: Theme.small
        }
    }
    ColumnList {
        id: list

        objectName: "boards"
        label: qsTr("Boards")
        anchors.top: top.bottom
        anchors.topMargin: 16
        anchors.bottom: parent.bottom
        width: parent.width
        focus: false
        model: page.app.directory.model

        visible: count > 0
        Keys.onReturnPressed: if (currentItem)
            (currentItem as BoardCard).show()

        delegate: BoardCard {
            app: page.app
            width: list.room
            current: ListView.isCurrentItem && list.activeFocus
        }
    }
    EmptyState {
        anchors.top: top.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        visible: list.count === 0
        busy: !page.directory.known
        symbol: "boards"
        title: page.directory.known ? qsTr("No board is known yet") : qsTr("Asking…")
        explanation: page.directory.known ? qsTr("Boards that others have joined appear here as they are heard of. Join one by its name to begin.") : ""
    }
}
