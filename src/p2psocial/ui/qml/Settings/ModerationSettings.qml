pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Theme"

Panel {
    id: panel

    required property var app

    function add() {
        if (value.text.trim() === "")
            return;
        panel.app.rules.add(kind.current, value.text.trim());
        value.text = "";
    }

    title: qsTr("Moderation")
    explanation: qsTr("What you block is not shown, not kept and not passed on. It holds for you alone; nobody else learns of it.")

    Flow {
        width: parent.width
        spacing: 8

        Choice {
            id: kind

            objectName: "ruleKind"
            label: qsTr("What to block")
            current: "word"
            choices: [
                {
                    value: "word",
                    text: qsTr("Word")
                },
                {
                    value: "author",
                    text: qsTr("Author")
                },
                {
                    value: "board",
                    text: qsTr("Board")
                }
            ]
            onChosen: value => current = value
        }
        Field {
            id: value

            objectName: "ruleValue"
            width: Math.round(260 * Theme.scale)
            label: qsTr("What to block")
            placeholder: kind.current === "author" ? qsTr("Fingerprint or public key") : kind.current === "board" ? qsTr("Name of a board") : qsTr("Word, in any case")
            wrong: panel.app.rules.state.trouble !== ""
            onAccepted: panel.add()
        }
        PushButton {
            objectName: "addRule"
            text: qsTr("Block")
            enabled: value.text.trim() !== ""
            onClicked: panel.add()
        }
    }
    Trouble {
        width: parent.width
        text: panel.app.rules.state.trouble
    }
    Column {
        width: parent.width
        spacing: 2

        Repeater {
            model: panel.app.rules.model

            RuleLine {
                width: panel.width - 36
                app: panel.app
            }
        }
    }
    Words {
        width: parent.width
        visible: panel.app.rules.model.count === 0
        text: qsTr("You block nothing.")
        color: Theme.dim
    }
    Flow {
        width: parent.width
        spacing: 8

        PushButton {
            objectName: "importRules"
            text: qsTr("Import rules…")
            small: true
            enabled: !panel.app.rules.state.busy
            onClicked: panel.app.rules.ask_what_to_import()
        }
        PushButton {
            objectName: "exportRules"
            text: qsTr("Export rules…")
            small: true
            enabled: panel.app.rules.model.count > 0
            onClicked: panel.app.rules.ask_where_to_export()
        }
    }
}
