import QtQuick
import QtQuick.Templates as T

// What is too high for its place, with a bar at the side.
Flickable {
    clip: true
    contentWidth: width
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: Slider {}
}
