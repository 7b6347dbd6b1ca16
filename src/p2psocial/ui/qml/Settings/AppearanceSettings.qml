import QtQuick
import "../Components"
import "../Theme"

Panel {
    id: panel

    required property var app

    readonly property var look: app.appearance.state

    title: qsTr("Reading and appearance")

    Column {
        width: parent.width
        spacing: 6

        Words {
            text: qsTr("Colours")
            font.weight: Font.Medium
        }
        Segments {
            objectName: "theme"
            label: qsTr("Colours")
            current: panel.look.theme
            choices: [
                {
                    value: "system",
                    text: qsTr("As the system")
                },
                {
                    value: "light",
                    text: qsTr("Light")
                },
                {
                    value: "dark",
                    text: qsTr("Dark")
                }
            ]
            onChosen: value => panel.app.appearance.choose(value)
        }
    }
    Column {
        width: parent.width
        spacing: 6

        Words {
            text: qsTr("Size of text")
            font.weight: Font.Medium
        }
        Row {
            spacing: 8

            PushButton {
                objectName: "smaller"
                text: "−"
                Accessible.name: qsTr("Smaller text")
                enabled: panel.look.scale > 1
                onClicked: panel.app.appearance.step(-1)
            }
            Words {
                objectName: "scale"
                width: Math.round(60 * Theme.scale)
                height: Theme.control
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
                text: qsTr("%1 %").arg(Math.round(panel.look.scale * 100))
                wrapMode: Text.NoWrap
            }
            PushButton {
                objectName: "larger"
                text: "+"
                Accessible.name: qsTr("Larger text")
                enabled: panel.look.scale < 2
                onClicked: panel.app.appearance.step(1)
            }
        }
    }
    Toggle {
        objectName: "still"
        width: parent.width
        text: qsTr("Reduce motion")
        explanation: qsTr("Nothing slides or pulses.")
        checked: panel.look.still
        onToggled: panel.app.appearance.keep_still(checked)
    }
}
