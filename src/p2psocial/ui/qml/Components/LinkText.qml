import QtQuick
import "../Theme"

// Words that lead somewhere when they are pressed.
Words {
    id: link

    signal followed

    color: Theme.accent
    font.underline: mouse.containsMouse
    activeFocusOnTab: true
    Accessible.role: Accessible.Link
    Accessible.name: text
    Accessible.onPressAction: link.followed()
    Keys.onReturnPressed: link.followed()

    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        cursorShape: Qt.PointingHandCursor
        onClicked: link.followed()
    }
    FocusRing {
        of: link
    }
}
