import QtQuick
import "../Components"
import "../Theme"

Step {
    id: step

    readonly property var settings: app.settings.state
    readonly property int field: Math.round(140 * Theme.scale)

    title: qsTr("What you give")
    explanation: qsTr("Texts are small: a thousand of them take less room than one photo album, and little bandwidth.")
    ready: settings.troubles.disk_budget === undefined && settings.troubles.upload_limit === undefined
    onAdvance: finished()

    Panel {
        width: parent.width
        title: qsTr("An upvote seeds for")

        Segments {
            objectName: "voteFor"
            label: qsTr("An upvote seeds for")
            current: step.settings.shown.vote_for
            choices: [
                {
                    value: "week",
                    text: qsTr("A week")
                },
                {
                    value: "month",
                    text: qsTr("A month")
                },
                {
                    value: "year",
                    text: qsTr("A year")
                },
                {
                    value: "forever",
                    text: qsTr("For ever")
                }
            ]
            onChosen: value => step.app.settings.enter("vote_for", value)
        }
        Words {
            width: parent.width
            text: qsTr("After that your copy is deleted, unless you prolong it. You can also choose for each vote.")
            color: Theme.dim
            font.pixelSize: Theme.small
        }
    }
    Panel {
        width: parent.width
        title: qsTr("Limits")

        LabelledField {
            width: parent.width
            label: qsTr("Disk space for what you seed")
            unit: qsTr("MiB")
            fieldWidth: step.field
            text: step.settings.shown.disk_budget
            trouble: step.settings.troubles.disk_budget ?? ""
            hint: qsTr("When it is full you are asked what to drop; nothing is dropped silently.")
            field.objectName: "diskBudget"
            onEdited: text => step.app.settings.enter("disk_budget", text)
        }
        LabelledField {
            width: parent.width
            label: qsTr("Upload at most")
            unit: qsTr("KiB per second")
            fieldWidth: step.field
            text: step.settings.shown.upload_limit
            trouble: step.settings.troubles.upload_limit ?? ""
            hint: qsTr("0 is as fast as your connection allows.")
            field.objectName: "uploadLimit"
            onEdited: text => step.app.settings.enter("upload_limit", text)
        }
    }
}
