import QtQuick
import "../Components"

Panel {
    id: panel

    required property var app

    title: qsTr("Network")

    SettingField {
        app: panel.app
        name: "proxy"
        label: qsTr("Proxy")
        placeholder: "socks5://127.0.0.1:9050"
        hint: qsTr("socks5://, http:// or i2p://, then [user:password@]host:port. Empty: connect directly. When it is set, nothing goes around it.")
    }
    SettingToggle {
        app: panel.app
        name: "port_mapping"
        label: qsTr("Ask the router to let others connect")
        hint: qsTr("UPnP and NAT-PMP. Who can be reached helps those who cannot.")
    }
    SettingToggle {
        app: panel.app
        name: "accept_incoming"
        label: qsTr("Let other nodes connect to exchange announcements")
        hint: qsTr("Without it this node only connects itself.")
    }
    SettingToggle {
        app: panel.app
        name: "local_discovery"
        label: qsTr("Find members in the local network")
        hint: qsTr("By multicast, also without the internet. Others in this network can see which boards you are on.")
    }
    SettingField {
        app: panel.app
        name: "listen"
        label: qsTr("Address and port for BitTorrent")
        placeholder: "0.0.0.0:7681"
        hint: qsTr("Empty: port 7681 on all addresses.")
    }
    SettingField {
        app: panel.app
        name: "gossip"
        label: qsTr("Address and port for announcements")
        placeholder: "0.0.0.0:7682"
        hint: qsTr("Empty: chosen by itself.")
    }
}
