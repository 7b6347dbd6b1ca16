import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// What has been typed and does not hold yet.
Rectangle {
    id: bar

    required property var app

    readonly property var settings: app.settings.state
    readonly property int wrong: Object.keys(settings.troubles).length

    visible: settings.changed > 0 || settings.phase !== ""
    height: visible ? Math.max(words.implicitHeight, buttons.implicitHeight) + 24 : 0
    color: Theme.card
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Changes that do not hold yet")

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }
    Words {
        id: words

        anchors.left: parent.left
        anchors.leftMargin: 20
        anchors.right: buttons.left
        anchors.rightMargin: 12
        anchors.verticalCenter: parent.verticalCenter
        color: bar.wrong > 0 ? Theme.danger : Theme.text
        text: {
            if (bar.settings.phase !== "")
                return qsTr("Applying…");
            if (bar.wrong > 0)
                return qsTr("Something above is not right yet.");
            const count = Format.quantity(bar.settings.changed, qsTr("1 change."), qsTr("%1 changes."));
            return count + " " + (bar.settings.foreign ? qsTr("The node is another process: it holds from its next start.") : qsTr("The node starts again, which takes a moment."));
        }
    }
    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: 20
        anchors.verticalCenter: parent.verticalCenter
        spacing: 10

        PushButton {
            objectName: "undoSettings"
            enabled: bar.settings.phase === ""
            text: qsTr("Undo")
            onClicked: bar.app.settings.undo()
        }
        PushButton {
            objectName: "applySettings"
            kind: "primary"
            enabled: bar.wrong === 0 && bar.settings.phase === ""
            text: qsTr("Apply")
            onClicked: bar.app.settings.apply()
        }
    }
}
