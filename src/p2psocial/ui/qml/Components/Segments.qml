pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import "../Theme"

// A few choices side by side, of which one holds. `choices` is a list of {value, text}.
Rectangle {
    id: segments

    required property var choices
    required property string current
    property string label: ""

    signal chosen(string value)

    implicitWidth: row.implicitWidth + 6
    implicitHeight: Theme.control
    radius: Theme.radius
    color: Theme.raised
    Accessible.role: Accessible.PageTabList
    Accessible.name: label

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 2

        Repeater {
            model: segments.choices

            T.AbstractButton {
                id: choice

                required property var modelData
                readonly property bool holds: modelData.value === segments.current

                objectName: segments.objectName + "-" + modelData.value
                text: modelData.text
                implicitHeight: Theme.control - 6
                implicitWidth: words.implicitWidth + 24
                hoverEnabled: true
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.PageTab
                Accessible.name: text
                Accessible.checked: holds
                onClicked: segments.chosen(modelData.value)
                Keys.onReturnPressed: segments.chosen(modelData.value)

                contentItem: Item {
                    Text {
                        id: words

                        anchors.centerIn: parent
                        textFormat: Text.PlainText
                        text: choice.text
                        color: choice.holds ? Theme.text : Theme.dim
                        font.pixelSize: Theme.normal
                        font.weight: choice.holds ? Font.DemiBold : Font.Normal
                    }
                }

                background: Rectangle {
                    radius: Theme.radius - 2
                    color: choice.holds ? Theme.card : choice.hovered ? Theme.hover : "transparent"

                    FocusRing {
                        of: choice
                        visible: choice.visualFocus
                    }
                }
            }
        }
    }
}
