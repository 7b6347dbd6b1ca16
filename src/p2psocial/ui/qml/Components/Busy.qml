pragma ComponentBehavior: Bound
import QtQuick
import "../Theme"

// Three dots that take turns while something is under way; still for those who want that.
Row {
    id: busy

    property bool running: true

    spacing: 6
    Accessible.role: Accessible.Animation
    Accessible.name: qsTr("Working")

    Repeater {
        model: 3

        Rectangle {
            id: dot

            required property int index

            width: Math.round(8 * Theme.scale)
            height: width
            radius: width / 2
            color: Theme.accent
            opacity: 0.4 + 0.3 * index

            SequentialAnimation on opacity {
                running: busy.running && !Theme.still
                loops: Animation.Infinite

                PauseAnimation {
                    duration: dot.index * 160
                }
                NumberAnimation {
                    to: 1
                    duration: 240
                }
                NumberAnimation {
                    to: 0.3
                    duration: 240
                }
                PauseAnimation {
                    duration: (2 - dot.index) * 160
                }
            }
        }
    }
}
