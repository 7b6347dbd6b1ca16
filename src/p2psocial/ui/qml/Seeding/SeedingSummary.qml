pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// How much of the budget is used, the order of the list, and what can be done with what is ticked.
Column {
    id: summary

    required property var app

    readonly property var seeding: app.seeding.state
    readonly property real share: seeding.budget > 0 ? Math.min(1, seeding.bytes / seeding.budget) : 0

    spacing: 12

    Words {
        width: parent.width
        text: qsTr("Seeding")
        font.pixelSize: Theme.huge
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Words {
        objectName: "seedingTotals"
        width: parent.width
        text: [Format.quantity(summary.seeding.count, qsTr("1 text"), qsTr("%1 texts")), qsTr("%1 of %2 on the disk").arg(Format.bytes(summary.seeding.bytes)).arg(Format.bytes(summary.seeding.budget)), qsTr("uploading %1/s").arg(Format.bytes(summary.app.status.state.upload_rate))].join(" · ")
        color: Theme.dim
    }
    Rectangle {
        width: parent.width
        height: 6
        radius: 3
        color: Theme.raised
        Accessible.role: Accessible.ProgressBar
        Accessible.name: qsTr("Disk budget")

        Rectangle {
            width: Math.max(summary.share > 0 ? 4 : 0, parent.width * summary.share)
            height: parent.height
            radius: 3
            color: summary.share > 0.9 ? Theme.warning : Theme.accent
        }
    }
    Words {
        width: parent.width
        visible: summary.app.status.state.vote_bytes_per_hour > 0
        text: qsTr("Telling others of one more text costs about %1 an hour.").arg(Format.bytes(summary.app.status.state.vote_bytes_per_hour)) + (summary.app.status.state.announce_late > 0 ? " " + Format.quantity(summary.app.status.state.announce_late, qsTr("1 text is announced late, because the budget for announcing is used up."), qsTr("%1 texts are announced late, because the budget for announcing is used up.")) : "")
        color: Theme.dim
        font.pixelSize: Theme.small
    }
    Banner {
        width: parent.width
        visible: summary.seeding.endangered > 0
        tone: "warning"
        text: Format.quantity(summary.seeding.endangered, qsTr("1 text is seeded by nobody but you, as far as is known. If you stop, it may be lost."), qsTr("%1 texts are seeded by nobody but you, as far as is known. If you stop, they may be lost."))
    }
    Flow {
        width: parent.width
        spacing: 10

        Choice {
            objectName: "seedOrder"
            label: qsTr("Order")
            implicitWidth: Math.round(190 * Theme.scale)
            current: summary.seeding.order
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
            onChosen: value => summary.app.seeding.choose_order(value)
        }
        PushButton {
            objectName: "tickAll"
            visible: summary.seeding.count > 0
            text: qsTr("Select all")
            onClicked: summary.app.seeding.tick_all()
        }
        Repeater {
            model: summary.seeding.chosen > 0 ? [
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
                enabled: !summary.seeding.working
                text: modelData.text
                onClicked: summary.app.seeding.keep_chosen(modelData.value)
            }
        }
        PushButton {
            objectName: "stopSeeding"
            visible: summary.seeding.chosen > 0
            enabled: !summary.seeding.working
            kind: "danger"
            text: qsTr("Stop seeding %1").arg(summary.seeding.chosen)
            onClicked: summary.app.seeding.stop_chosen()
        }
    }
}
