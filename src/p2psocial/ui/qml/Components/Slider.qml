import QtQuick
import QtQuick.Templates as T
import "../Theme"

// The bar at the side of what scrolls.
T.ScrollBar {
    id: bar

    implicitWidth: 10
    padding: 2
    minimumSize: 0.08
    policy: T.ScrollBar.AsNeeded
    visible: size < 1

    contentItem: Rectangle {
        implicitWidth: 6
        implicitHeight: 40
        radius: 3
        color: bar.pressed ? Theme.dim : Theme.edge
        opacity: bar.active || bar.hovered ? 0.9 : 0.45
    }
}
