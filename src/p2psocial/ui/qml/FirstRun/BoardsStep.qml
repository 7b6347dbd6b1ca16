pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

Step {
    id: step

    readonly property var welcome: app.welcome.state

    function enter() {
        if (step.app.welcome.add(field.text))
            field.text = "";
    }

    title: qsTr("Boards to begin with")
    explanation: qsTr("Posts are found through boards. Join some: what their members write and seed comes to you by itself. You can leave them at any time.")
    onAdvance: finished()

    Flow {
        width: parent.width
        spacing: 10

        Repeater {
            model: step.welcome.boards

            Chip {
                required property var modelData

                objectName: "pick-" + modelData.name
                words: modelData.name
                detail: modelData.items > 0 ? qsTr("%1 this week").arg(modelData.items) : ""
                checked: modelData.joined
                onToggled: step.app.welcome.pick(modelData.name, checked)
            }
        }
    }
    LabelledField {
        id: field

        width: parent.width
        label: qsTr("Another board")
        placeholder: qsTr("name")
        fieldWidth: Math.min(Math.round(300 * Theme.scale), width - join.width - 10)
        trouble: step.welcome.board_trouble
        hint: qsTr("A board that nobody has joined yet begins with you.")
        field.objectName: "boardName"
        onAccepted: step.enter()

        PushButton {
            id: join

            objectName: "addBoard"
            text: qsTr("Join")
            enabled: field.text.trim() !== ""
            onClicked: step.enter()
        }
    }
}
