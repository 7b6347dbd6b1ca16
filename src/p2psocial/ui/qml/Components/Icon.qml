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

    width: size
    height: size
    // A colour reads as #rrggbb or #aarrggbb.
    source: name === "" ? "" : "image://icons/" + name + "/" + String(color).slice(-6) + (filled ? "/filled" : "/line")
    sourceSize.width: Math.round(size * Screen.devicePixelRatio)
    sourceSize.height: Math.round(size * Screen.devicePixelRatio)
    Accessible.ignored: true
}
