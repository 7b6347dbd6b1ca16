import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// Between the post and its comments: how many, in which order, and what is missing.
Column {
    id: bar

    required property var app

    readonly property var thread: app.thread.state

    spacing: 10
    bottomPadding: 8

    Flow {
        width: parent.width
        spacing: 12

        Words {
            height: Theme.control
            verticalAlignment: Text.AlignVCenter
            text: bar.thread.comments === 0 ? qsTr("No comments yet") : Format.quantity(bar.thread.comments, qsTr("1 comment"), qsTr("%1 comments")) + (bar.thread.fresh > 0 ? " · " + qsTr("%1 new").arg(bar.thread.fresh) : "")
            font.weight: Font.DemiBold
        }
        Segments {
            objectName: "threadSort"
            visible: bar.thread.comments > 1
            label: qsTr("Order of the comments")
            current: bar.thread.sort
            choices: [
                {
                    value: "seeds",
                    text: qsTr("Most seeds")
                },
                {
                    value: "new",
                    text: qsTr("Newest")
                },
                {
                    value: "old",
                    text: qsTr("Oldest")
                }
            ]
            onChosen: value => bar.app.thread.choose_sort(value)
        }
    }
    Banner {
        width: parent.width
        visible: bar.thread.missing > 0
        tone: "warning"
        text: bar.thread.fetching ? qsTr("Fetching what is missing…") : Format.quantity(bar.thread.missing, qsTr("1 text could not be fetched: nobody who has it answered."), qsTr("%1 texts could not be fetched: nobody who has them answered."))
        action: bar.thread.fetching ? "" : qsTr("Try again")
        onActed: bar.app.thread.retry()
    }
}
