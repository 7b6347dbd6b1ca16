import QtQuick
import "../Components"

// Everything that can be set. What concerns the window holds at once; what concerns the node, when it
// is applied.
FocusScope {
    id: page

    required property var app
    required property string argument

    Page {
        id: scroll

        objectName: "settingsScroll"

        anchors.top: parent.top
        anchors.bottom: bar.top
        width: parent.width
        focus: true
        title: qsTr("Settings")

        AppearanceSettings {
            width: scroll.room
            app: page.app
        }
        DesktopSettings {
            width: scroll.room
            app: page.app
        }
        SharingSettings {
            width: scroll.room
            app: page.app
        }
        NetworkSettings {
            width: scroll.room
            app: page.app
        }
        ModerationSettings {
            width: scroll.room
            app: page.app
        }
        AdvancedSettings {
            width: scroll.room
            app: page.app
        }
    }
    ApplyBar {
        id: bar

        anchors.bottom: parent.bottom
        width: parent.width
        app: page.app
    }
}
