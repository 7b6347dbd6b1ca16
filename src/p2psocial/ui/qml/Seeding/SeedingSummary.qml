pragma ComponentBehavior: Bound
import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// How much of the budget is used, and what can be done with the list.
Column {
    id: summary

    required property var app
    // How many the list below shows.
    required property int shown

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
    Words {
        objectName: "seedingStart"
        width: parent.width
        visible: summary.app.status.state.resuming
        text: qsTr("Starting: %1 of %2 can be had from you so far, the newest first.").arg(Format.number(summary.app.status.state.seeding_ready)).arg(Format.number(summary.app.status.state.seeding))
        color: Theme.dim
        font.pixelSize: Theme.small
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
    SeedingActions {
        width: parent.width
        app: summary.app
        shown: summary.shown
    }
}
