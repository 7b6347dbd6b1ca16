import QtQuick
import "../Components"

// Why there is no thread to see yet, or at all, and one thing to do about it.
EmptyState {
    id: empty

    required property var app
    required property string infohash

    readonly property var thread: app.thread.state
    readonly property bool ended: thread.phase === "failed" || thread.phase === "refused"
    // Title, explanation, what can be done about it.
    readonly property var told: ({
            "empty": ["", "", ""],
            "shown": ["", "", ""],
            "reading": [qsTr("Opening…"), "", ""],
            "fetching": [qsTr("Fetching it from those who seed it…"), qsTr("It is not on this computer yet. This can take a minute; it opens as soon as it is here."), qsTr("Cancel")],
            "failed": [qsTr("It could not be had"), thread.problem, qsTr("Try again")],
            "refused": [qsTr("It was refused"), thread.problem + "\n" + qsTr("Somebody changed it on the way, or it was never valid. Nothing of it was kept."), qsTr("Try again")]
        })

    objectName: "threadEmpty"
    busy: !ended
    symbol: "warning"
    title: told[thread.phase][0]
    explanation: told[thread.phase][1]
    action: told[thread.phase][2]
    onActed: {
        if (ended)
            app.thread.open(infohash);
        else
            app.navigator.back();
    }
}
