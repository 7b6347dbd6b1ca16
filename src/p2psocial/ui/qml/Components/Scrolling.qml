import QtQuick
import QtQuick.Templates as T

// What is too high for its place, with a bar at the side.
Flickable {
    id: scrolling

    clip: true
    contentWidth: width
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: Slider {}

    FollowFocus {
        view: scrolling
    }
}
