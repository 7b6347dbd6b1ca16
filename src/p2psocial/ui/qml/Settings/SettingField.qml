import QtQuick
import "../Components"
import "../Theme"

// A setting of the node that is typed.
LabelledField {
    id: setting

    required property var app
    required property string name
    property bool short: false

    readonly property var settings: app.settings.state

    width: parent?.width ?? 0
    fieldWidth: short ? Math.round(140 * Theme.scale) : Math.round(420 * Theme.scale)
    text: settings.shown[name]
    note: settings.notes[name] ?? ""
    trouble: settings.troubles[name] ?? ""
    field.objectName: "setting-" + name
    onEdited: text => setting.app.settings.enter(setting.name, text)
    onAccepted: setting.app.settings.apply()
}
