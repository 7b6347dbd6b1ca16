import QtQuick
import "../Components"

Panel {
    id: panel

    required property var app

    readonly property var tray: app.tray.state
    readonly property var schemes: app.schemes.state

    title: qsTr("Desktop")

    Toggle {
        objectName: "tray"
        width: parent.width
        enabled: panel.tray.available
        text: qsTr("Stay in the tray when the window is closed")
        explanation: panel.tray.available ? qsTr("What you seed goes on being seeded. The icon's menu ends the program.") : qsTr("This desktop shows no tray.")
        checked: panel.tray.on
        onToggled: panel.app.tray.choose(checked)
    }
    Toggle {
        objectName: "notify"
        width: parent.width
        enabled: panel.tray.on
        text: qsTr("Tell of new replies")
        explanation: panel.tray.on ? qsTr("How many there are, not what they say.") : qsTr("By the icon in the tray, so that has to be on.")
        checked: panel.tray.notify
        onToggled: panel.app.tray.choose_notify(checked)
    }
    Toggle {
        objectName: "openLinks"
        width: parent.width
        enabled: panel.schemes.possible && !panel.schemes.busy
        text: qsTr("Open p2psocial: links with this program")
        explanation: panel.schemes.possible ? qsTr("Also those that a browser meets.") : panel.schemes.obstacle
        checked: panel.schemes.links
        onToggled: panel.app.schemes.choose(checked, panel.schemes.magnets)
    }
    Toggle {
        objectName: "openMagnets"
        width: parent.width
        visible: panel.schemes.possible
        enabled: panel.schemes.links && !panel.schemes.busy
        text: qsTr("Open magnet links with this program too")
        explanation: qsTr("Those that lead to other things than posts and comments are refused, so leave it off if you have another BitTorrent program.")
        checked: panel.schemes.magnets
        onToggled: panel.app.schemes.choose(panel.schemes.links, checked)
    }
}
