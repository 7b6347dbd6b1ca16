pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// The order of the list, and what can be done with what is ticked.
Flow {
    id: actions

    required property var app
    required property int shown

    readonly property var seeding: app.seeding.state
    readonly property bool whole: shown > 0 && seeding.chosen >= shown

    spacing: 10

    Choice {
        objectName: "seedOrder"
        label: qsTr("Order")
        implicitWidth: Math.round(190 * Theme.scale)
        current: actions.seeding.order
        choices: [
            {
                value: "endangered",
                text: qsTr("Endangered first")
            },
            {
                value: "newest",
                text: qsTr("Newest first")
            },
            {
                value: "ending",
                text: qsTr("Ending soonest")
            },
            {
                value: "largest",
                text: qsTr("Largest first")
            },
            {
                value: "uploaded",
                text: qsTr("Most uploaded")
            }
        ]
        onChosen: value => actions.app.seeding.choose_order(value)
    }
    PushButton {
        objectName: "tickAll"
        visible: actions.shown > 0
        text: actions.whole ? qsTr("Select none") : actions.shown < actions.seeding.count ? qsTr("Select these %1").arg(Format.number(actions.shown)) : qsTr("Select all")
        onClicked: actions.app.seeding.tick_all()
    }
    Repeater {
        model: actions.seeding.chosen > 0 ? [
            {
                value: "month",
                text: qsTr("Seed for a month")
            },
            {
                value: "year",
                text: qsTr("Seed for a year")
            },
            {
                value: "forever",
                text: qsTr("For ever")
            }
        ] : []

        PushButton {
            required property var modelData

            objectName: "keep-" + modelData.value
            enabled: !actions.seeding.working
            text: modelData.text
            onClicked: actions.app.seeding.keep_chosen(modelData.value)
        }
    }
    PushButton {
        objectName: "stopSeeding"
        visible: actions.seeding.chosen > 0
        enabled: !actions.seeding.working
        kind: "danger"
        text: qsTr("Stop seeding %1").arg(actions.seeding.chosen)
        onClicked: {
            // A single one is soon voted for again.
            if (actions.seeding.lonely > 0 && actions.seeding.chosen > 1)
                sheet.open();
            else
                actions.app.seeding.stop_chosen();
        }
    }
    Row {
        visible: actions.seeding.working
        spacing: 8

        Busy {
            anchors.verticalCenter: parent.verticalCenter
            running: visible
        }
        Words {
            objectName: "seedingChange"
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("%1 of %2").arg(actions.seeding.done).arg(actions.seeding.chosen)
            color: Theme.dim
        }
    }
    Sheet {
        id: sheet

        title: Format.quantity(actions.seeding.chosen, qsTr("Stop seeding 1 text?"), qsTr("Stop seeding %1 texts?"))
        explanation: Format.quantity(actions.seeding.lonely, qsTr("1 of them is seeded by nobody but you, as far as is known. It may be lost."), qsTr("%1 of them are seeded by nobody but you, as far as is known. They may be lost."))
        accept: qsTr("Stop seeding")
        dangerous: true
        onAccepted: {
            actions.app.seeding.stop_chosen();
            close();
        }
    }
}
