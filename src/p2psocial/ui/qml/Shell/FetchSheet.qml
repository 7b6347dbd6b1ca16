import QtQuick
import "../Components"
import "../Components/Format.js" as Format

// While what a link names is looked for. What comes at once shows no dialog.
Sheet {
    id: sheet

    required property var app

    readonly property var links: app.links.state
    readonly property bool opening: links.opening !== ""

    title: qsTr("Looking for it…")
    explanation: links.peers > 0 ? Format.quantity(links.peers, qsTr("1 peer was asked."), qsTr("%1 peers were asked.")) : qsTr("Looking for somebody who has it. This can take a minute.")
    reject: qsTr("Stop")
    busy: true

    onOpeningChanged: {
        if (opening) {
            patience.restart();
        } else {
            patience.stop();
            close();
        }
    }
    onRejected: if (opening)
        app.links.give_up()

    property Timer patience: Timer {
        interval: 400
        onTriggered: sheet.open()
    }
}
