import QtQuick
import "../Components"

// A setting of the node that is on or off.
Column {
    id: setting

    required property var app
    required property string name
    property string label: ""
    property string hint: ""

    readonly property var settings: app.settings.state

    width: parent?.width ?? 0
    spacing: 4

    Toggle {
        objectName: "setting-" + setting.name
        width: parent.width
        text: setting.label
        explanation: setting.hint
        checked: setting.settings.shown[setting.name]
        onToggled: setting.app.settings.enter(setting.name, checked)
    }
    Trouble {
        width: parent.width
        text: setting.settings.notes[setting.name] ?? ""
    }
}
