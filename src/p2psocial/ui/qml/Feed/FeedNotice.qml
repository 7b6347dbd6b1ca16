import QtQuick
import "../Components"

// What the reader of a ranking must know: that the node is not running, that nobody is reached, or
// that the order is an old one. One of these at a time, with one thing to do about it.
Banner {
    id: notice

    required property var app
    required property bool empty

    readonly property string connection: app.status.state.connection
    readonly property string kind: {
        if (empty)
            return "";
        if (connection === "failed" || connection === "offline")
            return connection;
        if (app.feed.state.stale)
            return "stale";
        return connection === "alone" ? connection : "";
    }
    readonly property var told: ({
            "": ["", ""],
            "failed": [qsTr("The node is not running: %1. What is here can be read; nothing comes and nobody gets anything from you.").arg(app.status.state.message), qsTr("Try again")],
            "offline": [qsTr("You are offline, as it seems. What is here can be read and searched; what you write is offered to others once you are back."), qsTr("Network settings")],
            "stale": [qsTr("The ranking has changed since you opened it."), qsTr("Refresh")],
            "alone": [qsTr("Nobody else on your boards has been found yet. Looking goes on."), qsTr("Find boards")]
        })

    objectName: "feedNotice"
    visible: kind !== ""
    height: visible ? implicitHeight : 0
    tone: kind === "failed" ? "danger" : kind === "offline" ? "warning" : "news"
    text: told[kind][0]
    action: told[kind][1]
    onActed: {
        if (kind === "failed")
            app.status.retry();
        else if (kind === "stale")
            app.feed.refresh();
        else
            app.navigator.go(kind === "offline" ? "settings" : "boards", "");
    }
}
