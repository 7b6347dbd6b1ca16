import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A switch with its words beside it.
T.Switch {
    id: toggle

    property string explanation: ""

    implicitWidth: Math.round(46 * Theme.scale) + 12 + words.implicitWidth
    implicitHeight: Math.max(Math.round(26 * Theme.scale), words.implicitHeight)
    hoverEnabled: true
    opacity: enabled ? 1 : 0.55
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Accessible.description: explanation

    indicator: Rectangle {
        y: Math.max(0, (words.firstLine - height) / 2)
        width: Math.round(42 * Theme.scale)
        height: Math.round(24 * Theme.scale)
        radius: height / 2
        color: toggle.checked ? Theme.accent : Theme.raised
        border.color: toggle.checked ? Theme.accent : Theme.edge

        Rectangle {
            x: toggle.checked ? parent.width - width - 3 : 3
            y: 3
            width: parent.height - 6
            height: width
            radius: width / 2
            color: toggle.checked ? Theme.accentInk : Theme.dim

            Behavior on x {
                NumberAnimation {
                    duration: Theme.quick
                }
            }
        }
        FocusRing {
            of: toggle
            visible: toggle.visualFocus
        }
    }

    contentItem: Column {
        id: words

        readonly property real firstLine: title.height

        leftPadding: Math.round(42 * Theme.scale) + 12
        topPadding: Math.max(0, (Math.round(24 * Theme.scale) - firstLine) / 2)
        spacing: 2

        Words {
            id: title

            width: toggle.width - words.leftPadding
            text: toggle.text
        }
        Words {
            width: toggle.width - words.leftPadding
            visible: toggle.explanation !== ""
            text: toggle.explanation
            color: Theme.dim
            font.pixelSize: Theme.small
        }
    }
}
