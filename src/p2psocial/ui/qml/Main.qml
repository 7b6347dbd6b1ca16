pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import "Shell"
import "Theme"

// The window: sidebar, page, status bar, and what lies over them.
ApplicationWindow {
    id: window

    required property var app

    readonly property bool narrow: width < Math.round(760 * Theme.scale)
    readonly property bool short: height < Math.round(420 * Theme.scale)

    title: "p2psocial"
    minimumWidth: 640
    minimumHeight: 480
    color: Theme.background
    palette.window: Theme.background
    palette.windowText: Theme.text
    font.pixelSize: Theme.normal

    // With an icon in the tray, what is seeded goes on being seeded.
    onClosing: event => {
        if (window.app.tray.state.on) {
            event.accepted = false;
            window.hide();
        }
    }

    Binding {
        target: Theme
        property: "dark"
        value: window.app.appearance.state.dark
    }
    Binding {
        target: Theme
        property: "scale"
        value: window.app.appearance.state.scale
    }
    Binding {
        target: Theme
        property: "still"
        value: window.app.appearance.state.still
    }

    Keymap {
        app: window.app
    }

    Sidebar {
        id: sidebar

        app: window.app
        rail: window.narrow
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.bottom: statusBar.top
    }

    Pages {
        id: pages

        app: window.app
        anchors.left: sidebar.right
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: statusBar.top
    }

    StatusBar {
        id: statusBar

        app: window.app
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
    }

    Toast {
        app: window.app
        anchors.horizontalCenter: pages.horizontalCenter
        anchors.bottom: statusBar.top
        anchors.bottomMargin: 16
        width: Math.min(pages.width - 32, Math.round(620 * Theme.scale))
    }

    Overlays {
        app: window.app
        anchors.fill: parent
    }
}
