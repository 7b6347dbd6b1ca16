import QtQuick
import "../Components"
import "../Components/Format.js" as Format
import "../Theme"

// How the node stands, in one line: connection, DHT, rates, what is seeded, age of the ranking.
Rectangle {
    id: bar

    required property var app

    readonly property var status: app.status.state
    readonly property color light: {
        switch (status.connection) {
        case "online":
            return Theme.accent;
        case "failed":
            return Theme.danger;
        default:
            return Theme.warning;
        }
    }
    readonly property string connection: {
        switch (status.connection) {
        case "online":
            return Format.quantity(status.neighbours, qsTr("1 neighbour"), qsTr("%1 neighbours"));
        case "failed":
            return qsTr("Not running");
        case "starting":
            return qsTr("Starting…");
        case "alone":
            return qsTr("Nobody found yet");
        case "offline":
            return qsTr("Offline");
        default:
            return qsTr("Connecting…");
        }
    }
    readonly property bool wide: width > Math.round(700 * Theme.scale)

    implicitHeight: Math.round(28 * Theme.scale)
    color: Theme.card
    Accessible.role: Accessible.StatusBar
    Accessible.name: connection

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    Row {
        x: 16
        anchors.verticalCenter: parent.verticalCenter
        spacing: 16

        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 7

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                width: Math.round(8 * Theme.scale)
                height: width
                radius: width / 2
                color: bar.light
            }
            Words {
                text: bar.connection
                font.pixelSize: Theme.small
                color: Theme.dim
                wrapMode: Text.NoWrap
            }
        }
        Words {
            visible: bar.wide && bar.status.known
            text: Format.quantity(bar.status.dht_nodes, qsTr("1 DHT node"), qsTr("%1 DHT nodes"))
            font.pixelSize: Theme.small
            color: Theme.dim
            wrapMode: Text.NoWrap
        }
        Words {
            visible: bar.wide && bar.status.known
            text: "↑ " + Format.bytes(bar.status.upload_rate) + "/s  ↓ " + Format.bytes(bar.status.download_rate) + "/s"
            font.pixelSize: Theme.small
            color: Theme.dim
            wrapMode: Text.NoWrap
            Accessible.name: qsTr("Upload %1 and download %2 per second").arg(Format.bytes(bar.status.upload_rate)).arg(Format.bytes(bar.status.download_rate))
        }
        Words {
            objectName: "statusSeeding"
            visible: bar.status.known
            text: bar.status.resuming ? qsTr("Seeding %1 of %2").arg(Format.number(bar.status.seeding_ready)).arg(Format.number(bar.status.seeding)) : qsTr("Seeding %1").arg(Format.number(bar.status.seeding))
            font.pixelSize: Theme.small
            color: Theme.dim
            wrapMode: Text.NoWrap
        }
        Words {
            objectName: "attached"
            visible: bar.wide && bar.status.node === "attached"
            text: qsTr("with the node that runs already")
            font.pixelSize: Theme.small
            color: Theme.dim
            wrapMode: Text.NoWrap
        }
    }
    Words {
        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        visible: bar.wide && bar.app.navigator.state.page === "feed" && bar.app.feed.state.ranked_at > 0
        text: qsTr("Ranked %1").arg(Format.ago(bar.app.feed.state.ranked_at, bar.app.ticking.state.now))
        font.pixelSize: Theme.small
        color: Theme.dim
        wrapMode: Text.NoWrap
    }
}
