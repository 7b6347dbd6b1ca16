import QtQuick
import "../Theme"
import "Format.js" as Format

// Who wrote it: a nick that anybody can take, and the fingerprint that nobody can.
Item {
    id: author

    required property string nick
    required property string fingerprint
    property bool mine: false
    property int pixelSize: Theme.small
    // How wide it may be; a nick for which that is not enough is cut.
    property real room: Infinity

    // A colour of its own for every key, so that an impostor's stands out.
    readonly property real hue: {
        let sum = 0;
        for (let place = 0; place < 8; ++place)
            sum = (sum * 31 + fingerprint.charCodeAt(place)) % 360;
        return sum / 360;
    }

    signal opened

    implicitWidth: Math.min(row.implicitWidth, room)
    implicitHeight: row.implicitHeight
    activeFocusOnTab: true
    Accessible.role: Accessible.Link
    Accessible.name: Format.sentence(qsTr("Author %1 #%2"), nick, fingerprint)
    Accessible.onPressAction: author.opened()
    Keys.onReturnPressed: author.opened()

    Row {
        id: row

        anchors.verticalCenter: parent.verticalCenter
        spacing: Math.round(3 * Theme.scale)

        Rectangle {
            id: square

            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(10 * Theme.scale)
            height: width
            radius: 3
            color: Qt.hsla(author.hue, 0.55, Theme.dark ? 0.6 : 0.45, 1)
        }
        Words {
            anchors.baseline: mark.baseline
            width: Math.min(implicitWidth, author.room - square.width - mark.width - (you.visible ? you.width : 0) - 3 * row.spacing)
            leftPadding: 3
            elide: Text.ElideRight
            visible: author.nick !== ""
            text: author.nick
            font.pixelSize: author.pixelSize
            font.weight: Font.DemiBold
            font.underline: mouse.containsMouse
            wrapMode: Text.NoWrap
        }
        Words {
            id: mark

            text: "#" + author.fingerprint.slice(0, 8)
            font.pixelSize: author.pixelSize
            color: Theme.dim
            wrapMode: Text.NoWrap
        }
        Words {
            id: you

            anchors.baseline: mark.baseline
            visible: author.mine
            text: qsTr("(you)")
            font.pixelSize: author.pixelSize
            color: Theme.accent
        }
    }
    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        cursorShape: Qt.PointingHandCursor
        onClicked: author.opened()
    }
    FocusRing {
        of: author
    }
}
