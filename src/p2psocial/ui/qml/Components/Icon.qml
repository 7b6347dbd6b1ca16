import QtQuick
import QtQuick.Window
import "../Theme"

// One of our own line drawings (see ui/icons.py), in any colour and size.
Image {
    id: icon

    required property string name
    property color color: Theme.text
    property real size: Math.round(18 * Theme.scale)
    property bool filled: false

    // A colour reads as #rrggbb or #aarrggbb.
    readonly property string look: name + "/" + String(color).slice(-6) + (filled ? "/filled" : "/line")

    width: size
    height: size
    source: "image://icons/" + look
    sourceSize.width: Math.round(size * Screen.devicePixelRatio)
    sourceSize.height: Math.round(size * Screen.devicePixelRatio)
    Accessible.ignored: true
}
