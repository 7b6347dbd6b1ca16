import QtQuick
import "../Components"
import "../Theme"

Panel {
    id: panel

    required property var app

    title: qsTr("Advanced")

    SettingField {
        app: panel.app
        name: "nick"
        label: qsTr("Nick for identities that have none")
        hint: qsTr("The name beside your posts, unless the identity has its own.")
    }
    SettingField {
        app: panel.app
        name: "fetch_timeout"
        short: true
        label: qsTr("Wait for a text that others have")
        unit: qsTr("seconds")
    }
    SettingField {
        app: panel.app
        name: "count_packets"
        short: true
        label: qsTr("Counting seeds, at most")
        unit: qsTr("DHT packets per second")
        hint: qsTr("Both ways. Fewer make the counts older.")
    }
    SettingField {
        app: panel.app
        name: "count_bytes"
        short: true
        label: qsTr("Counting seeds, in an hour at most")
        unit: qsTr("MiB")
        hint: qsTr("0 is as many as the packets take.")
    }
    SettingField {
        app: panel.app
        name: "checks_per_minute"
        short: true
        label: qsTr("Testing who claims to seed, at most")
        unit: qsTr("peers per minute")
        hint: qsTr("Asks some of them for a piece, so that only those who have it count. 0: believe them.")
    }
    SettingField {
        app: panel.app
        name: "announce_packets"
        short: true
        label: qsTr("Telling that you seed, at most")
        unit: qsTr("DHT packets per second")
        hint: qsTr("Both ways. Too few, and others no longer find what you seed.")
    }
    SettingField {
        app: panel.app
        name: "announce_bytes"
        short: true
        label: qsTr("Telling that you seed, in an hour at most")
        unit: qsTr("MiB")
        hint: qsTr("0 is as many as the packets take.")
    }
    SettingField {
        app: panel.app
        name: "bootstrap"
        label: qsTr("DHT nodes to begin with")
        placeholder: "node.example.org:6881"
        hint: qsTr("Each as host:port, with commas between them. Empty: the public ones.")
    }
    SettingToggle {
        app: panel.app
        name: "private"
        label: qsTr("A network of this machine or this LAN alone")
        hint: qsTr("No public DHT nodes and no port mapping: you meet nobody whom you have not named.")
    }
    SettingField {
        app: panel.app
        name: "stamp_bits"
        short: true
        label: qsTr("Proof of work of what you publish")
        unit: qsTr("bits")
        hint: qsTr("Every bit doubles the work. Fewer than 18 only in a private network: others refuse such items.")
    }
    Words {
        width: parent.width
        text: qsTr("Everything is in %1").arg(panel.app.status.state.data_dir)
        visible: panel.app.status.state.data_dir !== ""
        color: Theme.dim
        font.pixelSize: Theme.small
        wrapMode: Text.WrapAnywhere
    }
}
