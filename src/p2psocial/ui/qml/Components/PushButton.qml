import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A button with a word and perhaps an icon. `kind`: plain, primary, danger or quiet.
T.Button {
    id: button

    property string kind: "plain"
    property string symbol: ""
    property bool small: false

    readonly property color ink: !enabled ? Theme.dim : kind === "primary" ? Theme.accentInk : kind === "danger" ? Theme.danger : Theme.text

    implicitHeight: small ? Math.round(28 * Theme.scale) : Theme.control
    implicitWidth: row.implicitWidth + leftPadding + rightPadding
    leftPadding: small ? 10 : 14
    rightPadding: leftPadding
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    opacity: enabled || kind === "primary" ? 1 : 0.55
    Accessible.role: Accessible.Button
    Accessible.name: text

    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()

    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: 7

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.symbol !== ""
                name: button.symbol
                color: button.ink
                size: Math.round(16 * Theme.scale)
            }
            Text {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.text !== ""
                textFormat: Text.PlainText
                text: button.text
                color: button.ink
                font.pixelSize: button.small ? Theme.small : Theme.normal
                font.weight: button.kind === "primary" ? Font.DemiBold : Font.Medium
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius
        border.width: button.kind === "plain" || button.kind === "danger" ? 1 : 0
        border.color: button.kind === "danger" ? Theme.danger : Theme.line
        color: {
            if (!button.enabled && button.kind === "primary")
                return Theme.raised;
            if (button.kind === "primary")
                return button.down ? Qt.darker(Theme.accent, 1.15) : button.hovered ? Qt.lighter(Theme.accent, 1.08) : Theme.accent;
            if (button.down)
                return Theme.raised;
            return button.hovered ? Theme.hover : button.kind === "quiet" ? "transparent" : Theme.card;
        }

        FocusRing {
            of: button
            visible: button.visualFocus
        }
    }
}
