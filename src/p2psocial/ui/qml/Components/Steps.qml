pragma ComponentBehavior: Bound
import QtQuick
import "../Theme"

// How far one has come, as a line of parts.
Row {
    id: steps

    required property int count
    required property int current

    spacing: 6
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("Step %1 of %2").arg(current + 1).arg(count)

    Repeater {
        model: steps.count

        Rectangle {
            required property int index

            width: (steps.width - (steps.count - 1) * steps.spacing) / steps.count
            height: Math.round(5 * Theme.scale)
            radius: height / 2
            color: index <= steps.current ? Theme.accent : Theme.line
        }
    }
}
